# SPDX-License-Identifier: MIT
"""Runs the check program over conformance cases and compares its verdicts with the expected ones.

  check_cases.py --tool PROGRAM --count N [--kinds verify,config] [--leave-out-class A,B] [--providers A,B]
                 [--leave-out-id A,B] [--accepts A,B] FILE

A case is one JSON object a line; the program gets it without what is expected and answers each with one line, in order.
What is left out is named on standard output. The run fails on any disagreement, on a case that is answered twice, not at
all or with "unsupported", on a file that has not exactly N cases to run (with --or-more: fewer than N), and on a name to
leave out that no case has. Accepting what has to be refused is counted apart: there must never be one.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

# What tells the answer or is for people.
WITHHELD = ("expect", "why", "source", "note", "provenance", "class")


def names(text):
    return [name for name in text.split(",") if name]


def read_cases(path):
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        sys.exit(f"{error}")
    cases = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cases.append(json.loads(line))
        except ValueError as error:
            sys.exit(f"{path}:{number}: {error}")
    return cases


def select(cases, wanted):
    """The cases to run. Prints what is left out; a name that leaves nothing out is a mistake."""
    chosen = cases
    for what, field, listed, keep in (
        ("kind", "kind", names(wanted.kinds), True),
        ("provider", "provider", names(wanted.providers), True),
        ("class", "class", names(wanted.leave_out_class), False),
        ("case", "id", names(wanted.leave_out_id), False),
    ):
        if not listed:
            continue
        known = {case.get(field) for case in cases}
        unknown = [name for name in listed if name not in known]
        if unknown:
            sys.exit(f"no case has the {what} {', '.join(unknown)}")
        left = collections.Counter(str(case.get(field)) for case in chosen if (case.get(field) in listed) != keep)
        chosen = [case for case in chosen if (case.get(field) in listed) == keep]
        if left and what == "provider":
            print(f"left out by provider: {len(left)} others ({sum(left.values())})")
        elif left:
            print(f"left out by {what}: " + ", ".join(f"{name} ({count})" for name, count in sorted(left.items())))
    return chosen


def run(tool, cases):
    def question(case):
        return {field: value for field, value in case.items() if field not in WITHHELD}

    questions = [question(case) for case in cases]
    for each in questions:
        if "steps" in each:
            each["steps"] = [question(step) for step in each["steps"]]
    given = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    done = subprocess.run([tool], input=given.encode(), stdout=subprocess.PIPE, timeout=300, check=False)
    if done.returncode != 0:
        sys.exit(f"{tool} ended with status {done.returncode}")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def responds(want, got):
    """An answer to a check of the endpoint: the status, the named headers and the body, to the byte or as JSON."""
    if want.get("refuse"):
        return not 200 <= got.get("status", 200) < 300
    headers = {name.lower(): value for name, value in got.get("headers", {}).items()}
    for name, value in want.get("headers", {}).items():
        seen = headers.get(name.lower(), "")
        if (seen.split(";")[0] if name.lower() == "content-type" else seen) != value:
            return False
    if "json" in want and json.loads(got.get("body") or "null") != want["json"]:
        return False
    return got.get("status") == want["status"] and got.get("body") == want.get("body", got.get("body"))


def agrees(want, got):
    """An outcome may stand among the reasons: then it is right as well. `policy` marks a case that receivers may answer
    either way; ours answers as the case says, but for those that --accepts names."""
    if "steps" in want:
        steps = got.get("steps", [])
        return len(steps) == len(want["steps"]) and all(map(agrees, want["steps"], steps))
    if "respond" in want:
        return responds(want["respond"], got)
    outcome, reasons = got.get("outcome"), want.get("reasons", [])
    if want.get("ours"):
        return outcome == want["ours"]
    if outcome == "accept":
        return want["outcome"] == "accept"
    if outcome == "duplicate":
        return want["outcome"] == "duplicate" or "duplicate" in reasons
    if want["outcome"] == "accept":  # a step that may be refused, for these reasons
        return outcome == "reject" and got.get("reason") in reasons
    return (outcome == want["outcome"] or outcome in reasons) and got.get("reason") in reasons


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--or-more", action="store_true", help="for a file that others may add to")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--providers", default="")
    parser.add_argument("--leave-out-class", default="")
    parser.add_argument("--leave-out-id", default="")
    parser.add_argument("--accepts", default="", help="cases with a policy that ours accepts, and has to")
    parser.add_argument("--of-cases", action="store_true", help="FILE is below the folder HOOKLATCH_CASES")
    parser.add_argument("file", type=pathlib.Path)
    wanted = parser.parse_args()
    path = pathlib.Path(os.environ["HOOKLATCH_CASES"], wanted.file) if wanted.of_cases else wanted.file

    cases = select(read_cases(path), wanted)
    if len(cases) < wanted.count or (len(cases) > wanted.count and not wanted.or_more):
        sys.exit(f"{path}: {len(cases)} cases to run, {wanted.count} expected")
    if len({case["id"] for case in cases}) != len(cases):
        sys.exit(f"{path}: two cases have one id")

    for case in cases:
        if "steps" in case:
            case["expect"] = {"steps": [step["expect"] for step in case["steps"]]}
    lenient = names(wanted.accepts)
    for case in cases:
        if case["id"] in lenient and "policy" in case["expect"]:
            case["expect"]["ours"] = "accept"
            lenient.remove(case["id"])
    if lenient:
        sys.exit(f"no case with a policy is called {', '.join(lenient)}")

    answers = run(wanted.tool, cases)
    if [answer.get("id") for answer in answers] != [case["id"] for case in cases]:
        sys.exit(f"{len(answers)} answers are not one to each of {len(cases)} cases, in order")

    wrong = [(case, answer) for case, answer in zip(cases, answers) if not agrees(case["expect"], answer)]
    accepts = [case for case, answer in wrong
               if answer.get("outcome") == "accept" or case["expect"].get("respond", {}).get("refuse")
               or any(step.get("outcome") == "accept" and not agrees(want, step)
                      for want, step in zip(case["expect"].get("steps", []), answer.get("steps", [])))]
    for case, answer in wrong:
        print(f"{case['id']}: expected {json.dumps(case['expect'])}, got {json.dumps(answer)}")
    print(f"{len(cases)} cases, {len(cases) - len(wrong)} agree, {len(wrong)} disagree, {len(accepts)} wrong accepts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
