"""How the command line tells of itself: help, the man page, completion; and what it shows at a
terminal alone."""

import http.server
import json
import os
import pty
import shlex
import subprocess
import threading

import pytest

from emulator import BINARY
from test_commands import COMMANDS, run, words_of

OTHER_COMMANDS = [["env"], ["exec"], ["ota"], ["learn"], ["devices", "run"], ["devices", "start"],
                  ["thing", "create"], ["certs"], ["repair"], ["completion"], ["man"]]
EVERY_COMMAND = [command.split("{")[0].split() for command in COMMANDS] + OTHER_COMMANDS


def examples(page):
    return [line.strip() for line in page.partition("\nExamples:\n")[2].partition("\n\n")[0]
            .splitlines()]


def test_help_has_groups_and_examples_and_lines_that_fit():
    page = run("--help").stdout
    for group in ("Usage", "Examples", "Commands for tests",
                  "Commands that ask an emulator that runs", "Ports", "Broker", "Other flags"):
        assert f"\n{group}:\n" in page
    assert max(map(len, page.splitlines())) <= 100
    assert "--http-port PORT" in page and "[4580]" in page
    assert "--rollout paced|immediate" in page


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_each_command_has_examples_that_are_no_mistakes(emulator, words, tmp_path):
    page = run(*words, "--help").stdout
    assert examples(page), page
    for line in examples(page):
        typed = shlex.split(line, comments=True)
        if typed[0] != "iot-jobs-local" or {"|", ">", "--"} & set(typed):
            continue
        if typed[1] == "learn" and len(typed) > 2:  # it waits for a learner: lessons/
            continue
        done = subprocess.run([BINARY, *typed[1:]], capture_output=True, text=True, cwd=tmp_path,
                              timeout=60, env={"IOT_JOBS_LOCAL_ENDPOINT": emulator.http})
        assert done.returncode in (0, 1), (line, done.stderr)


def test_every_command_that_tells_something_tells_it_as_json(emulator, tmp_path):
    data, made = str(tmp_path / "data"), str(tmp_path / "made")
    for words in (["env", "--endpoint", emulator.http],
                  ["certs", "--data-dir", data, "--export", made],
                  ["thing", "create", "lamp", "--with-certificate", made, "--data-dir", data],
                  *([*words_of(command), "--endpoint", emulator.http] for command in COMMANDS
                    if "{" not in command)):
        done = run(*words, "--json")
        assert isinstance(json.loads(done.stdout), dict), (words, done.stderr)


def test_the_man_page_tells_of_each_flag_and_command():
    page = run("man").stdout
    assert page.startswith(".TH IOT\\-JOBS\\-LOCAL 1 ")
    for flag in ("\\-\\-http\\-port PORT", "\\-\\-log\\-level", "\\-\\-advance\\-to\\-next"):
        assert f"\n.B {flag}" in page
    for command in ("exec command", "explain thing thingName", "thing create name"):
        assert f"\n.SS iot\\-jobs\\-local {command}\n" in page


def completed(tmp_path, *words):
    script = tmp_path / "completion"
    script.write_text(run("completion", "bash").stdout)
    done = subprocess.run(
        ["bash", "-u", "-c", 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
         '_iot_jobs_local; echo "${COMPREPLY[@]}"', "bash", str(script), "iot-jobs-local", *words],
        capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_bash_completes_commands_flags_and_choices(tmp_path):
    assert "explain" in completed(tmp_path, "exp") and completed(tmp_path, "expl") == ["explain"]
    assert completed(tmp_path, "--http") == ["--http-port", "--https-port"]
    assert completed(tmp_path, "--rollout", "") == ["paced", "immediate"]
    assert completed(tmp_path, "--rollout", "=", "im") == ["immediate"]
    assert completed(tmp_path, "explain", "") == ["thing", "job"]
    assert completed(tmp_path, "clock", "--adv") == ["--advance", "--advance-to-next"]
    assert completed(tmp_path, "journal", "--kind", "ref") == ["refusal"]
    assert completed(tmp_path, "--data-dir", "") == []  # files
    assert "bash" in completed(tmp_path, "exec", "--", "bas")


def at_a_terminal(*words, on_seen=lambda seen: None, **environment):
    """What a person sees; told to `on_seen` as it comes."""
    here, there = pty.openpty()
    process = subprocess.Popen([BINARY, *words], stdin=subprocess.DEVNULL, stdout=there,
                               stderr=there, env={"TERM": "xterm", **environment})
    os.close(there)
    seen = b""
    try:
        while piece := os.read(here, 4096):
            seen += piece
            on_seen(seen.decode(errors="replace"))
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(here)
    process.wait(10)
    return seen.decode()


def test_colours_are_for_terminals_that_want_them():
    assert "\033[1mPorts:" in at_a_terminal("--help")
    assert "\033[" not in at_a_terminal("--help", NO_COLOR="1")
    assert "\033[" not in at_a_terminal("--help", TERM="dumb")
    assert "\033[" not in run("--help").stdout
    nobody = {"IOT_JOBS_LOCAL_ENDPOINT": "http://127.0.0.1:1"}
    assert "\033[31miot-jobs-local:\033[0m no emulator" in at_a_terminal("health", **nobody)


WAITING = "waiting for 2 s; the emulator's clock shows 2026-03-01T00:00:00.000Z"


class Slow(http.server.BaseHTTPRequestHandler):
    """An emulator that takes its time over a move of the clock: until it may go on."""

    protocol_version = "HTTP/1.1"
    may_go_on = threading.Event()

    def answer(self):
        if self.command == "POST":
            self.may_go_on.wait(30)
        body = b'{"now": "2026-03-01T00:00:00.000Z"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    do_GET = do_POST = answer  # noqa: N815

    def log_message(self, *_):
        pass


def test_what_takes_its_time_says_how_far_it_is_at_a_terminal():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    Slow.may_go_on.clear()
    seen = at_a_terminal("clock", "--advance", "400d", "--endpoint", endpoint,
                         on_seen=lambda seen: WAITING in seen and Slow.may_go_on.set())
    assert WAITING in seen
    assert run("clock", "--advance", "400d", "--endpoint", endpoint).stderr == ""
    server.shutdown()
    server.server_close()
