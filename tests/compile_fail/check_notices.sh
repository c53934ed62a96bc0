#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Breaks a must-not-compile test in every way and sees that check.sh notices: check_notices.sh COMPILER INCLUDE_DIR
set -euo pipefail
compiler=$1 include=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# try NAME WANTED-TEXT: standard input is a test file; check.sh must fail and say so, or pass where no text is wanted.
try() {
  local status=0 output
  cat >"$folder/$1.cpp"
  output=$("$here/check.sh" "$compiler" "$include" "$folder/$1.cpp" 2>&1) || status=$?
  if [[ -z $2 ]]; then
    [[ $status -eq 0 ]] || { echo "$1 is sound, but check.sh says: $output"; exit 1; }
  elif [[ $status -eq 0 ]]; then
    echo "check.sh does not notice: $1"
    exit 1
  elif [[ $output != *"$2"* ]]; then
    printf 'check.sh fails on %s, but not because it "%s": %s\n' "$1" "$2" "$output"
    exit 1
  fi
}

try sound "" <<'EOF'
// expect: one is two
#ifdef HOOKLATCH_BAD
static_assert(1 == 2, "one is two");
#endif
EOF
try sound_with_quotes "" <<'EOF'
// expect: one is "two"
#ifdef HOOKLATCH_BAD
static_assert(1 == 2, "one is \"two\"");
#endif
EOF
try good_half_broken "the good half does not compile" <<'EOF'
// expect: one is two
static_assert(1 == 2, "one is two");
int bad = HOOKLATCH_BAD;
EOF
try good_half_warns "the good half does not compile" <<'EOF'
// expect: one is two
inline void warns() { int unused = 1; }
#ifdef HOOKLATCH_BAD
static_assert(1 == 2, "one is two");
#endif
EOF
try bad_half_compiles "bad half 1 compiles" <<'EOF'
// expect: one is two
#ifdef HOOKLATCH_BAD
static_assert(2 == 2, "one is two");
#endif
EOF
try second_bad_half_compiles "bad half 2 compiles" <<'EOF'
// expect: one is two
#if HOOKLATCH_BAD == 1
static_assert(1 == 2, "one is two");
#elif HOOKLATCH_BAD == 2
static_assert(2 == 2, "one is two");
#endif
EOF
try bad_half_left_out "does not count its bad halves from 1 on" <<'EOF'
// expect: one is two
#if HOOKLATCH_BAD == 1
static_assert(1 == 2, "one is two");
#elif HOOKLATCH_BAD == 3
static_assert(1 == 2, "one is two");
#endif
EOF
try no_bad_half "has no bad half" <<'EOF'
// expect: one is two
static_assert(2 == 2, "one is two");
EOF
try expect_missing "has 0 lines" <<'EOF'
#ifdef HOOKLATCH_BAD
static_assert(1 == 2, "one is two");
#endif
EOF
try expect_empty "could stand anywhere" <<'EOF'
// expect:
#ifdef HOOKLATCH_BAD
static_assert(1 == 2, "one is two");
#endif
EOF
try expect_twice "has 2 lines" <<'EOF'
// expect: one is two
// expect: two is one
#ifdef HOOKLATCH_BAD
static_assert(1 == 2, "one is two");
#endif
EOF
try other_error "does not say first" <<'EOF'
// expect: one is two
#ifdef HOOKLATCH_BAD
int one = "one";
#endif
EOF
try sentence_is_second "does not say first" <<'EOF'
// expect: one is two
#ifdef HOOKLATCH_BAD
int one = "one";
static_assert(1 == 2, "one is two");
#endif
EOF
# The compiler shows this line of source below the error, and the sentence stands in it.
try sentence_in_source_only "does not say first" <<'EOF'
// expect: one is two
#ifdef HOOKLATCH_BAD
int one = "one";  // one is two
#endif
EOF
try header_missing "the good half does not compile" <<'EOF'
// expect: no/such/header
#include "no/such/header.hpp"
int bad = HOOKLATCH_BAD;
EOF

if "$here/check.sh" "$compiler" "$folder" "$folder/sound.cpp" >/dev/null 2>&1; then
  echo "check.sh does not notice that the library is missing"
  exit 1
fi
if "$here/check.sh" "$folder/no-such-compiler" "$include" "$folder/sound.cpp" >/dev/null 2>&1; then
  echo "check.sh does not notice that the compiler is missing"
  exit 1
fi
echo "check.sh notices all of them"
