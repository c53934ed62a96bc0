#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks claim.pml with spin: the library's way of claiming events in every order of events and faults, and wrong ways,
each of which has to break the property that it is known to break.

  python3 tests/stores/model/check_model.py          three deliveries of one event: some seconds
  python3 tests/stores/model/check_model.py --w 4    four: some minutes, and 4 GB of memory
  python3 tests/stores/model/check_model.py --only NAME --trail   the steps that lead to the broken property

Needs spin (Debian's 6.5.2) and gcc; without them it says so and ends with 77. Ends with 1 where a right variant breaks
a property or has a step that no run reaches, or a wrong one is not found out.
"""
import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

MODEL = pathlib.Path(__file__).resolve().with_name("claim.pml")

PROPERTIES = {
    "UNDONE": "acknowledged but not done",
    "TWICE": "completed twice",
    "STALE": "settled by a stale token",
    "EFFECTS": "effect more than once",
    "OWN": "waits for its own claim",
    "RUNNING": "claimed while a lease runs",
    "STRANGER": "waits for a request without a MAC",
    "FOREVER": "can never be done",  # an invalid end state, in spin's words
}


class Variant(NamedTuple):
    name: str
    flags: tuple = ()
    breaks: str = ""  # a property; empty: none may break
    why: str = ""


AT_LEAST_ONCE = ("UNDONE", "TWICE", "STALE", "OWN", "RUNNING", "STRANGER")
RIGHT = [
    Variant("at least once"),
    Variant("transactional", ("TRANSACTIONAL",)),
]
WRONG = [
    Variant("at least once, asked for exactly once", (), "EFFECTS", "the limit of a lease, not a mistake"),
    Variant("complete without a fence", ("WRONG_UNFENCED_COMPLETE",), "TWICE"),
    Variant("complete without a fence", ("WRONG_UNFENCED_COMPLETE",), "STALE"),
    Variant("release without a fence", ("WRONG_UNFENCED_RELEASE",), "UNDONE"),
    Variant("release without a fence", ("WRONG_UNFENCED_RELEASE",), "TWICE"),
    Variant("release deletes, fences start anew", ("WRONG_RELEASE_DELETES",), "TWICE"),
    Variant("a running claim is taken over", ("WRONG_TAKES_RUNNING",), "RUNNING"),
    Variant("in flight answered with 200", ("WRONG_IN_FLIGHT_200",), "UNDONE"),
    Variant("marked before it is handled", ("WRONG_MARK_BEFORE",), "UNDONE"),
    Variant("looks, handles, then marks", ("WRONG_CHECK_THEN_ACT",), "TWICE"),
    Variant("claims before the MAC is checked", ("WRONG_CLAIM_BEFORE_MAC",), "STRANGER"),
    Variant("a claim without a lease", ("WRONG_NO_LEASE",), "FOREVER"),
    Variant("a new nonce for the second try", ("WRONG_NEW_NONCE",), "OWN"),
    Variant("two processes with one nonce", ("WRONG_SHARED_NONCE",), "TWICE"),
    Variant("ambiguous commit settled by complete", ("TRANSACTIONAL", "WRONG_AMBIGUOUS_COMPLETES"), "UNDONE"),
    Variant("rolled back, then completed", ("TRANSACTIONAL", "WRONG_LOST_COMPLETES"), "UNDONE"),
]


def run(command, folder):
    done = subprocess.run(command, cwd=folder, text=True, capture_output=True, timeout=3600)
    return done.returncode, done.stdout + done.stderr


def search(variant, deliveries, folder, trail):
    """The states searched, what broke (or nothing), and the statements of a delivery that no run reached."""
    checked = [variant.breaks] if variant.breaks else list(AT_LEAST_ONCE)
    if not variant.breaks and "TRANSACTIONAL" in variant.flags:
        checked.append("EFFECTS")
    defines = [f"-DW={deliveries}"] + [f"-D{flag}" for flag in variant.flags]
    defines += [f"-DP_{name}" for name in checked if name != "FOREVER"]
    status, text = run(["spin", "-a", *defines, str(MODEL)], folder)
    if status != 0 or "rror" in text:
        sys.exit(f"spin cannot read {MODEL.name} with {' '.join(defines)}:\n{text}")
    level = "-O0" if variant.breaks else "-O2"
    status, text = run(["gcc", "-w", "-DSAFETY", "-DNOFAIR", level, "-o", "pan", "pan.c"], folder)
    if status != 0:
        sys.exit(f"gcc cannot compile what spin made:\n{text}")
    # -E: an event that can never be done is looked for only where that is the question.
    ends = ["-E"] if variant.breaks not in ("", "FOREVER") else []
    # What is wrong shows within few steps: a search that may not go far finds it soon.
    _, text = run(["./pan", "-m150" if variant.breaks else "-m100000", *ends], folder)
    states = re.search(r"(\d+) states, stored", text)
    errors = re.search(r"errors: (\d+)", text)
    if not states or not errors or (not variant.breaks and "max search depth too small" in text):
        sys.exit(f"the search of {variant.name!r} did not come to its end:\n{text}")
    broken = ""
    if errors[1] != "0":
        found = re.search(r"pan:1: (assertion violated|invalid end state)", text)
        broken = found[1] if found else text
        if trail:
            print(run(["spin", "-k", MODEL.name + ".trail", "-p", "-g", *defines, str(MODEL)], folder)[1])
    section = text.split("unreached in proctype delivery\n")[-1].split("unreached in")[0]
    unreached = [line.strip() for line in section.splitlines() if MODEL.name in line]
    return int(states[1]), broken, [line for line in unreached if "assert(" not in line and "-end-" not in line]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--w", type=int, default=3, choices=(3, 4, 5), help="deliveries of the event (default 3)")
    parser.add_argument("--only", help="the variants with this in their name")
    parser.add_argument("--trail", action="store_true", help="print the steps to what is broken")
    options = parser.parse_args()
    for program in ("spin", "gcc"):
        if shutil.which(program) is None:
            print(f"check_model.py: {program} is not installed (Debian's package {program}); nothing was checked")
            return 77

    failed = 0
    chosen = [variant for variant in RIGHT + WRONG if not options.only or options.only in variant.name]
    if not chosen:
        sys.exit(f"no variant is called {options.only!r}")
    start = time.monotonic()

    def searched(variant):
        deliveries = 3 if variant.breaks else options.w
        with tempfile.TemporaryDirectory(prefix="hooklatch-model-") as folder:
            return variant, deliveries, *search(variant, deliveries, folder, options.trail)

    # Two programs at a time, as many as the smallest machine that builds this has cores for.
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
    for variant, deliveries, states, broken, unreached in pool.map(searched, chosen):
        wanted = {"": "", "FOREVER": "invalid end state"}.get(variant.breaks, "assertion violated")
        good = broken == wanted and (variant.breaks or not unreached)
        failed += not good
        if variant.breaks:
            found = ("found: " if broken else "NOT FOUND: ") + PROPERTIES[variant.breaks]
        else:
            found = f"BROKEN: {broken}" if broken else "every property holds"
        note = f" ({variant.why})" if variant.why else ""
        word = "ok  " if good else "FAIL"
        print(f"{word} {variant.name:38} W={deliveries} {states:>9} states  {found}{note}", flush=True)
        if not variant.breaks and not broken and unreached:
            print("     no run reaches:", *unreached, sep="\n       ")
    seconds = time.monotonic() - start
    print(f"{len(chosen)} variants, {failed} of them not as they should be; {seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
