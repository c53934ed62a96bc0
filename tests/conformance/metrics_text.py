# SPDX-License-Identifier: MIT
"""Reads the metrics of metrics_dump with Prometheus' own Python parser and counts the deliveries once more.

  metrics_text.py METRICS_DUMP

Ends with 77, which ctest reports as skipped, where the parser is not installed (Debian: python3-prometheus-client).
"""
import collections
import json
import subprocess
import sys

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's packages, for a Python that is not Debian's
try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    print("skipped: python3-prometheus-client is not installed")
    sys.exit(77)

PROVIDERS = ["zuba", "github", 'odd \\ "name"\nof two lines é']
BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"]
REACHED = {
    "handled": "processed",
    "unhandled": "processed",
    "queued": "processed",
    "failed": "failed",
    "retry_later": "failed",
}


def dump(what):
    done = subprocess.run([sys.argv[1], what], stdout=subprocess.PIPE, timeout=120, check=True)
    told, text = done.stdout.decode().split(f"\n{what}\n", 1)
    return [json.loads(line) for line in told.split("\n")], text


def expected(deliveries):
    """Every sample: its name and labels, and its value."""
    samples = collections.Counter()
    for told in deliveries:
        provider = ("provider", PROVIDERS[told["provider"]])
        outcome, reason = ("outcome", told["outcome"]), ("reason", told.get("reason", ""))
        samples["hooklatch_deliveries_total", frozenset((provider, outcome, reason))] += 1
        if "secret" in told:
            secret = ("secret", str(told["secret"]))
            samples["hooklatch_secret_matches_total", frozenset((provider, secret))] += 1
        if "nanoseconds" in told:
            took = told["nanoseconds"]
            samples["hooklatch_handler_duration_seconds_sum", frozenset((provider,))] += took
            samples["hooklatch_handler_duration_seconds_count", frozenset((provider,))] += 1
            for bound in BOUNDS:
                inside = bound == "+Inf" or took <= float(bound) * 1e9
                samples["hooklatch_handler_duration_seconds_bucket", frozenset((provider, ("le", bound)))] += inside
    samples["hooklatch_deliveries_uncounted_total", frozenset()] = 0
    for name, labels in samples:
        if name.endswith("_sum"):
            samples[name, labels] /= 1e9
    return samples


def main():
    deliveries, text = dump("prometheus")
    families = list(text_string_to_metric_families(text))
    wrong = []
    types = [(family.name, family.type, bool(family.documentation)) for family in families]
    if types != [
        ("hooklatch_deliveries", "counter", True),
        ("hooklatch_secret_matches", "counter", True),
        ("hooklatch_handler_duration_seconds", "histogram", True),
        ("hooklatch_deliveries_uncounted", "counter", True),
    ]:
        wrong.append(f"families {types}")
    got = {}
    for family in families:
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            if key in got:
                wrong.append(f"{key} comes twice")
            got[key] = sample.value
    want = expected(deliveries)
    for key in want.keys() | got.keys():
        if key not in want or key not in got or abs(want[key] - got[key]) > 1e-6:
            wrong.append(f"{key}: expected {want.get(key)}, got {got.get(key)}")

    deliveries, text = dump("counts")
    times = [told["nanoseconds"] // 1_000_000 for told in deliveries if "nanoseconds" in told][-100:]
    reached = collections.Counter(REACHED[told["outcome"]] for told in deliveries if told["outcome"] in REACHED)
    counts = {
        "received": reached["processed"] + reached["failed"],
        "processed": reached["processed"],
        "failed": reached["failed"],
        "processingTime": times,
        "averageProcessingTime": sum(times) / len(times),
    }
    if list(json.loads(text).items()) != list(counts.items()):
        wrong.append(f"counts {text}, expected {counts}")

    for line in wrong[:20]:
        print(line)
    print(f"{len(deliveries)} deliveries, {len(got)} samples, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
