#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs cmake/apt_install.sh on machines that are not there: apt_install.sh PROJECT_FOLDER. The programs it calls are
# replaced by functions, which write down how they are called; nothing is installed.
# shellcheck disable=SC2317  # the functions are called by the script
set -euo pipefail
script=$1/cmake/apt_install.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# machine USER SUDO APT WORD...: prints what is called and said, and `status n installed m`.
# USER is a number, SUDO is ok or no, APT is ok, fails, useless (installs nothing), locked (once) or none.
machine() {
  user=$1 sudo=$2 apt=$3
  shift 3
  : >"$scratch/installed"
  echo 1 >"$scratch/locks"
  (
    id() { echo "$user"; }
    sleep() { echo "sleep $*" >&3; }
    env() {
      while [[ $1 == *=* ]]; do shift; done
      "$@"
    }
    sudo() {
      [[ $1 == -n ]] || echo "sudo would ask for a password" >&3
      shift
      [[ $sudo == ok ]] || return 1
      [[ $1 == true ]] || echo "sudo $1" >&3
      "$@"
    }
    apt-get() {
      echo "apt-get $*" >&3
      [[ $apt != fails ]] || return 100
      if [[ $1 == update && $apt == locked && -s $scratch/locks ]]; then
        : >"$scratch/locks"
        echo "E: Could not get lock /var/lib/apt/lists/lock" >&2
        return 100
      fi
      [[ $* != *" install "* || $apt == useless ]] || printf '%s\n' "$@" >>"$scratch/installed"
    }
    dpkg-query() {
      grep -qxF -e "${*: -1}" "$scratch/installed" || return 1
      printf 'install ok installed'
    }
    command() {
      if [[ $1 == -v && $2 == apt-get ]]; then [[ $apt != none ]]; else builtin command "$@"; fi
    }
    set -e
    # shellcheck source=../../cmake/apt_install.sh
    source "$script"
    trap 'echo "status $? installed $need_installed" >&3' EXIT
    need "$@"
  ) 3>&1 >"$scratch/said" 2>&1 || true
}

failed=0
check() {  # WHAT, then the text that is expected on standard input
  local got want
  got=$(cat "$scratch/got")
  want=$(cat)
  if [[ $got != "$want" ]]; then
    printf '%s:\n--- expected\n%s\n--- got\n%s\n--- said\n%s\n' "$1" "$want" "$got" "$(cat "$scratch/said")"
    failed=1
  fi
}
says() {  # WHAT TEXT
  grep -qF -e "$2" "$scratch/said" || { printf '%s does not say: %s\n' "$1" "$2" && cat "$scratch/said" && failed=1; }
}

machine 1000 no fails bash sh:nosuch-package limits.h:nosuch-package 'nosuch.hpp|limits.h:nosuch-package' >"$scratch/got"
check "nothing is missing" <<'EOF'
status 0 installed 0
EOF

machine 0 no ok bash nosuch-command:nosuch-one nosuch/header.hpp:nosuch-two nosuch-three >"$scratch/got"
check "root installs what is missing, and nothing else" <<'EOF'
apt-get update -q
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nosuch-one nosuch-two nosuch-three
status 0 installed 1
EOF

machine 1000 ok ok nosuch-one >"$scratch/got"
check "a user with sudo installs through it" <<'EOF'
sudo env
apt-get update -q
sudo env
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nosuch-one
status 0 installed 1
EOF

machine 1000 no ok bash nosuch-command:nosuch-one nosuch-two >"$scratch/got"
check "a user without sudo gets the command" <<'EOF'
status 2 installed 0
EOF
says "a user without sudo" "sudo apt-get install -y --no-install-recommends nosuch-one nosuch-two"

machine 0 no none nosuch-one >"$scratch/got"
check "a machine without apt-get gets the names" <<'EOF'
status 2 installed 0
EOF
says "a machine without apt-get" "nosuch-one"

machine 0 no fails nosuch-one >"$scratch/got"
check "apt-get fails" <<'EOF'
apt-get update -q
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nosuch-one
status 2 installed 0
EOF
says "apt-get fails" "apt-get install -y --no-install-recommends nosuch-one"

machine 0 no useless nosuch-one >"$scratch/got"
check "apt-get installs something else" <<'EOF'
apt-get update -q
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nosuch-one
status 2 installed 0
EOF
says "apt-get installs something else" "Still missing"

machine 0 no locked nosuch-one >"$scratch/got"
check "another program holds the lists" <<'EOF'
apt-get update -q
sleep 5
apt-get update -q
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nosuch-one
status 0 installed 1
EOF

[[ $failed -eq 0 ]] && echo "as documented"
exit $failed
