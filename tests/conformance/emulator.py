"""Starts the real program, and speaks its admin API."""

import contextlib
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time
import urllib.parse

from clients import send

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get(
    "IOT_JOBS_LOCAL_BINARY", str(REPOSITORY / "build/dev/server/iot-jobs-local")
)
NEW_YEAR = "2026-01-01T00:00:00Z"
T0 = 1767225600  # the same instant, where the clock stands still at the start of each test


class Emulator:
    """A running iot-jobs-local on free ports; a context that ends it."""

    def __init__(self, *flags, env=None, ports=("--http-port", "0", "--mqtt-port", "0")):
        self.process = subprocess.Popen(
            [BINARY, *ports, "--check-answers", *flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="backslashreplace",
            env={**os.environ, **(env or {})},
        )
        self.log, self._last_broker = [], None
        lines = queue.Queue()
        self._readers = [
            _reader(self.process.stdout, lines.put),
            _reader(self.process.stderr, self.log.append),
        ]
        try:
            self.ready_line = lines.get(timeout=20)
        except queue.Empty:
            self.process.kill()
            raise AssertionError("no ready line; log:\n" + "".join(self.log)) from None
        assert self.ready_line, "ended before it was ready; log:\n" + self.ended_log()
        self.ready = json.loads(self.ready_line)
        self.http = self.ready["http"]
        if "mqtt" in self.ready:
            mqtt = urllib.parse.urlsplit(self.ready["mqtt"])
            self.mqtt = (mqtt.hostname, mqtt.port)

    def start_again(self):
        """Starts another in the place of one that died, on the same ports."""
        http_port = urllib.parse.urlsplit(self.http).port
        ports = ("--http-port", str(http_port), "--mqtt-port", str(self.mqtt[1]),
                 "--mqtts-port", "0")
        self.__init__(ports=ports)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends it by SIGTERM and gives back its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def wait_until(self, condition, what, seconds=8):
        """For what happens soon, but of which nothing tells."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what}: not so; " + "".join(self.log[-20:])
            time.sleep(0.01)
        return True

    def has_logged(self, text):
        """Soon; what happens and what is said of it come by different ways."""
        return self.wait_until(lambda: any(text in line for line in list(self.log)), text)

    def ended_log(self):
        self.process.wait(10)
        for reader in self._readers:
            reader.join(10)
        return "".join(self.log)

    def broker_pid(self):
        """The process id of the Mosquitto that the emulator keeps."""
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "mosquitto":
                    return int(child)
        raise AssertionError("no broker is running")

    def next_broker_pid(self, seconds=5):
        """That of the next broker after the last one this was asked for."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(AssertionError, OSError):
                pid = self.broker_pid()
                if pid != self._last_broker:
                    self._last_broker = pid
                    return pid
            assert time.monotonic() < deadline, "the broker is not started again"

    def admin(self, method, path, body=None):
        answer = send(self.http, method, path, body)
        assert answer.status == 200, (answer.status, answer.body)
        return answer.json if answer.body else None

    def reset(self):
        self.admin("POST", "/_emulator/reset")
        self.clock(freeze=True, set=NEW_YEAR)

    def clock(self, **change):
        return self.admin("POST", "/_emulator/clock", change)

    def advance(self, duration):
        return self.clock(advance=duration)


def _reader(stream, hand_on):
    def read():
        for line in stream:
            hand_on(line)
        hand_on("")

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread
