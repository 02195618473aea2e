"""How long one request keeps another waiting: each long operation, with another client that asks
all the while for something small.

    tests/bench/waits.py [--binary FILE] [--things 100000]
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from emulator import Emulator

BUDGET = 0.050
ACCOUNT = "arn:aws:iot:us-east-1:123456789012"
CERTIFICATES, FILES = 10_000, 40_000


class Asker:
    """Asks without end; tells the longest that it had to wait since it last told."""

    def __init__(self, emulator):
        self._connection, self._ended, self._longest = emulator.connect(), False, 0.0
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self):
        while not self._ended:
            begun = time.perf_counter()
            self._connection.call("GET", "/endpoint")
            self._longest = max(self._longest, time.perf_counter() - begun)
            time.sleep(0.0005)

    def longest(self):
        time.sleep(0.05)
        longest, self._longest = self._longest, 0.0
        return longest

    def end(self):
        self._ended = True
        self._thread.join()


class Operations:
    """Each prepares, and gives back what is to be measured."""

    def __init__(self, emulator, options):
        self.emulator, self.things = emulator, options.things

    def names(self):
        return (f"thing-{n:06}" for n in range(self.things))

    def call(self, method, path, body=None):
        return lambda: self.emulator.call(method, path, body)

    def a_create_thing(self):
        self.emulator.send_all(("POST", f"/things/{name}", {}) for name in self.names())
        return self.call("POST", "/things/one-more", {})

    def b_list_things(self):
        return self.call("GET", "/things?maxResults=250")

    def c_search_index(self):
        self.emulator.call("POST", "/indexing/config", {
            "thingIndexingConfiguration": {"thingIndexingMode": "REGISTRY"}})
        return self.call("POST", "/indices/search", {"queryString": "thingName:*9*"})

    def d_create_dynamic_group(self):
        return self.call("POST", "/dynamic-thing-groups/all",
                         {"queryString": "thingName:thing-*"})

    def e_job_of_a_dynamic_group(self):
        self.settled()
        return self.call("PUT", "/jobs/dynamic", {
            "targets": [f"{ACCOUNT}:thinggroup/all"], "document": "{}"})

    def f_cancel_job(self):
        self.settled()
        return self.call("PUT", "/jobs/dynamic/cancel?force=true", {})

    def g_delete_job(self):
        self.settled()
        return self.call("DELETE", "/jobs/dynamic?force=true")

    def h_delete_dynamic_group(self):
        self.settled()
        return self.call("DELETE", "/dynamic-thing-groups/all")

    def i_static_group(self):
        self.emulator.call("POST", "/thing-groups/half", {})
        self.emulator.send_all(
            ("PUT", "/thing-groups/addThingToThingGroup",
             {"thingName": name, "thingGroupName": "half"})
            for name in list(self.names())[:self.things // 2])
        return self.call("DELETE", "/thing-groups/half")

    def j_list_certificates(self):
        request = subprocess.run(
            ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", os.devnull, "-subj", "/CN=bench"],
            check=True, capture_output=True, text=True).stdout
        self.emulator.send_all(
            ("POST", "/certificates", {"certificateSigningRequest": request})
            for _ in range(CERTIFICATES))
        return self.call("GET", "/certificates?pageSize=250")

    def k_list_directory(self):
        return lambda: self.raw("GET /build?list-type=2 HTTP/1.1\r\nHost: s3.localhost\r\n")

    def l_save_state(self):
        return lambda: self.raw("GET /_emulator/state HTTP/1.1\r\nHost: localhost\r\n")

    def raw(self, head):
        with socket.create_connection(("127.0.0.1", self.emulator.http_port)) as one:
            one.sendall(head.encode() + b"Connection: close\r\n\r\n")
            assert one.recv(12) == b"HTTP/1.1 200"
            while one.recv(1 << 20):
                pass

    def m_reset(self):
        return self.call("POST", "/_emulator/reset", {})

    def settled(self):
        self.emulator.call("GET", "/_emulator/wait?settled=true&timeout=300s")


def row(name, took, longest):
    words = name[2:].replace("_", " ")
    held = "holds" if longest <= BUDGET else "MISSED"
    print(f"| {words} | {took * 1000:,.0f} ms | {longest * 1000:,.1f} ms | {held} |", flush=True)
    return longest <= BUDGET


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default="build/bench/server/iot-jobs-local")
    parser.add_argument("--things", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        build = Path(directory, "build")
        build.mkdir()
        for n in range(FILES):
            (build / f"{n:06}.bin").touch()
        with Emulator(options.binary, "--data-dir", os.path.join(directory, "data"), "--bucket",
                      f"build={build}") as emulator:
            operations = Operations(emulator, options)
            asker = Asker(emulator)
            print("| operation | took | longest wait of another | <= 50 ms |\n|---|---|---|---|")
            all_hold = True
            for name in sorted(vars(Operations)):
                if name[1] != "_" or name.startswith("__"):
                    continue
                run = getattr(operations, name)()
                asker.longest()
                begun = time.perf_counter()
                run()
                took = time.perf_counter() - begun
                all_hold &= row(name, took, asker.longest())
            asker.end()
    return not all_hold


if __name__ == "__main__":
    sys.exit(main())
