# SPDX-License-Identifier: MIT
"""Signs the deliveries of sign_dump once more, with Python's hmac, and compares every header to the character.

  independent_hmac.py SIGN_DUMP

Each function is one provider's page in Python. Nothing here comes from the library: no table, no header.
"""
import base64
import collections
import hashlib
import hmac
import json
import subprocess
import sys

EACH = 120  # deliveries of one provider


def hex_sha256(secret, content):
    return hmac.new(secret, content, hashlib.sha256).hexdigest()


def rukkyhub(secret, body, given):
    return [("X-Webhook-Signature", hex_sha256(secret, body)), ("X-Webhook-Event", given.type)]


def simpu(secret, body, given):
    tag = hmac.new(secret, body, hashlib.sha512).digest()
    return [("x-simpu-webhook-signature", base64.b64encode(tag).decode())]


def venshack(secret, body, given):
    return [
        ("X-Venshack-Timestamp", given.time),
        ("X-Venshack-Signature", hex_sha256(secret, given.time.encode() + b"." + body)),
        ("X-Venshack-Event", given.type),
        ("X-Venshack-Delivery-Id", given.delivery_id),
    ]


def hackmamba(secret, body, given):
    return [("x-hackmamba-signature", "sha256=" + hex_sha256(secret, body))]


def zuba(secret, body, given):
    # whsec_ belongs to the key.
    return [
        ("X-Zuba-Timestamp", given.time),
        ("X-Zuba-Signature", hex_sha256(secret, given.time.encode() + b"." + body)),
    ]


def stripe(secret, body, given):
    tag = hex_sha256(secret, given.time.encode() + b"." + body)
    return [("Stripe-Signature", f"t={given.time},v1={tag}")]


def github(secret, body, given):
    return [
        ("X-Hub-Signature-256", "sha256=" + hex_sha256(secret, body)),
        ("X-GitHub-Event", given.type),
        ("X-GitHub-Delivery", given.delivery_id),
    ]


def slack(secret, body, given):
    return [
        ("X-Slack-Request-Timestamp", given.time),
        ("X-Slack-Signature", "v0=" + hex_sha256(secret, b"v0:" + given.time.encode() + b":" + body)),
    ]


def standard_webhooks(secret, body, given):
    # The key is what the base64 after whsec_ stands for.
    text = secret.decode().removeprefix("whsec_")
    key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    content = f"{given.id}.{given.time}.".encode() + body
    tag = hmac.new(key, content, hashlib.sha256).digest()
    return [
        ("webhook-id", given.id),
        ("webhook-timestamp", given.time),
        ("webhook-signature", "v1," + base64.b64encode(tag).decode()),
    ]


PROVIDERS = {
    "rukkyhub": rukkyhub,
    "simpu": simpu,
    "venshack": venshack,
    "hackmamba": hackmamba,
    "zuba": zuba,
    "stripe": stripe,
    "github": github,
    "slack": slack,
    "standard-webhooks": standard_webhooks,
}

Given = collections.namedtuple("Given", "id type delivery_id time")


def expected(line):
    """The headers of one delivery, sorted. Names count to the letter case; an absent type is not sent."""
    made_id = f"test-{line['now'] * 1000}"  # the signer's default, from its clock in milliseconds
    event_id = line.get("id", made_id)
    given = Given(event_id, line.get("type"), line.get("delivery_id", event_id), str(line["at"]))
    secret, body = base64.b64decode(line["secret"]), base64.b64decode(line["body"])
    headers = PROVIDERS[line["provider"]](secret, body, given)
    headers.append(("Content-Type", "application/json"))
    return sorted((name, value) for name, value in headers if value is not None)


def main():
    done = subprocess.run([sys.argv[1]], stdout=subprocess.PIPE, timeout=120, check=True)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    counts = collections.Counter(line["provider"] for line in lines)
    if counts != {name: EACH for name in PROVIDERS}:
        sys.exit(f"not {EACH} deliveries of each provider: {dict(counts)}")
    bodies = {base64.b64decode(line["body"]) for line in lines}
    if b"" not in bodies or not any(b"\0" in body for body in bodies) or len({len(body) for body in bodies}) < 100:
        sys.exit("the bodies are too tame")

    wrong = 0
    for number, line in enumerate(lines, 1):
        got, want = sorted(map(tuple, line["headers"])), expected(line)
        if got != want or line["sent_body"] != line["body"] or line["method"] != "POST":
            wrong += 1
            print(f"delivery {number} of {line['provider']}:\n  expected {want}\n  got      {got}")
    print(f"{len(lines)} deliveries of {len(counts)} providers, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
