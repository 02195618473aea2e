"""Measures the emulator against its budgets; scripts/bench calls it.

Each figure stands beside a yardstick measured in the same run: a bare MQTT echo on the same
broker, a Beast server that answers a constant, plain SQLite inserts. All state is in files.
"""

import argparse
import contextlib
import json
import os
import re
import statistics
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import lists
from emulator import Emulator
from transfers import free_port, speed, wait_for_port

ACCOUNT = "arn:aws:iot:us-east-1:123456789012"
DATA_PLANE = ("Authorization: AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/iot-jobs-data/"
              "aws4_request, SignedHeaders=host, Signature=0")
ROWS = []


def row(what, figure, yardstick, ratio, budget, holds):
    ROWS.append((what, figure, yardstick, ratio, budget, "holds" if holds else "MISSED"))
    print(f"  {what}: {figure}", file=sys.stderr)


def thing_arn(name):
    return f"{ACCOUNT}:thing/{name}"


def create_job(targets):
    return {"targets": targets, "document": '{"work":"bench"}'}


class Bench:
    def __init__(self, options, directory):
        self.options = options
        self.directory = Path(directory)
        self.build = Path(options.build)
        self.data_dirs = 0

    def emulator(self, *flags, keep=True):
        if keep:
            self.data_dirs += 1
            flags += ("--data-dir", str(self.directory / f"data{self.data_dirs}"))
        return Emulator(self.build / "server/iot-jobs-local", *flags)

    def tool(self, name):
        return str(self.build / "tests/bench" / name)

    def load(self, port, devices, qos, *more):
        out = subprocess.run(
            [self.tool("mqtt_load"), "--port", str(port), "--devices", str(devices),
             "--qos", str(qos), "--seconds", str(self.options.seconds), *more],
            check=True, stdout=subprocess.PIPE).stdout
        return json.loads(out)

    # Round trips of one device and of a hundred.
    def mqtt(self):
        with self.emulator() as emulator:
            names = [f"bench-{i}" for i in range(100)]
            emulator.send_all(("POST", f"/things/{name}", {}) for name in names)
            emulator.call("PUT", "/jobs/bench", create_job([thing_arn(n) for n in names]))
            echo = subprocess.Popen([self.tool("mqtt_echo"), "--port", str(emulator.mqtt_port)],
                                    stdout=subprocess.PIPE)
            echo.stdout.readline()

            def load(root, devices, qos):
                return self.load(emulator.mqtt_port, devices, qos, "--root", root)

            for qos, budget in ((0, 0.6), (1, 0.8)):
                bare = load("echo", 100, qos)["perSecond"]
                ours = load("$aws", 100, qos)["perSecond"]
                row(f"MQTT updates, 100 devices, QoS {qos}", f"{ours:,.0f}/s", f"{bare:,.0f}/s",
                    f"{ours / bare:.2f}", f">= {budget}", ours / bare >= budget)
            bare = load("echo", 1, 0)["p50Microseconds"]
            ours = load("$aws", 1, 0)["p50Microseconds"]
            row("MQTT update, one device, QoS 0, p50", f"{ours:.0f} us", f"{bare:.0f} us",
                f"{ours / bare:.2f}", "<= 2", ours / bare <= 2)
            echo.kill()
            echo.wait()

    # A hundred devices that download a MiB each over MQTT, in blocks of 4 KiB.
    def streams(self):
        files = self.directory / "files"
        files.mkdir()
        (files / "image").write_bytes(os.urandom(1 << 20))
        with self.emulator("--bucket", f"firmware={files}") as emulator:
            emulator.call("POST", "/streams/bench", {
                "roleArn": "arn:aws:iam::123456789012:role/ota",
                "files": [{"fileId": 0, "s3Location": {"bucket": "firmware", "key": "image"}}]})
            echo = subprocess.Popen(
                [self.tool("mqtt_block_echo"), "--port", str(emulator.mqtt_port)],
                stdout=subprocess.PIPE)
            echo.stdout.readline()
            figures = {"echo": [], "$aws": []}
            for root in 3 * ("echo", "$aws"):
                figures[root].append(float(subprocess.run(
                    [self.tool("mqtt_download"), "--port", str(emulator.mqtt_port), "--root", root],
                    check=True, stdout=subprocess.PIPE).stdout))
            echo.kill()
            echo.wait()
            bare, ours = (statistics.median(figures[root]) for root in ("echo", "$aws"))
            row("blocks of 4 KiB over MQTT, 100 devices", f"{ours:,.0f}/s", f"{bare:,.0f}/s",
                f"{ours / bare:.2f}", ">= 0.7", ours / bare >= 0.7)
            peak = emulator.peak_mb()
            row("  most memory meanwhile", f"{peak:.1f} MB", "", "", "< 60 MB", peak < 60)

    # Round trips over TLS, with policies in force and without, by turns.
    def policies(self):
        with self.emulator("--auth", "policy") as held, self.emulator() as free:
            flags = {emulator: self.certify(emulator, 100) for emulator in (held, free)}
            for qos in (0, 1):
                figures = {held: [], free: []}
                for emulator in 3 * (held, free):
                    figures[emulator].append(self.load(emulator.mqtts_port, 100, qos,
                                                       *flags[emulator])["perSecond"])
                ours, bare = (statistics.median(figures[e]) for e in (held, free))
                row(f"MQTT updates by policy, 100 devices, QoS {qos}", f"{ours:,.0f}/s",
                    f"{bare:,.0f}/s without", f"{ours / bare:.2f}", ">= 0.85",
                    ours / bare >= 0.85)

    def certify(self, emulator, count):
        """Things with a job, and what mqtt_load needs to be allowed to speak for them."""
        names = [f"bench-{i}" for i in range(count)]
        emulator.send_all(("POST", f"/things/{name}", {}) for name in names)
        emulator.call("PUT", "/jobs/bench", create_job([thing_arn(n) for n in names]))
        made = emulator.call("POST", "/keys-and-certificate?setAsActive=true", {})
        statements = [{"Effect": "Allow", "Action": f"iot:{action}", "Resource": f"{ACCOUNT}:{on}"}
                      for action, on in (
                          ("Connect", "client/${iot:ClientId}"),
                          ("Publish", "topic/$aws/things/${iot:ClientId}/jobs/*"),
                          ("Subscribe", "topicfilter/$aws/things/${iot:ClientId}/jobs/*"),
                          ("Receive", "topic/$aws/things/${iot:ClientId}/jobs/*"))]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        emulator.call("POST", "/policies/bench", {"policyDocument": document})
        emulator.call("PUT", "/target-policies/bench", {"target": made["certificateArn"]})
        certificate, key = (self.directory / f"{emulator.http_port}.{kind}"
                            for kind in ("pem", "key"))
        certificate.write_text(made["certificatePem"])
        key.write_text(made["keyPair"]["PrivateKey"])
        return "--cafile", emulator.ca, "--cert", str(certificate), "--key", str(key)

    def wrk(self, url, connections=32, headers=(), script=None, seconds=None):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds or self.options.seconds}s",
                   "--latency"]
        for header in headers:
            command += ["-H", header]
        if script:
            command += ["-s", str(script)]
        out = subprocess.run([*command, url], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
        if "Non-2xx" in out:
            raise RuntimeError(f"{url}: {out}")
        p50 = re.search(r"50%\s+([\d.]+)(us|ms|s)", out)
        microseconds = float(p50[1]) * {"us": 1, "ms": 1e3, "s": 1e6}[p50[2]]
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), microseconds

    def http(self):
        with self.emulator() as emulator:
            emulator.call("POST", "/things/bench", {})
            emulator.call("PUT", "/jobs/bench", create_job([thing_arn("bench")]))
            path = "/things/bench/jobs/bench"
            body = json.dumps(emulator.call("GET", path), separators=(",", ":"))
            constant = subprocess.Popen([self.tool("http_constant"), "--body", body],
                                        stdout=subprocess.PIPE, text=True)
            port = int(constant.stdout.readline())
            bare, _ = self.wrk(f"http://127.0.0.1:{port}{path}")
            constant.kill()
            constant.wait()
            ours, _ = self.wrk(emulator.url + path)
            row("HTTP DescribeJobExecution, 32 connections", f"{ours:,.0f}/s", f"{bare:,.0f}/s",
                f"{ours / bare:.2f}", ">= 0.6", ours / bare >= 0.6)

    def add_things(self, emulator, count):
        emulator.call("POST", "/thing-groups/all", {})
        names = [f"thing-{i:06}" for i in range(count)]
        emulator.send_all(("POST", f"/things/{name}", {}) for name in names)
        emulator.send_all(("PUT", "/thing-groups/addThingToThingGroup",
                           {"thingGroupName": "all", "thingName": name}) for name in names)

    @staticmethod
    def release(connection, job, things):
        """Creates a job for the whole group; returns once every thing has its execution."""
        connection.call("PUT", f"/jobs/{job}", create_job([f"{ACCOUNT}:thinggroup/all"]))
        while True:
            described = connection.call("GET", f"/jobs/{job}")["job"]
            if described["jobProcessDetails"]["numberOfQueuedThings"] == things:
                return
            time.sleep(0.01)

    @staticmethod
    @contextlib.contextmanager
    def asking(emulator):
        """Asks one request after another meanwhile; tells how long one waited at most."""
        longest, stop = {"wait": 0.0}, threading.Event()

        def ask():
            connection = emulator.connect()
            while not stop.is_set():
                start = time.perf_counter()
                connection.call("GET", "/things/thing-000000")
                longest["wait"] = max(longest["wait"], time.perf_counter() - start)

        asker = threading.Thread(target=ask)
        asker.start()
        try:
            yield longest
        finally:
            stop.set()
            asker.join()

    def waited(self, longest):
        wait = longest["wait"]
        row("  longest that another request waited meanwhile", f"{wait * 1e3:.1f} ms", "", "",
            "<= 50 ms", wait <= 0.05)

    # A job for many things at AWS's default rate, and the clock moved to the rollout's end.
    def rollout(self):
        things = self.options.things
        with self.emulator() as emulator:
            self.add_things(emulator, things)
            clock = emulator.connect()
            clock.call("POST", "/_emulator/clock", {"freeze": True})
            with self.asking(emulator) as longest:
                start = time.perf_counter()
                clock.call("PUT", "/jobs/paced", create_job([f"{ACCOUNT}:thinggroup/all"]))
                clock.call("POST", "/_emulator/clock", {"advance": f"{things // 1000}m"})
                ours = time.perf_counter() - start
                time.sleep(1)  # notices are still going out
            details = clock.call("GET", "/jobs/paced")["job"]["jobProcessDetails"]
            if details["numberOfQueuedThings"] != things:
                raise RuntimeError(f"not all things have the job: {details}")
            row(f"rollout to {things:,} things, clock advanced by {things // 1000} minutes",
                f"{ours:.2f} s", "", "", "<= 10 s", ours <= 10)
            self.waited(longest)

    def create_job_for_all(self, emulator, things):
        with self.asking(emulator) as longest:
            start = time.perf_counter()
            self.release(emulator.connect(), "first", things)
            ours = time.perf_counter() - start
            time.sleep(1)  # notices are still going out
        # A copy: the emulator lets nobody else into its database.
        data, copy = self.directory / f"data{self.data_dirs}", self.directory / "copy"
        shutil.copytree(data, copy, dirs_exist_ok=True)
        database = next(copy.glob("*.db"))
        bare = json.loads(subprocess.run(
            [self.tool("sqlite_inserts"), str(database), "job_execution",
             str(self.directory / "inserts.db")], check=True, stdout=subprocess.PIPE).stdout)
        row(f"CreateJob to {things:,} things, all queued", f"{ours:.2f} s",
            f"{bare['seconds']:.2f} s ({bare['bareSeconds']:.2f} s without indexes)",
            f"{ours / bare['seconds']:.2f}", "<= 4", ours / bare["seconds"] <= 4)
        self.waited(longest)

    def requests(self, emulator):
        """p50 in microseconds of each kind of request."""
        update = self.directory / "update.lua"
        update.write_text('wrk.method = "POST"\nwrk.body = \'{"status":"IN_PROGRESS"}\'\n')
        thing = "/things/thing-000050/jobs"
        kinds = {
            "DescribeJob": ("/jobs/first", (), None),
            "ListJobs": ("/jobs?maxResults=10", (), None),
            "ListJobExecutionsForJob": ("/jobs/first/things?maxResults=10", (), None),
            "ListJobExecutionsForJob by status":
                ("/jobs/first/things?maxResults=10&status=QUEUED", (), None),
            "ListJobExecutionsForThing": (f"{thing}?maxResults=10", (), None),
            "DescribeJobExecution": (f"{thing}/first", (), None),
            "GetPendingJobExecutions": (thing, (DATA_PLANE,), None),
            "DescribeJobExecution $next": (f"{thing}/%24next", (DATA_PLANE,), None),
            "UpdateJobExecution": (f"{thing}/first", (DATA_PLANE,), update),
            "ListThingsInThingGroup": ("/thing-groups/all/things?maxResults=10", (), None),
        }
        return {kind: self.wrk(emulator.url + path, 1, headers, script, 1)[1]
                for kind, (path, headers, script) in kinds.items()}

    # CreateJob to a large group, then the same requests with few and with many executions stored.
    def scale(self):
        jobs, many = 10, self.options.things
        figures = {}
        for things in (100, many):
            with self.emulator("--rollout", "immediate") as emulator:
                self.add_things(emulator, things)
                if things == many:
                    self.create_job_for_all(emulator, things)
                else:
                    self.release(emulator.connect(), "first", things)
                for i in range(1, jobs):
                    self.release(emulator.connect(), f"job-{i}", things)
                time.sleep(self.options.settle if things == many else 0.5)
                figures[things] = self.requests(emulator)
        ratios = {kind: figures[many][kind] / few for kind, few in figures[100].items()}
        for kind, ratio in ratios.items():
            print(f"    {kind}: {figures[100][kind]:.0f} -> {figures[many][kind]:.0f} us",
                  file=sys.stderr)
        worst = max(ratios, key=ratios.get)
        row(f"slowest of {len(ratios)} requests with {jobs * many:,} executions: {worst}",
            f"{figures[many][worst]:.0f} us", f"{figures[100][worst]:.0f} us with {jobs * 100:,}",
            f"{ratios[worst]:.2f}", "<= 1.5", ratios[worst] <= 1.5)

    # The control plane with 10,000 of everything, and with a tenth.
    def lists(self):
        figures = {}
        for size in (1000, 10000):
            with self.emulator("--limits", "off") as emulator:
                connection = emulator.connect()
                lists.fill(connection, size)
                time.sleep(self.options.settle)
                figures[size] = lists.measure(connection)
        for what, budget, i in (("List", 10, 0), ("Describe", 1, 1)):
            few, many = figures[1000][i], figures[10000][i]
            for kind, milliseconds in many.items():
                print(f"    {kind}: {few[kind]:.2f} -> {milliseconds:.2f} ms", file=sys.stderr)
            slowest = max(many, key=many.get)
            row(f"slowest {what} with 10,000 things and jobs: {slowest}",
                f"{many[slowest]:.2f} ms", "", "", f"<= {budget} ms", many[slowest] <= budget)
            # What takes less than 0.2 ms is mostly the way there and back.
            ratios = {kind: max(many[kind], 0.2) / max(few[kind], 0.2) for kind in many}
            worst = max(ratios, key=ratios.get)
            row(f"  grows most with size: {worst}", f"{many[worst]:.2f} ms",
                f"{few[worst]:.2f} ms with 1,000", f"{ratios[worst]:.2f}", "<= 1.5",
                ratios[worst] <= 1.5)

    def start_and_memory(self):
        starts = []
        for _ in range(7):
            with self.emulator() as emulator:
                starts.append(emulator.start_seconds * 1e3)
                idle = emulator.resident_mb()
        median = statistics.median(starts)
        row("start to ready, broker included (median of 7)", f"{median:.0f} ms", "", "",
            "<= 100 ms", median <= 100)
        row("resident memory, idle", f"{idle:.1f} MB", "", "", "<= 16 MB", idle <= 16)
        with self.emulator("--limits", "off") as emulator:
            emulator.send_all(("POST", f"/things/thing-{i}", {}) for i in range(100))
            emulator.send_all(("PUT", f"/jobs/job-{i}", create_job([thing_arn(f"thing-{i % 100}")]))
                              for i in range(10000))
            full = emulator.resident_mb()
        row("resident memory, 10,000 jobs", f"{full:.1f} MB", "", "", "<= 60 MB", full <= 60)


    # A large file, against nginx serving the same one; and memory meanwhile.
    def download(self):
        gigabytes = 2
        build = self.directory / "build"
        build.mkdir()
        with open(build / "firmware.bin", "wb") as file:
            block = os.urandom(1 << 20)
            for _ in range(gigabytes << 10):
                file.write(block)
        configuration = self.directory / "nginx.conf"
        port = free_port()
        configuration.write_text(
            f"daemon off; pid {self.directory}/nginx.pid; error_log stderr crit; "
            "worker_processes 1; events {} http { access_log off; sendfile on; "
            f"client_body_temp_path {self.directory}; proxy_temp_path {self.directory}; "
            f"fastcgi_temp_path {self.directory}; uwsgi_temp_path {self.directory}; "
            f"scgi_temp_path {self.directory}; "
            f"server {{ listen 127.0.0.1:{port}; root {build}; }} }}")
        nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", str(configuration)])
        try:
            with self.emulator("--s3-port", "0", "--bucket", f"firmware={build}") as emulator:
                wait_for_port(port)
                ours_url = f"{emulator.s3}/firmware/firmware.bin"
                bare_url = f"http://127.0.0.1:{port}/firmware.bin"
                speed(bare_url)  # into the page cache
                bare, ours = (max(speed(url) for _ in range(3)) for url in (bare_url, ours_url))
                row(f"download of {gigabytes} GiB", f"{ours / 1e6:,.0f} MB/s",
                    f"{bare / 1e6:,.0f} MB/s (nginx)", f"{ours / bare:.2f}", ">= 0.5",
                    ours / bare >= 0.5)
                peak = emulator.peak_mb()
                row(f"  most memory while serving {gigabytes} GiB", f"{peak:.1f} MB", "", "",
                    "< 40 MB", peak < 40)
                speed(f"{emulator.s3}/uploads/firmware.bin", build / "firmware.bin")
                peak = emulator.peak_mb()
                row(f"  most memory once {gigabytes} GiB were uploaded too", f"{peak:.1f} MB", "",
                    "", "< 40 MB", peak < 40)
        finally:
            nginx.terminate()
            nginx.wait()


def print_table():
    table = [("what", "emulator", "yardstick", "ratio", "budget", ""), *ROWS]
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parts = ("start_and_memory", "mqtt", "streams", "policies", "http", "rollout", "scale", "lists",
             "download")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=3, help="length of each load")
    parser.add_argument("--things", type=int, default=100000,
                        help="size of the large group; it gets ten jobs")
    parser.add_argument("--settle", type=float, default=5,
                        help="seconds for the broker to take in the last notices")
    parser.add_argument("--only", choices=parts, action="append", help="measure only this part")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iot-jobs-bench-") as directory:
        bench = Bench(options, directory)
        with contextlib.ExitStack() as stack:
            stack.callback(print_table)
            for part in options.only or parts:
                getattr(bench, part)()


if __name__ == "__main__":
    main()
