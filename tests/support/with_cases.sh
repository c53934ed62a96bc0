#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs a test that needs the cases outside this project: with_cases.sh COMMAND [ARGUMENT...]
# Ends with 77, which ctest reports as skipped, where the environment variable HOOKLATCH_CASES names no folder of cases.
if [ -z "${HOOKLATCH_CASES:-}" ]; then
  echo "skipped: HOOKLATCH_CASES is not set"
  exit 77
fi
if [ ! -d "$HOOKLATCH_CASES" ]; then
  echo "HOOKLATCH_CASES is set to $HOOKLATCH_CASES, which is no folder" >&2
  exit 1
fi
"$@"
status=$?
# Catch2 ends with the number of failures, and 77 failures are no reason to skip.
[ "$status" -ne 77 ] || status=1
exit "$status"
