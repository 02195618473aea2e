"""A command beside an emulator of its own, and where a running one is found."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

import pytest

from emulator import BINARY
from test_tls import until

# Makes a thing and a job over the addresses that it finds, as SDKs do, and says so.
MAKES_A_JOB = """
import boto3, os, urllib.request
iot = boto3.client('iot', endpoint_url=os.environ['AWS_ENDPOINT_URL_IOT'])
iot.create_thing(thingName='lamp')
data = boto3.client('iot-jobs-data',
                    endpoint_url=os.environ['AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE'])
arn = iot.describe_thing(thingName='lamp')['thingArn']
iot.create_job(jobId='j', targets=[arn], document='{}')
data.start_next_pending_job_execution(thingName='lamp')
data.update_job_execution(thingName='lamp', jobId='j', status='SUCCEEDED')
print(iot.describe_job(jobId='j')['job']['status'])
"""


def run(*arguments, **more):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60, **more)


def exec_python(program, *flags, **more):
    return run("exec", *flags, "--", "/usr/bin/python3", "-c", program, **more)


def test_the_command_finds_its_emulator_and_all_goes_with_it():
    with tempfile.TemporaryDirectory() as directory:
        done = exec_python(MAKES_A_JOB, env={**os.environ, "TMPDIR": directory})
        assert (done.returncode, done.stdout, done.stderr) == (0, "COMPLETED\n", "")
        assert list(pathlib.Path(directory).iterdir()) == []


def test_every_address_is_in_the_environment():
    done = exec_python("import os, json; print(json.dumps(dict(os.environ)))")
    given = json.loads(done.stdout)
    http = given["AWS_ENDPOINT_URL_IOT"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", http)
    for name in ("AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE", "AWS_ENDPOINT_URL_IOT_DATA_PLANE",
                 "AWS_ENDPOINT_URL_STS", "IOT_JOBS_LOCAL_HTTP_URL", "IOT_JOBS_LOCAL_ENDPOINT"):
        assert given[name] == http
    assert given["IOT_JOBS_LOCAL_MQTT_URL"].startswith("mqtt://")
    assert given["IOT_JOBS_LOCAL_MQTTS_URL"].startswith("mqtts://")
    assert given["IOT_JOBS_LOCAL_WS_URL"].startswith("ws://")
    assert given["AWS_ENDPOINT_URL_S3"].startswith("http://")
    assert given["AWS_REGION"] == given["AWS_DEFAULT_REGION"] == "us-east-1"
    assert given["AWS_ACCESS_KEY_ID"] and given["AWS_SECRET_ACCESS_KEY"]
    assert given["IOT_JOBS_LOCAL_CA"].endswith("ca.pem")


@pytest.mark.parametrize("ends, status", [
    ("import sys; sys.exit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 128 + 9)])
def test_it_ends_as_the_command_does(ends, status):
    assert exec_python(ends).returncode == status


def test_a_command_that_is_not_there_is_127_and_one_line():
    done = run("exec", "--", "/no/such/command")
    assert done.returncode == 127
    assert done.stderr == ("iot-jobs-local: /no/such/command cannot be run: "
                           "No such file or directory\n")


def test_a_command_that_cannot_be_run_is_126(tmp_path):
    (tmp_path / "text").write_text("no program")
    assert run("exec", "--", tmp_path / "text").returncode == 126


def test_flags_of_the_emulator_hold_and_the_commands_own_are_left_alone():
    done = run("exec", "--region", "eu-west-1", "--", "/bin/sh", "-c", 'echo "$AWS_REGION" "$@"',
               "sh", "--region", "x")
    assert done.stdout == "eu-west-1 --region x\n"


def test_the_ports_of_another_emulator_are_left_to_it(emulator):
    taken = emulator.http.rsplit(":", 1)[1]
    done = run("exec", "--", "/bin/sh", "-c", "echo $IOT_JOBS_LOCAL_HTTP_URL",
               env={**os.environ, "IOT_JOBS_LOCAL_HTTP_PORT": taken,
                    "IOT_JOBS_LOCAL_MQTT_PORT": str(emulator.mqtt[1])})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() != emulator.http


def test_when_the_command_fails_the_journal_has_the_last_word():
    program = MAKES_A_JOB + """
