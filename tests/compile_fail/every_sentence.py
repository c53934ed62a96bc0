# SPDX-License-Identifier: MIT
"""Checks that every sentence of a static_assert in the headers has a must-not-compile test.

every_sentence.py INCLUDE_DIR TEST_DIR: each sentence contains the expected text of a file or more, and each
expected text that starts with "hooklatch:" stands in exactly one sentence.
"""
import pathlib
import re
import sys

LITERAL = r'"(?:[^"\\]|\\.)*"'


def sentences(include):
    """{sentence: header}, with the pieces of a literal put together."""
    found = {}
    for header in sorted(include.rglob("*.hpp")):
        text = re.sub(r"//[^\n]*", "", header.read_text(encoding="utf-8"))
        text = re.sub(rf"std::string\({LITERAL}\)", "", text)  # what is thrown, the compiler never says
        pieces = re.findall(rf'"hooklatch: (?:[^"\\]|\\.)*"(?:\s*{LITERAL})*\s*\);', text)
        starts = text.count('"hooklatch: ')
        if starts != len(pieces):
            sys.exit(f"{header}: {starts} sentences start, but {len(pieces)} were read")
        for piece in pieces:
            joined = "".join(literal[1:-1] for literal in re.findall(LITERAL, piece))
            found[re.sub(r"\\(.)", r"\1", joined)] = header.relative_to(include)
    return found


def main():
    include, tests = map(pathlib.Path, sys.argv[1:])
    expected = {}
    for test in sorted(tests.glob("*.cpp")):
        text = re.search(r"^// expect: *(.*)$", test.read_text(encoding="utf-8"), re.M)
        expected[test.name] = text.group(1) if text else sys.exit(f"{test.name}: no expected text")
    known = sentences(include)
    wrong = []
    for sentence, header in known.items():
        if not any(text in sentence for text in expected.values() if text.startswith("hooklatch: ")):
            wrong.append(f"{header}: no test expects: {sentence}")
    for name, text in expected.items():
        matches = [sentence for sentence in known if text in sentence]
        if text.startswith("hooklatch: ") and len(matches) != 1:
            wrong.append(f"{name}: {len(matches)} sentences contain: {text}")
    if not known or not expected:
        wrong.append("nothing was compared")
    print("\n".join(wrong) if wrong else f"{len(known)} sentences, {len(expected)} tests")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
