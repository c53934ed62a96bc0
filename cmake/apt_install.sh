# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Installs what a script of this project needs on Debian or Ubuntu. In a bash script, with $root the project's folder:
#
#   source "$root/cmake/apt_install.sh"
#   need g++ ninja:ninja-build openssl/evp.h:libssl-dev
#
# Each word is a PACKAGE, or COMMAND:PACKAGE, or HEADER.h:PACKAGE (HEADER.h|OTHER.h:PACKAGE where one of them is enough).
# It is there if the command is on the path, the header in the compiler's folders, or the package installed; a package's
# own name counts as a command too. Where something is missing: root, or a user whose sudo asks for no password, gets it
# installed; everybody else gets the command to type, and the script ends with status 2. Where nothing is missing, nothing
# is run. `need_installed` is 1 after something was installed, else 0.

need_installed=0

# Whether one word's thing is there.
need_has() {
  local thing package=${1#*:} folder
  local -a things
  IFS='|' read -ra things <<<"${1%%:*}"
  for thing in "${things[@]}"; do
    if [[ $thing == *.h || $thing == *.hpp ]]; then
      for folder in /usr/local/include /usr/include /usr/include/*-linux-gnu*; do
        if [[ -e $folder/$thing ]]; then return 0; fi
      done
    elif command -v "$thing" >/dev/null 2>&1; then
      return 0
    fi
  done
  # shellcheck disable=SC2016  # dpkg-query reads the variable
  [[ $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) == 'install ok installed' ]]
}

# Prints the packages of the words whose things are missing, in one line.
need_missing() {
  local word
  local -a missing=()
  for word in "$@"; do
    need_has "$word" || missing+=("${word#*:}")
  done
  echo "${missing[*]}"
}

need_stop() {
  printf '%s\n' "$@" >&2
  exit 2
}

# The lists' own lock does not wait, unlike dpkg's; a fresh machine holds it for a while after its start.
need_update() {  # how to become root...
  local output tries
  for ((tries = 0; tries < 60; ++tries)); do
    if output=$("$@" apt-get update -q 2>&1); then return 0; fi
    if [[ $output != *'Could not get lock'* ]]; then break; fi
    sleep 5
  done
  printf '%s\n' "apt-get update failed; going on with the lists that are here:" "$output" >&2
}

need() {
  local missing
  local -a packages as_root=()
  missing=$(need_missing "$@")
  if [[ -z $missing ]]; then return 0; fi
  read -ra packages <<<"$missing"

  local -a install=(apt-get install -y --no-install-recommends "${packages[@]}")
  command -v apt-get >/dev/null 2>&1 ||
    need_stop "Missing, by their names on Debian 12 and Ubuntu 24.04: $missing" "Please install them and start again."
  if [[ $(id -u) != 0 ]]; then
    as_root=(sudo -n)
    "${as_root[@]}" true 2>/dev/null ||
      need_stop "Missing: $missing" "Please install them and start again:" "  sudo ${install[*]}"
  fi

  echo "Installing: $missing"
  as_root+=(env LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1)
  need_update "${as_root[@]}"
  "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 "${install[@]:1}" </dev/null ||
    need_stop "That failed. As root, try: ${install[*]}"
  hash -r
  missing=$(need_missing "$@")
  [[ -z $missing ]] || need_stop "Still missing after apt-get installed it: $missing"
  # shellcheck disable=SC2034  # the caller reads it
  need_installed=1
}
