#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that each table of the README that names the command it was printed by is what that command prints today.

  readme_tables.py HOOKLATCH-CHECK
"""
import pathlib
import re
import subprocess
import sys


def main():
    readme = (pathlib.Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    tables = re.findall(r"`hooklatch-check (--describe [^`]+)`:\n\n((?:\|.*\n)+)", readme)
    if not tables:
        sys.exit("no table in the README names its command")
    different = 0
    for arguments, table in tables:
        printed = subprocess.run([sys.argv[1], *arguments.split()], stdout=subprocess.PIPE, check=True, encoding="utf-8")
        if printed.stdout != table:
            different += 1
            print(f"hooklatch-check {arguments} prints another table than the README has:", printed.stdout, sep="\n")
    print(f"{len(tables)} tables, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
