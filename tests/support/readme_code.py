#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every C++ block of the README stands, line by line, in an example that is compiled and run."""
import pathlib
import re
import sys


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")
    blocks = [lines_of(block) for block in re.findall(r"```cpp\n(.*?)```", readme, re.S)]
    sources = {path.name: lines_of(path.read_text(encoding="utf-8")) for path in (root / "examples").glob("*.cpp")}
    if not blocks or not sources:
        sys.exit("no C++ block in the README, or no example")
    missing = 0
    for block in blocks:
        found = [name for name, source in sources.items()
                 if any(source[i:i + len(block)] == block for i in range(len(source) - len(block) + 1))]
        if not found:
            missing += 1
            print("not in any example:", *block, sep="\n  ")
    print(f"{len(blocks)} blocks, {missing} not compiled by an example")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