iot.create_job(jobId='j', targets=[arn], document='{}')
"""
    done = exec_python(program)
    assert done.returncode == 1
    account = done.stderr.split("what the emulator saw last:\n")[1]
    assert re.search(r"Z  CreateJob over HTTP on job j: refused, ResourceAlreadyExists: ", account)
    assert re.search(r"execution 1 of job j on lamp is SUCCEEDED", account)
    assert "AWS4-HMAC" not in account


def answers(port):
    with socket.socket() as stream:
        return stream.connect_ex(("127.0.0.1", port)) == 0


def test_the_authority_is_found_from_everywhere(tmp_path):
    done = run("exec", "--data-dir", "state", "--", "/bin/sh", "-c",
               'cd / && cat "$IOT_JOBS_LOCAL_CA"', cwd=tmp_path)
    assert done.stdout.startswith("-----BEGIN CERTIFICATE-----")


def test_a_ready_file_is_written_as_ever(tmp_path):
    done = exec_python("import json; print(json.load(open('ready'))['ready'])", "--ready-file",
                       "ready", cwd=tmp_path)
    assert done.stdout == "True\n"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_signals_leave_no_emulator_and_no_broker(how):
    program = "import os, time; print(os.environ['IOT_JOBS_LOCAL_MQTT_URL'], flush=True); "
    process = subprocess.Popen(
        [BINARY, "exec", "--", "/usr/bin/python3", "-c", program + "time.sleep(60)"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    port = process.stdout.readline().rsplit(":", 1)[1].strip()
    process.send_signal(how)
    assert process.wait(10) != 0
    assert until(lambda: not answers(int(port)), 10)  # it ends by itself when its parent was killed


def test_many_at_once_are_in_nobodys_way():
    with tempfile.TemporaryDirectory() as directory:
        many = [subprocess.Popen([BINARY, "exec", "--", "/bin/sh", "-c", "echo $AWS_REGION"],
                                 stdout=subprocess.PIPE, text=True, cwd=directory)
                for _ in range(20)]
        assert [process.communicate(timeout=60)[0] for process in many] == ["us-east-1\n"] * 20
        assert {process.returncode for process in many} == {0}


def test_env_prints_what_exec_gives(emulator):
    flags = ("env", "--endpoint", emulator.http, "--format")
    as_json = json.loads(run(*flags, "json").stdout)
    assert as_json["AWS_ENDPOINT_URL_IOT"] == emulator.http
    shell = subprocess.run(
        ["/bin/sh", "-c", run(*flags, "sh").stdout + 'echo "$IOT_JOBS_LOCAL_MQTT_URL"'],
        capture_output=True, text=True)
    assert shell.stdout == as_json["IOT_JOBS_LOCAL_MQTT_URL"] + "\n"
    lines = run(*flags, "dotenv").stdout.splitlines()
    assert f"AWS_ENDPOINT_URL_IOT='{emulator.http}'" in lines
    assert run("env", "--format", "xml").returncode == 2


def test_the_secret_is_kept_where_it_lets_in():
    program = ("import os, urllib.request; print(urllib.request.urlopen("
               "os.environ['IOT_JOBS_LOCAL_HTTP_URL'] + '/_emulator/environment').read())")
    assert "SECRET" in exec_python(program).stdout
    assert "SECRET" not in exec_python(program, "--auth", "sigv4").stdout


def test_the_journal_tells_what_has_happened(emulator, iot, fleet, lamp):
    fleet.job("j", "lamp")
    lamp.rejected("k/update", {"status": "SUCCEEDED"})
    lamp.accepted("j/update", {"status": "SUCCEEDED"})
    told = emulator.admin("GET", "/_emulator/journal?thing=lamp")["entries"]
    texts = [entry["text"] for entry in told]
    assert "execution 1 of job j on lamp is SUCCEEDED" in texts
    assert any(text.startswith("rejected on $aws/things/lamp/jobs/k/update, ResourceNotFound: ")
               for text in texts)
    assert [entry["number"] for entry in told] == sorted(entry["number"] for entry in told)

    def asked(query):
        return emulator.admin("GET", "/_emulator/journal?" + query)

    assert {e["kind"] for e in asked("kind=rejection")["entries"]} == {"rejection"}
    assert [e["operation"] for e in asked("operation=CreateJob")["entries"]] == ["CreateJob"]
    assert len(asked("limit=2")["entries"]) == 2
    since = asked("limit=1")["next"]
    assert asked(f"since={since}&kind=call")["entries"] == []
    iot.CreateThing(thingName="fan")
    assert [e["operation"] for e in asked(f"since={since}&kind=call")["entries"]] == ["CreateThing"]
    shown = run("journal", "--endpoint", emulator.http, "--thing", "lamp").stdout
    assert "execution 1 of job j on lamp is SUCCEEDED\n" in shown


