"""What an emulator of its own costs a test: a connected device does one job, beside a fresh emulator
and beside one that runs; and what a reset costs between tests. Prints a table, medians in ms.

    python3 tests/bench/fresh.py [BINARY] [ROUNDS]
"""

import json
import os
import statistics
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "fixtures/pytest"))

from iot_jobs_local import IotJobs, running

BUDGETS = {"fresh over running": 120, "reset": 5}


def milliseconds(work, *arguments):
    start = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - start) * 1000


def job_done(jobs):
    lamp = jobs.device("lamp")
    job = {"targets": [lamp.arn], "document": "{}"}
    urllib.request.urlopen(urllib.request.Request(
        jobs.url + "/jobs/blink", method="PUT", data=json.dumps(job).encode())).read()
    lamp.ask("start-next")
    lamp.ask("blink/update", status="SUCCEEDED")
    jobs.close_devices()


def job_done_beside_a_fresh_one():
    with running() as url:
        job_done(IotJobs(url))


def main(binary=ROOT / "build/release/server/iot-jobs-local", rounds=50):
    os.environ["IOT_JOBS_LOCAL_BINARY"] = str(binary)
    fresh = [milliseconds(job_done_beside_a_fresh_one) for _ in range(int(rounds))]
    with running() as url:
        jobs = IotJobs(url)
        beside_running, resets = [], []
        for _ in range(int(rounds)):
            beside_running.append(milliseconds(job_done, jobs))
            resets.append(milliseconds(jobs.reset))
    median = statistics.median
    figures = {"fresh": median(fresh), "running": median(beside_running),
               "fresh over running": median(fresh) - median(beside_running),
               "reset": median(resets)}
    for name, figure in figures.items():
        budget = f"  budget {BUDGETS[name]:5d}" if name in BUDGETS else ""
        print(f"{name:20s} {figure:7.1f}{budget}")
    return any(figures[name] > budget for name, budget in BUDGETS.items())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
