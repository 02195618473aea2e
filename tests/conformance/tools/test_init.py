"""--init: seeds and executables that run before the emulator says that it is ready."""

import subprocess

from clients import send
from emulator import BINARY, Emulator

ASKS = """#!/bin/sh
echo "to be heard of on stderr"
exec curl -sSf -X POST "$IOT_JOBS_LOCAL_HTTP_URL/things/fan" -d '{"thingTypeName":"bulb"}'
"""


def fill(directory, **files):
    for name, text in files.items():
        file = directory / name.replace("_", ".")
        file.write_text(text)
        if text.startswith("#!"):
            file.chmod(0o755)


def fails(*flags):
    done = subprocess.run([BINARY, "--http-port", "0", "--mqtt-port", "0", *flags], timeout=20,
                          capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout == ""
    return done.stderr.splitlines()[-1]


def test_they_come_in_the_order_of_their_names_before_it_is_ready(tmp_path):
    fill(tmp_path, a_yaml="thingTypes: [{thingTypeName: bulb}]\n", b_sh=ASKS,
         c_json='{"jobs":[{"jobId":"j","thingNames":["fan"],"document":"{}"}]}')
    (tmp_path / "firmware").mkdir()
    with Emulator("--init", str(tmp_path)) as emulator:
        assert send(emulator.http, "GET", "/jobs/j").json["job"]["status"] == "IN_PROGRESS"
        assert send(emulator.http, "GET", "/things/fan").json["thingTypeName"] == "bulb"
        emulator.has_logged("to be heard of on stderr")


def test_what_fails_ends_the_start_and_is_named(tmp_path):
    fill(tmp_path, a_sh="#!/bin/sh\nexit 3\n")
    assert fails("--init", str(tmp_path)).endswith("/a.sh has failed with status 3")
    fill(tmp_path, a_sh="#!/nowhere/at-all\n")
    assert "a.sh cannot be run" in fails("--init", str(tmp_path))
    fill(tmp_path, a_sh="#!/bin/sh\n", b_yaml="things: [{}]\n")
    last = fails("--init", str(tmp_path))
    assert "b.yaml:1: " in last and "at 'things.1.member.thingName'" in last


def test_what_is_neither_a_seed_nor_executable_is_refused_at_once(tmp_path):
    fill(tmp_path, notes_txt="run me\n")
    assert "notes.txt is neither a seed" in fails("--init", str(tmp_path))
    assert "cannot read" in fails("--init", str(tmp_path / "none"))


def test_it_is_for_the_first_start_of_a_data_directory(tmp_path):
    init = tmp_path / "init"
    init.mkdir()
    fill(init, a_yaml="things: [{thingName: lamp}]\n")
    flags = ("--init", str(init), "--data-dir", str(tmp_path / "data"))
    for _ in range(2):
        with Emulator(*flags) as emulator:
            assert send(emulator.http, "GET", "/things/lamp").status == 200


def test_exec_waits_for_it(tmp_path):
    fill(tmp_path, a_yaml="thingTypes: [{thingTypeName: bulb}]\n", b_sh=ASKS)
    done = subprocess.run([BINARY, "exec", "--init", str(tmp_path), "--", "sh", "-c",
                           'curl -sS "$IOT_JOBS_LOCAL_HTTP_URL/things"'],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and '"fan"' in done.stdout, done.stderr
