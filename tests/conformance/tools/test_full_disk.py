"""Where the disk is full, what is refused for it has changed nothing, and works once there is space."""

import pytest

from clients import send
from emulator import NEW_YEAR, Emulator
from s3_clients import refused, s3_client
from test_object_store import small_disk  # noqa: F401, a fixture


class Disk:
    """A small disk with an emulator's data, filled up and emptied again."""

    def __init__(self, root):
        self.data, self._filler = root / "data", root / "filler"

    def fill(self):
        with self._filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass

    def empty(self):
        self._filler.unlink()


@pytest.fixture
def disk(small_disk):  # noqa: F811
    return Disk(small_disk)


def until_refused(emulator, method, path, body):
    """What the database's file has room for is kept; the first that is refused, and what was kept
    before."""
    kept = 0
    while True:
        answer = send(emulator.http, method, path, body(kept))
        if answer.status != 200:
            assert answer.status == 503, answer.body
            return kept
        kept += 1
        assert kept < 100_000, "the disk is not full"


def fill_the_file(emulator, disk):
    """So that nothing more can be kept, however small."""
    disk.fill()
    until_refused(emulator, "POST", "/_emulator/clock", lambda n: {"scale": 2 + n})


def clock(emulator):
    told = emulator.admin("GET", "/_emulator/clock")
    return told["scale"], told["frozen"], "move" in told


def test_a_clock_that_cannot_be_kept_is_as_it_was(disk):
    with Emulator("--data-dir", str(disk.data)) as emulator:
        disk.fill()
        kept = until_refused(emulator, "POST", "/_emulator/clock", lambda n: {"scale": 2 + n})
        assert clock(emulator) == (1 + kept, False, False)
        move = {"freeze": True, "set": "2031-01-01T00:00:00Z"}
        assert send(emulator.http, "POST", "/_emulator/clock", move).status == 503
        assert clock(emulator) == (1 + kept, False, False)
        assert emulator.admin("GET", "/_emulator/clock")["now"] < "2031"
        disk.empty()
        emulator.wait_until(
            lambda: send(emulator.http, "POST", "/_emulator/clock", move).status == 200, "space")
        assert clock(emulator) == (0, True, False)


def test_a_reset_that_cannot_be_kept_leaves_all_there_was(disk):
    with Emulator("--data-dir", str(disk.data)) as emulator:
        emulator.clock(freeze=True, set=NEW_YEAR)
        assert send(emulator.http, "POST", "/things/lamp", {}).status == 200
        s3 = s3_client(emulator.http)
        s3.put_object(Bucket="bucket", Key="k", Body=b"small")
        fill_the_file(emulator, disk)
        assert send(emulator.http, "POST", "/_emulator/reset").status == 503
        assert send(emulator.http, "GET", "/things/lamp").status == 200
        assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"small"
        disk.empty()
        emulator.wait_until(
            lambda: send(emulator.http, "POST", "/_emulator/reset").status == 200, "space")
        assert send(emulator.http, "GET", "/things/lamp").status == 404
        with refused("NoSuchBucket", 404):
            s3.get_object(Bucket="bucket", Key="k")


def test_the_first_object_on_a_full_disk_is_refused_as_such(disk):
    with Emulator("--data-dir", str(disk.data)) as emulator:
        disk.fill()
        s3 = s3_client(emulator.http)
        with refused("InsufficientStorage", 507):
            s3.put_object(Bucket="bucket", Key="k", Body=b"small")
        disk.empty()
        emulator.wait_until(lambda: send(emulator.http, "GET", "/_emulator/health").status == 200,
                            "space")
        s3.put_object(Bucket="bucket", Key="k", Body=b"small")
        assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"small"
