"""What keeps an emulator from starting is told with the file or port, and a remedy; what one that
died has left behind is cleared; limits and signals."""

import contextlib
import os
import pathlib
import resource
import signal
import socket
import sqlite3
import subprocess
import tempfile

import pytest

from clients import send
from emulator import BINARY, Emulator
from test_lifecycle import run


def started(*flags, **options):
    return run("--http-port", "0", "--mqtt-port", "0", *flags, **options)


def nonsense(path):
    path.write_bytes(b"This is no database." * 500)


def damaged(path):
    with Emulator("--data-dir", str(path.parent)):
        pass
    whole = bytearray(path.read_bytes())
    whole[100:4096] = b"\xff" * 3996
    path.write_bytes(whole)


def change(path, statement):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()


def from_the_future(path):
    change(path, "PRAGMA user_version = 999")


def of_another_program(path):
    change(path, "CREATE TABLE recipe (name TEXT)")


def without_a_table(path):
    with Emulator("--data-dir", str(path.parent)):
        pass
    change(path, "DROP TABLE setting")


@pytest.mark.parametrize("make, told", [
    (nonsense, "is no database"), (damaged, "is damaged"),
    (from_the_future, "was written by a later version"),
    (of_another_program, "is another program's database: it has a table recipe"),
    (without_a_table, "is not whole: it lacks the table setting")])
def test_a_database_that_cannot_be_used_is_named_with_a_remedy(tmp_path, make, told):
    path = tmp_path / "jobs.db"
    make(path)
    done = started("--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert f"iot-jobs-local: {path} {told}" in done.stderr
    assert "--data-dir" in done.stderr or "move it away" in done.stderr


def test_a_database_that_another_program_has_locked_is_named(tmp_path):
    with Emulator("--data-dir", str(tmp_path)):
        pass
    database = sqlite3.connect(tmp_path / "jobs.db")
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("BEGIN EXCLUSIVE")
    done = started("--data-dir", str(tmp_path))
    database.close()
    assert done.returncode == 1 and "jobs.db is locked by another program" in done.stderr


@pytest.mark.parametrize("flags, told", [
    (["--data-dir", ""], "--data-dir: it takes something that is not empty"),
    (["--hostname", "a b"], '"a b" is no name or address of a machine')])
def test_a_value_that_can_mean_nothing_is_a_mistake(flags, told):
    done = started(*flags)
    assert done.returncode == 2 and told in done.stderr


def test_who_has_taken_a_port_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for flags in (["--http-port", port, "--mqtt-port", "0"],
                      ["--http-port", "0", "--mqtt-port", port]):
            done = run(*flags)
            assert done.returncode == 1
            assert f"port {port} on 127.0.0.1 is taken by " in done.stderr
            assert f"(process {os.getpid()})" in done.stderr


@pytest.fixture
def temporary():
    """A directory with a short path, since sockets will be in it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        yield pathlib.Path(directory)


def directories(parent):
    return sorted(path.name for path in parent.glob("iot-jobs-local-*"))


def test_what_a_killed_emulator_left_is_cleared_at_the_next_start(temporary):
    environment = {"TMPDIR": str(temporary)}
    living = Emulator(env=environment)
    killed = Emulator(env=environment)
    left = directories(temporary)
    assert len(left) == 2
    killed.kill()
    (temporary / "iot-jobs-local-notes").mkdir()  # somebody's own
    with Emulator(env=environment) as next_one:
        assert len(directories(temporary)) == 3
        assert living.process.poll() is None and next_one.process.poll() is None
    assert living.stop() == 0
    assert directories(temporary) == ["iot-jobs-local-notes"]


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGQUIT])
def test_these_signals_end_it_in_order_too(end, temporary):
    with Emulator(env={"TMPDIR": str(temporary)}) as emulator:
        emulator.process.send_signal(end)
        assert emulator.process.wait(10) == 0
    assert directories(temporary) == []


def test_one_that_was_started_by_nohup_outlives_its_terminal():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        emulator = Emulator()
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with emulator:
        emulator.process.send_signal(signal.SIGHUP)
        for _ in range(3):  # the first may overtake the signal
            assert emulator.admin("GET", "/_emulator/health")["ready"] is True
        assert emulator.stop() == 0


def limits(pid):
    for line in pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines():
        if line.startswith("Max open files"):
            return line.split()[3:5]


def test_it_and_its_broker_may_open_as_many_files_as_the_system_allows():
    few, (soft, hard) = 256, resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        emulator = Emulator()
        beside = subprocess.run([BINARY, "exec", "--", "sh", "-c", "ulimit -n"],
                                capture_output=True, text=True, timeout=30)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    with emulator:
        for pid in (emulator.process.pid, emulator.broker_pid()):
            now, most = limits(pid)
            assert now == most
    assert beside.stdout == f"{few}\n"  # a test runs as it would without us


def test_what_can_be_saved_of_a_damaged_directory_is_served_again(tmp_path):
    path = tmp_path / "jobs.db"
    with Emulator("--data-dir", str(tmp_path)) as emulator:
        for number in range(300):
            assert send(emulator.http, "POST", f"/things/lamp{number:04}", {}).status == 200
    whole = bytearray(path.read_bytes())
    middle = whole.index(b"lamp0150") // 4096 * 4096
    whole[middle:middle + 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    done = subprocess.run([BINARY, "repair", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "rows are saved" in done.stdout
    with Emulator("--data-dir", str(tmp_path)) as emulator:
        left = send(emulator.http, "GET", "/things?maxResults=250").json["things"]
        assert left and send(emulator.http, "POST", "/things/lamp0150", {}).status == 200
    again = subprocess.run([BINARY, "repair", str(tmp_path)], capture_output=True, text=True)
    assert "is whole" in again.stdout
