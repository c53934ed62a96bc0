#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

help="Builds the library's tests and runs all of them.

  bash tests/run.sh                 installs what is missing, builds with g++, runs the tests
  bash tests/run.sh --preset NAME   gcc, clang-14, clang-19, asan or tsan; may be repeated
  bash tests/run.sh --all           all of these, one after the other
  bash tests/run.sh --help

Needs Debian 12 or Ubuntu 24.04, or a machine that has the tools. Builds in build-NAME beside the sources; a second run
builds only what has changed. With HOOKLATCH_CASES set to a folder of conformance cases, these are run as well.

Ends with ctest's summary and its exit status. Stops at the first preset that fails."

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
all_presets=(gcc clang-14 clang-19 asan tsan)

give_up() {
  printf 'run.sh: %s\n' "$@" >&2
  exit 2
}

read_arguments() {
  presets=()
  while (($# > 0)); do
    case $1 in
      --help | -h) echo "$help" && exit 0 ;;
      --all) presets=("${all_presets[@]}") ;;
      --preset)
        (($# > 1)) || give_up "--preset needs a name: ${all_presets[*]}"
        [[ " ${all_presets[*]} " == *" $2 "* ]] || give_up "no preset is called $2; there are ${all_presets[*]}"
        presets+=("$2")
        shift
        ;;
      *) give_up "unknown option $1; see --help" ;;
    esac
    shift
  done
  ((${#presets[@]} > 0)) || presets=(gcc)
}

need_installed=0
install_tools() {
  # shellcheck source=../cmake/apt_install.sh
  source "$root/cmake/apt_install.sh"
  local preset
  local -a words=(g++ cmake ninja:ninja-build python3 openssl curl openssl/evp.h:libssl-dev
    'catch2/catch.hpp|catch2/catch_all.hpp:catch2' nlohmann/json.hpp:nlohmann-json3-dev
    rapidjson/document.h:rapidjson-dev simdjson.h:libsimdjson-dev
    httplib.h:libcpp-httplib-dev boost/beast.hpp:libboost-dev pistache/endpoint.h:libpistache-dev
    Poco/Net/HTTPServer.h:libpoco-dev microhttpd.h:libmicrohttpd-dev benchmark/benchmark.h:libbenchmark-dev
    python3-prometheus-client
    sqlite3.h:libsqlite3-dev hiredis/hiredis.h:libhiredis-dev postgresql/libpq-fe.h:libpq-dev
    redis-server postgresql spin)
  for preset in "${presets[@]}"; do
    case $preset in
      clang-14) words+=(clang++-14:clang-14) ;;
      clang-19) words+=(clang++-19:clang-19 libclang-rt-19-dev) ;;
    esac
  done
  need "${words[@]}"
  local version
  version=$(cmake --version | sed -n 's/^cmake version \([0-9.]*\).*/\1/p')
  [[ $(printf '%s\n' 3.25 "$version" | sort -V | head -1) == 3.25 ]] ||
    give_up "$(command -v cmake) is version $version; 3.25 or later is needed"
}

# The build tool itself notices a changed CMakeLists.txt. What it does not notice: the presets, new packages, a moved tree.
configure() {
  local build=$root/build-$1
  if ((need_installed == 0)) && [[ -f $build/build.ninja && $build/build.ninja -nt $root/CMakePresets.json ]] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt" &&
    ! grep -qE '^(Catch2_DIR|nlohmann_json_DIR|benchmark_DIR|hooklatch_[a-z_]+):[A-Z]+=.*-NOTFOUND$' "$build/CMakeCache.txt"
  then
    return 0
  fi
  cmake --fresh --preset "$1"
}

run_preset() {
  echo "== $1"
  configure "$1"
  cmake --build --preset "$1"
  ctest --preset "$1"
}

read_arguments "$@"
install_tools
cd "$root"
for preset in "${presets[@]}"; do run_preset "$preset"; done
