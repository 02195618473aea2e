"""An emulator to be measured, and a fast way to send it many requests."""

import json
import re
import socket
import subprocess
import threading
import time
from pathlib import Path


class Emulator:
    def __init__(self, binary, *flags):
        start = time.perf_counter()
        self.process = subprocess.Popen(
            [binary, "--http-port", "0", "--mqtt-port", "0", "--log-level", "warning", *flags],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.start_seconds = time.perf_counter() - start
        if not line:
            raise RuntimeError("the emulator did not start")
        ready = json.loads(line)
        self.http_port, self.mqtt_port = (int(ready[plane].rsplit(":", 1)[1])
                                          for plane in ("http", "mqtt"))
        self.url = ready["http"]
        self.mqtts_port = int(ready["mqtts"].rsplit(":", 1)[1])
        self.ca = ready["ca"]
        self.s3 = ready.get("s3")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def peak_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def connect(self):
        return Connection(self.http_port)

    def call(self, method, path, body=None):
        return self.connect().call(method, path, body)

    def send_all(self, requests):
        """Pipelines (method, path, body) on one connection; every answer must be a 200."""
        self.connect().send_all(requests)


def encode(method, path, body=None):
    payload = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", buffering=1 << 16)

    def receive(self):
        status = self.reader.readline()
        length = 0
        while (line := self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = self.reader.read(length)
        if status.split(b" ", 2)[1:2] != [b"200"]:
            raise RuntimeError((status + body).decode())
        return body

    def call(self, method, path, body=None):
        self.socket.sendall(encode(method, path, body))
        answer = self.receive()
        return json.loads(answer) if answer else None

    def send_all(self, requests):
        requests = list(requests)

        def send():
            for i in range(0, len(requests), 64):
                self.socket.sendall(b"".join(encode(*r) for r in requests[i:i + 64]))

        sender = threading.Thread(target=send)
        sender.start()
        for _ in requests:
            self.receive()
        sender.join()
