#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

help="Prints what headers cost a translation unit: seconds of processor time of \$CXX (g++ if unset) -std=c++20 -O0, the
least of seven runs, for an empty unit and for small programs that use the headers.

  bash benchmarks/compile_time.sh"

[[ ${1:-} != --help && ${1:-} != -h ]] || { echo "$help"; exit 0; }
include=$(cd "$(dirname "${BASH_SOURCE[0]}")/../include" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

measure() {  # name
  local least='' seconds run
  for run in 1 2 3 4 5 6 7; do
    seconds=$( {
      TIMEFORMAT='%U %S'
      time "${CXX:-g++}" -std=c++20 -O0 -I"$include" -c "$folder/unit.cpp" -o "$folder/unit.o"
    } 2>&1 )
    seconds=$(awk '{printf "%.2f", $1 + $2}' <<<"$seconds")
    if [[ -z $least ]] || awk "BEGIN {exit !($seconds < $least)}"; then least=$seconds; fi
  done
  printf '%-46s %5s s\n' "$1" "$least"
}

echo 'int main() {}' >"$folder/unit.cpp"
measure 'nothing'

printf '#include <string>\nint main() {}\n' >"$folder/unit.cpp"
measure '<string> alone'

cat >"$folder/unit.cpp" <<'UNIT'
#include <hooklatch/json/scan.hpp>
int main(int, char** arguments) {
  hooklatch::json_query queries[]{{"/id"}, {"/data"}};
  if (hooklatch::json_scan(arguments[0], queries)) return 1;
  return queries[0].value.equals("evt_1") ? 0 : 1;
}
UNIT
measure 'json/scan.hpp, two queries'

cat >"$folder/unit.cpp" <<'UNIT'
#include <hooklatch/json/elements.hpp>
#include <hooklatch/json/number.hpp>
#include <hooklatch/json/scan.hpp>
int main(int, char** arguments) {
  hooklatch::json_query queries[]{{"/amounts"}};
  if (hooklatch::json_scan(arguments[0], queries)) return 1;
  for (const auto& each : hooklatch::json_elements(queries[0].value)) {
    if (!hooklatch::decimal::from(each)) return 1;
  }
  return 0;
}
UNIT
measure 'json/scan.hpp, elements.hpp and number.hpp'
