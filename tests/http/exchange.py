#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sends deliveries to one of the example servers over a real socket and compares every answer.

  python3 tests/http/exchange.py FRAMEWORK SERVER

Deliveries are signed with the openssl program and sent with curl; what has to leave in pieces goes through a socket.
What to expect is typed in here from Zuba's page. The server prints `event ...` for each call of its handler and
`outcome ...` for each delivery that the library judged; both are compared too.

Exit status: 0 every answer is as expected, 1 one is not, 77 curl or openssl is missing."""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time

from peer import Client, Server

SECRET = "whsec_exchange_test_secret"
ACCEPTED = (200, b'{"received":true}', "application/json")
REJECTED = (401, b'{"error":"Invalid signature"}', "application/json")
FAILED = (500, b'{"error":"Processing failed"}', "application/json")

# What a framework does to a request before the library sees it, as the headers in include/hooklatch/http/ say.
HIDES_REPEATS = {"drogon", "pistache"}  # the first line stays
INFLATES = {"httplib"}
HIDES_FORMS = {"httplib"}
FILLS_EMPTY_BODIES = {"crow"}  # of answers, with the status
# Their own answers to a body that is too large: the library is not asked.
LIMITS_BODIES = {"drogon"}


class Exchange(Client):
    def __init__(self, framework, server, folder):
        super().__init__(server.port, folder)
        self.framework = framework
        self.server = server
        self.events = 0
        self.total = 0
        self.failed = 0

    def event(self, note="plain", size=0, kind="payout.paid"):
        self.events += 1
        event = {"id": f"evt_{self.events}", "type": kind, "createdAt": "2026-03-23T14:30:00.000Z",
                 "test": False, "data": {"note": note}}
        return json.dumps(event, ensure_ascii=False).encode().ljust(size)

    @staticmethod
    def sign(body, moment, secret=SECRET):
        made = subprocess.run(["openssl", "dgst", "-sha256", "-hmac", secret, "-binary"],
                              input=str(moment).encode() + b"." + body, stdout=subprocess.PIPE, check=True)
        return made.stdout.hex()

    def signed(self, body):
        moment = int(time.time())
        return [f"X-Zuba-Timestamp: {moment}", f"X-Zuba-Signature: {self.sign(body, moment)}"]

    def expect(self, what, answer, wanted, said, header=("", "")):
        """`wanted`: status, body and content type, None where they are the framework's own. `said`: the lines."""
        status, body, fields = answer
        if wanted[1] == b"" and self.framework in FILLS_EMPTY_BODIES:
            wanted = (wanted[0], None, wanted[2])
        trouble = []
        if status != wanted[0]:
            trouble.append(f"status {status}, not {wanted[0]}")
        if wanted[1] is not None and body != wanted[1]:
            trouble.append(f"body {body!r}, not {wanted[1]!r}")
        if wanted[2] is not None and fields.get("content-type", "").split(";")[0] != wanted[2]:
            trouble.append(f"content type {fields.get('content-type')!r}, not {wanted[2]!r}")
        if header[0] and header[1] not in fields.get(header[0], "").split(", "):
            trouble.append(f"{header[0]} is {fields.get(header[0])!r}, not {header[1]!r}")
        lines = self.server.said(len(said))
        if lines != said:
            trouble.append(f"the server said {lines}, not {said}")
        self.total += 1
        self.failed += bool(trouble)
        print(f"{'DIFF' if trouble else 'ok':4} {what}: {status}" + "".join(f"\n       {each}" for each in trouble))

    def handled(self):
        return [f"event payout.paid evt_{self.events}", "outcome handled"]

    def accept(self, what, headers, body):
        self.expect(what, self.curl(headers, body), ACCEPTED, self.handled())

    def reject(self, what, reason, headers, body):
        self.expect(what, self.curl(headers, body), REJECTED, [f"outcome refused {reason}"])

    def genuine(self):
        body = self.event()
        headers = self.signed(body)
        self.accept("a genuine delivery", headers, body)
        self.expect("the same again", self.curl(headers, body), ACCEPTED, ["outcome duplicate"])

        body = self.event("odd spelling")
        stamp, signature = self.signed(body)
        headers = [f"x-ZUBA-timestamp:   {stamp.split()[1]}  ", f"X-zuba-SIGNATURE: \t{signature.split()[1]} \t "]
        self.accept("mixed case and blanks around the values", headers, body)

        body = self.event("Grüße 世界 \U0001f600").replace(b", ", b",\r\n")
        self.accept("CRLF and UTF-8 in the body", self.signed(body), body)

        # JSON has no NUL, so the envelope is refused; but with 400, which is told only behind a signature that holds.
        body = self.event() + b"\0\r\n\0"
        self.expect("NUL bytes in the body", self.curl(self.signed(body), body), (400, b"", None),
                    ["outcome refused payload_malformed"])

        body = self.event("in pieces")
        pieces = [body[:40], body[40:]]
        self.expect("a body in two segments", self.in_pieces(self.signed(body), pieces), ACCEPTED, self.handled())

        body = self.event("large", 1 << 20)
        self.accept("a body of 1 MiB", self.signed(body), body)

        body = self.event(kind="payout.failed")
        self.expect("a handler that fails", self.curl(self.signed(body), body), FAILED,
                    [f"event payout.failed evt_{self.events}", "outcome failed"])
        body = self.event(kind="payout.cancelled")
        self.expect("a handler that wants time", self.curl(self.signed(body), body), (503, b"", None),
                    [f"event payout.cancelled evt_{self.events}", "outcome retry_later"], ("retry-after", "7"))

    def forged(self):
        body = self.event()
        stamp, signature = self.signed(body)
        wrong = "X-Zuba-Signature: " + self.sign(body, int(time.time()), "whsec_another_secret")
        self.reject("a tampered body", "signature_mismatch", [stamp, signature], body.replace(b"plain", b"PLAIN"))
        self.reject("another secret", "signature_mismatch", [stamp, wrong], body)
        self.reject("no signature", "missing_signature", [stamp], body)
        self.reject("an empty signature", "missing_signature", [stamp, "X-Zuba-Signature;"], body)
        self.reject("no timestamp", "missing_timestamp", [signature], body)
        old = int(time.time()) - 400
        stale = [f"X-Zuba-Timestamp: {old}", "X-Zuba-Signature: " + self.sign(body, old)]
        self.reject("sent 400 s ago", "timestamp_too_old", stale, body)

        if self.framework in HIDES_REPEATS:
            self.reject("two signatures, the right one hidden", "signature_mismatch", [stamp, wrong, signature], body)
            self.accept("two signatures, the wrong one hidden", [stamp, signature, wrong], body)
        else:
            self.reject("two signatures, the right one first", "duplicate_header", [stamp, signature, wrong], body)
            self.reject("two signatures, the right one last", "duplicate_header", [stamp, wrong, signature], body)
            self.reject("the right signature twice", "duplicate_header", [stamp, signature, signature], body)

        # Whoever refuses a body without reading it must not take it for the next request.
        inner = self.event("smuggled")
        hidden = self.head(self.signed(inner), inner) + inner
        self.expect("a delivery in the body of a refused one", self.one_after_the_other([stamp], hidden), REJECTED,
                    ["outcome refused missing_signature"])

    def malformed(self):
        body = self.event()
        self.expect("GET", self.curl(self.signed(b""), None, "GET"), (405, b"", None), ["outcome refused bad_method"],
                    ("allow", "POST"))
        self.expect("PUT", self.curl(self.signed(body), body, "PUT"), (405, b"", None), ["outcome refused bad_method"],
                    ("allow", "POST"))

        large = self.event("large", (1 << 20) + 1)
        own = self.framework in LIMITS_BODIES
        self.expect("a body of 1 MiB and a byte", self.curl(self.signed(large), large),
                    (413, None if own else b"", None), [] if own else ["outcome refused body_too_large"])
        if not own:
            chunked = [*self.signed(large), "Transfer-Encoding: chunked"]
            self.expect("the same in chunks", self.curl(chunked, large), (413, b"", None),
                        ["outcome refused body_too_large"])

        # Either what was sent was signed, or what it inflates to; nothing of the two is ever an event.
        for what, text in (("a small", self.event()), ("a large", self.event("x" * (3 << 20)))):
            packed = gzip.compress(text)
            inflates = self.framework in INFLATES
            for seen, signed in ((not inflates, packed), (inflates, text)):
                headers = [*self.signed(signed), "Content-Encoding: gzip"]
                wanted, reason = REJECTED, "signature_mismatch"
                if inflates and len(text) > 1 << 20:
                    wanted, reason = (413, b"", None), "body_too_large"
                elif seen:
                    wanted, reason = (400, b"", None), "unsupported_content_encoding"
                name = f"{what} body, gzip, the {'packed' if signed is packed else 'unpacked'} bytes signed"
                self.expect(name, self.curl(headers, packed), wanted, [f"outcome refused {reason}"])

        # What cannot be inflated is not read to its end either.
        inner = self.event("smuggled")
        hidden = b"x" * 8192 + self.head(self.signed(inner), inner) + inner
        for what, body in (("that is no gzip", hidden), ("that is cut short", gzip.compress(b"{}")[:-4])):
            wanted, said = REJECTED, ["outcome refused signature_mismatch"]
            if self.framework in INFLATES and body is hidden:
                wanted, said = (400, b"The body could not be read\n", None), []
            headers = [*self.signed(b"another body"), "Content-Encoding: gzip"]
            self.expect(f"a body called gzip {what}", self.one_after_the_other(headers, body), wanted, said)

        # cpp-httplib shows forms in parts apart, not their bytes.
        body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
        signed = self.framework not in HIDES_FORMS
        headers = [*self.signed(body), "Content-Type: multipart/form-data; boundary=x"]
        self.expect("a form in parts", self.curl(headers, body), (400, b"", None) if signed else REJECTED,
                    [f"outcome refused {'payload_malformed' if signed else 'signature_mismatch'}"])

    def run(self):
        self.genuine()
        self.forged()
        self.malformed()
        body = self.event("after all that")
        self.accept("a genuine delivery after all that", self.signed(body), body)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for tool in ("curl", "openssl"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is missing")
            sys.exit(77)
    server = Server(sys.argv[2], SECRET)
    with tempfile.TemporaryDirectory() as folder:
        try:
            exchange = Exchange(sys.argv[1], server, folder)
            exchange.run()
        finally:
            status = server.stop()
    print(f"{exchange.total} exchanges with {sys.argv[1]}, {exchange.failed} different; the server ended with {status}")
    sys.exit(1 if exchange.failed or status != 0 else 0)


if __name__ == "__main__":
    main()
