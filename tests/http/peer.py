# SPDX-License-Identifier: MIT
"""The two ends that exchange.py works with: a server that is started and stopped, a client that shows raw answers."""

import os
import queue
import socket
import subprocess
import threading
import time


class Server:
    def __init__(self, program, secret):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "ZUBA_WEBHOOK_SECRET": secret}
        )
        self.lines = queue.Queue()
        threading.Thread(target=self.read_lines, daemon=True).start()
        line = self.lines.get(timeout=20)
        if not line.startswith("listening on 127.0.0.1:"):
            raise RuntimeError(f"the server began with: {line}")
        self.port = int(line.rsplit(":", 1)[1])

    def read_lines(self):
        for line in self.process.stdout:
            self.lines.put(line.decode().rstrip("\n"))
        self.lines.put("")

    def said(self, count):
        """As many lines as were expected, and whatever else is there already."""
        said = []
        try:
            while len(said) < count:
                said.append(self.lines.get(timeout=5))
            time.sleep(0.05)
            while True:
                said.append(self.lines.get_nowait())
        except queue.Empty:
            return said

    def stop(self):
        self.process.stdin.close()
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


class Client:
    """Each call answers status, body and header fields."""

    def __init__(self, port, folder):
        self.port = port
        self.folder = folder

    def curl(self, headers, body=None, method="POST"):
        command = ["curl", "-q", "-sS", "--noproxy", "*", "--max-time", "20", "-X", method,
                   "-o", self.folder + "/answer", "-D", self.folder + "/head", "-H", "Expect:"]
        if not any(header.startswith("Content-Type") for header in headers):
            command += ["-H", "Content-Type: application/json"]
        for header in headers:
            command += ["-H", header]
        if body is not None:
            with open(self.folder + "/body", "wb") as file:
                file.write(body)
            command += ["--data-binary", "@" + self.folder + "/body"]
        for name in ("answer", "head"):
            open(f"{self.folder}/{name}", "wb").close()
        done = subprocess.run([*command, f"http://127.0.0.1:{self.port}/hooks"], stderr=subprocess.PIPE)
        with open(self.folder + "/head", "rb") as head, open(self.folder + "/answer", "rb") as answer:
            return self.parse(head.read(), answer.read(), done.stderr.decode())

    @staticmethod
    def head(headers, body):
        lines = ["POST /hooks HTTP/1.1", "Host: 127.0.0.1", *headers, f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(lines).encode()

    def in_pieces(self, headers, pieces):
        """Writes the pieces of the body one after the other, each as a segment of its own."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in [self.head([*headers, "Connection: close"], b"".join(pieces)), *pieces]:
                peer.sendall(piece)
                time.sleep(0.1)
            got = b""
            # Not every server closes: the answer is whole when its length is there.
            while not self.whole(got):
                some = peer.recv(65536)
                if not some:
                    break
                got += some
        head, _, answer = got.partition(b"\r\n\r\n")
        return self.parse(head, answer, "")

    def one_after_the_other(self, headers, body):
        """What comes back on a connection that stays open, until the server is silent or closes it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as peer:
            peer.sendall(self.head(headers, body) + body)
            got = b""
            try:
                while some := peer.recv(65536):
                    got += some
                    peer.settimeout(0.3)
            except OSError:
                pass
        head, _, rest = got.partition(b"\r\n\r\n")
        return self.parse(head, rest, "")

    @staticmethod
    def whole(got):
        head, end, body = got.partition(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if end and line.startswith(b"content-length:"):
                return len(body) >= int(line.split(b":")[1])
        return False

    @staticmethod
    def parse(head, body, trouble):
        blocks = [block for block in head.decode("latin-1").split("\r\n\r\n") if block.strip()]
        if not blocks:
            return 0, trouble.encode(), {}
        lines = blocks[-1].split("\r\n")
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        return int(lines[0].split()[1]), body, fields
