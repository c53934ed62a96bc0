#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the event types that providers' headers name: each one once, in the provider's spelling, under its own name.

  event_names.py PROVIDERS_DIR

A constant is called as its text, with `_` for a full stop and one more behind a C++ keyword. In a list that is sorted,
which the long ones are, nothing stands twice and a gap is easy to see.
"""
import pathlib
import re
import sys

KEYWORDS = {"delete", "public", "private", "default", "export", "new", "register", "switch", "union"}
# {name of the header: (events at least, whether they are sorted, spelling of a type)}
DOTTED = r"[a-z0-9]+(?:_[a-z0-9]+)*(?:\.[a-z0-9]+(?:_[a-z0-9]+)*)+"
PLAIN = r"[a-z0-9]+(?:_[a-z0-9]+)*"
EXPECTED = {
    "rukkyhub": (1, False, DOTTED),
    "simpu": (11, False, DOTTED),
    "venshack": (9, False, DOTTED),
    "hackmamba": (9, False, DOTTED),
    "zuba": (5, False, DOTTED),
    "stripe_events": (250, True, DOTTED),
    "github_events": (70, True, PLAIN),
    "slack_events": (80, True, PLAIN),
}


def events_of(text):
    """[(identifier, value)] of the one struct of events in a header; None where it has none."""
    found = re.findall(r"^ *struct (?:\w+_)?events \{\n(.*?)^ *\};$", text, re.S | re.M)
    if not found:
        return None
    if len(found) > 1:
        sys.exit("a header with two structs of events")
    constants = re.findall(r"^ *static constexpr std::string_view (\w+) =\s+\"([^\"]*)\"(?:sv)?;$", found[0], re.M)
    if len(constants) != found[0].count(";"):
        sys.exit(f"{found[0].count(';')} declarations, but {len(constants)} were read")
    return constants


def main():
    wrong = []
    total = 0
    seen = set()
    for header in sorted(pathlib.Path(sys.argv[1]).glob("*.hpp")):
        name = header.stem
        constants = events_of(header.read_text(encoding="utf-8"))
        if constants is None:
            continue
        seen.add(name)
        if name not in EXPECTED:
            wrong.append(f"{name}: names events that this check does not know; add it")
            continue
        least, is_sorted, spelling = EXPECTED[name]
        values = [value for _, value in constants]
        total += len(values)
        if len(values) < least:
            wrong.append(f"{name}: {len(values)} events, fewer than {least}")
        if is_sorted and values != sorted(values):
            wrong.append(f"{name}: is not sorted")
        for identifier, value in constants:
            called = value.replace(".", "_")
            if identifier != called + ("_" if called in KEYWORDS else ""):
                wrong.append(f"{name}: {value} is called {identifier}")
            if not re.fullmatch(spelling, value):
                wrong.append(f"{name}: no event is spelt {value}")
            if values.count(value) > 1:
                wrong.append(f"{name}: {value} stands twice")
    wrong += [f"{name}: names no events" for name in sorted(EXPECTED.keys() - seen)]
    print("\n".join(wrong) if wrong else f"{total} events of {len(seen)} providers")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
