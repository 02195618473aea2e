"""Kills, stops, full disks, cut and slow ways, moves of the clock and old data, under load from real
clients; after each blow the database is read by SQLite itself. scripts/ordeal calls it.

Nothing that was acknowledged may be lost, and no invariant be broken.
"""

import argparse
import collections
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/conformance"))

from clients import send  # noqa: E402
from emulator import Emulator  # noqa: E402
from invariants import broken, of_the_journal  # noqa: E402
from load import Load  # noqa: E402
from way import Way  # noqa: E402

SCHEMAS = REPOSITORY / "tests/storage/schemas"


@contextlib.contextmanager
def disk():
    """A small one of its own where one may be mounted; where it fills up, nobody else is harmed."""
    with tempfile.TemporaryDirectory(prefix="ordeal-") as directory:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", directory],
                                 stderr=subprocess.DEVNULL).returncode == 0
        try:
            yield Path(directory), mounted
        finally:
            if mounted:
                subprocess.run(["umount", "-l", directory], check=True)


class Ordeal:
    def __init__(self, root, may_fill, dice):
        self.root, self.data, self.dice = root, root / "data", dice
        self.counts, self.problems = collections.Counter(), []
        self.emulator = Emulator("--data-dir", str(self.data))
        self.ports = ("--http-port", self.emulator.http.rsplit(":", 1)[1],
                      "--mqtt-port", str(self.emulator.mqtt[1]), "--mqtts-port", "0")
        Load.prepare(self.emulator.http)
        self.http = Way(("127.0.0.1", int(self.ports[1])))
        self.mqtt = Way(self.emulator.mqtt)
        self.load = Load("http://{}:{}".format(*self.http.address), self.mqtt.address)
        self.load.begin()
        self.blows = [self.kill, self.kill, self.kill_broker, self.end, self.stop_for_a_while,
                      self.cut, self.slow, self.move_clock]
        if may_fill:
            self.blows.append(self.fill_disk)

    def strike(self):
        self.dice.choice(self.blows)()
        self.wait_for_progress()

    def start_again(self):
        self.problems += broken(self.data, self.load)
        self.emulator = Emulator("--data-dir", str(self.data), ports=self.ports)

    def kill(self):
        self.counts["kills"] += 1
        self.emulator.kill()
        self.start_again()

    def end(self):
        self.counts["ends"] += 1
        status = self.emulator.stop()
        if status != 0:
            self.problems.append(f"ended with {status}")
        self.start_again()

    def broker(self):
        """The one that runs; the last may have been killed just now."""
        deadline = time.monotonic() + 10
        while True:
            with contextlib.suppress(AssertionError, OSError):
                return self.emulator.broker_pid()
            if time.monotonic() > deadline:
                raise AssertionError("the broker does not come back")
            time.sleep(0.05)

    def kill_broker(self):
        self.counts["kills of the broker"] += 1
        os.kill(self.broker(), signal.SIGKILL)

    def stop_for_a_while(self):
        self.counts["stops"] += 1
        who = self.dice.choice([self.emulator.process.pid, self.broker()])
        os.kill(who, signal.SIGSTOP)
        time.sleep(self.dice.random())
        os.kill(who, signal.SIGCONT)

    def cut(self):
        self.counts["cuts"] += 1
        for way in (self.http, self.mqtt):
            way.cut()

    def slow(self):
        self.counts["slow ways"] += 1
        self.mqtt.delay = self.http.delay = 0.02
        time.sleep(0.5)
        self.mqtt.delay = self.http.delay = 0.0

    def move_clock(self):
        self.counts["moves of the clock"] += 1
        send(self.emulator.http, "POST", "/_emulator/clock",
             {"advance": f"{self.dice.randrange(1, 7200)}s"})

    def fill_disk(self):
        self.counts["full disks"] += 1
        filler = self.root / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        time.sleep(0.2 + self.dice.random())
        if self.dice.random() < 0.3:
            self.emulator.kill()
            filler.unlink()
            return self.start_again()
        filler.unlink()

    def wait_for_progress(self):
        """As soon as a blow is over, all goes on."""
        before, deadline = self.load.acknowledged, time.monotonic() + 20
        while self.load.acknowledged < before + 20:
            if time.monotonic() > deadline:
                self.problems.append("nothing goes on: " + "".join(self.emulator.log[-5:]))
                return
            time.sleep(0.02)

    def finish(self):
        self.load.end()
        journal = self.emulator.admin("GET", "/_emulator/journal")
        self.problems += of_the_journal(journal["entries"])
        self.emulator.stop()
        self.problems += broken(self.data, self.load)


def old_data(root, counts):
    """Each schema that was ever released, with rows of its time, is taken up and whole."""
    for schema in sorted(SCHEMAS.glob("????.sql")):
        data = root / f"old-{schema.stem}"
        data.mkdir()
        database = sqlite3.connect(data / "jobs.db")
        database.executescript(schema.read_text())
        database.executescript((SCHEMAS / f"{schema.stem}.rows.sql").read_text())
        database.execute(f"PRAGMA user_version = {int(schema.stem)}")
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("DELETE FROM authority")  # what stands there is no certificate
        database.commit()
        things = database.execute("SELECT count(*) FROM thing").fetchone()[0]
        database.close()
        with Emulator("--data-dir", str(data)) as emulator:
            counts["old data taken up"] += 1
            listed = send(emulator.http, "GET", "/things?maxResults=250").json["things"]
            if len(listed) != things:
                yield f"schema {schema.stem}: {len(listed)} of {things} things"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    deadline = time.monotonic() + 60 * options.minutes
    with disk() as (root, may_fill):
        ordeal = Ordeal(root, may_fill, random.Random(options.seed))
        ordeal.problems += old_data(root, ordeal.counts)
        while time.monotonic() < deadline and not ordeal.problems:
            ordeal.strike()
        ordeal.finish()
    print(", ".join(f"{count} {what}" for what, count in sorted(ordeal.counts.items())))
    lost = sum(problem.startswith("lost") for problem in ordeal.problems)
    print(*ordeal.problems, sep="\n", end="\n" if ordeal.problems else "")
    print(f"{ordeal.load.acknowledged} acknowledged, {lost} lost, "
          f"{len(ordeal.problems) - lost} invariants broken")
    return bool(ordeal.problems)


if __name__ == "__main__":
    sys.exit(main())
