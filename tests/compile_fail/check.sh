#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds one must-not-compile test: check.sh COMPILER INCLUDE_DIR FILE [FLAG...]
#
# The file has one line `// expect: TEXT`. Without HOOKLATCH_BAD it must compile. With -DHOOKLATCH_BAD=1, 2, ..., as far
# as the file counts, it must not, and the first error must hold TEXT: a sentence further down is one that nobody
# reads. Warnings are errors.
set -euo pipefail
export LC_ALL=C

fail() {
  echo "$file: $1" >&2
  if [[ $# -gt 1 ]]; then head -c 6000 <<<"$2" >&2; fi
  exit 1
}

if [[ $# -lt 3 ]]; then
  echo "usage: check.sh COMPILER INCLUDE_DIR FILE [FLAG...]" >&2
  exit 2
fi
compiler=$1 include=$2 file=$3
shift 3
[[ -r $file ]] || fail "cannot be read"
[[ -r $include/hooklatch/hooklatch.hpp ]] || fail "$include holds no hooklatch/hooklatch.hpp"

compile() {
  "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Werror -fno-diagnostics-color "-I$include" "$@" "$file" 2>&1
}

mapfile -t expected < <(sed -n 's|^// expect: *||p' "$file")
[[ ${#expected[@]} -eq 1 ]] || fail "has ${#expected[@]} lines '// expect: TEXT', not one"
text=${expected[0]}
[[ ${#text} -ge 6 ]] || fail "expects '$text', which could stand anywhere"
grep -q HOOKLATCH_BAD "$file" || fail "has no bad half"
halves=$({ grep -oE 'HOOKLATCH_BAD == [0-9]+' "$file" || true; } | grep -oE '[0-9]+$' | sort -n | uniq || true)
[[ -z $halves || $halves == "$(seq "$(wc -l <<<"$halves")")" ]] || fail "does not count its bad halves from 1 on"

output=$(compile "$@") || fail "the good half does not compile:" "$output"

for n in ${halves:-1}; do
  status=0
  output=$(compile "-DHOOKLATCH_BAD=$n" "$@") || status=$?
  [[ $status -ne 0 ]] || fail "bad half $n compiles"
  first=$(grep -m1 -E "(^|: )(fatal )?error: " <<<"$output" || true)
  [[ -n $first ]] || fail "bad half $n ends with status $status and without an error message:" "$output"
  first=${first//\\\"/\"}  # clang 14 escapes quotes
  [[ ${first#*error: } == *"$text"* ]] || fail "bad half $n does not say first: $text" "$output"
done
echo "the good half compiles; bad: $(wc -w <<<"${halves:-1}"), each with its sentence"
