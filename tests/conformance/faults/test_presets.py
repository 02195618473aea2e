"""Each preset's story, as real clients live through it."""

import json
import os
import subprocess
import time

import pytest

from arming import arm, has_struck, struck
from clients import HERE, Boto3, refused, send
from fleet import Fleet
from stream_device import StreamDevice
from test_streams import FILE, put, stream  # noqa: F401 (fixtures)
from test_tls import HOST, credentials, port

CONTENT = bytes(range(256)) * 64  # 16 KiB
IMAGE = "${aws:iot:s3-presigned-url:https://s3.us-east-1.amazonaws.com/files/image}"


class Agent:
    """A device on AWS's device SDK v2, which asks again until it is answered."""

    def __init__(self, emulator, iot, directory, *statuses):
        identity = map(str, credentials(iot, directory)[1:])
        ca = emulator.ready["ca"]
        self._process = subprocess.Popen(
            ["node", "client_programs/agent_faults.mjs", HOST, str(port(emulator)), ca, *identity,
             "lamp", *statuses],
            cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": ca})

    def told(self):
        """What became of each attempt, by step."""
        said, errors = self._process.communicate(timeout=60)
        assert self._process.returncode == 0, said + errors
        steps = {step.pop("step"): step for step in map(json.loads, said.splitlines())}
        self.disconnections = steps.pop("end")["disconnections"]
        return {step: members["attempts"] for step, members in steps.items()}


@pytest.fixture
def fleet(iot):
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    return fleet


def status(fleet):
    return fleet.execution("lamp", "j")["status"]


def test_lost_final_update(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="lost-final-update")
    told = Agent(emulator, iot, tmp_path, "SUCCEEDED").told()
    first, *_, last = told["SUCCEEDED"]
    assert first == "none" and last in ("InvalidStateTransition", "VersionMismatch")
    assert status(fleet) == "SUCCEEDED" and struck(emulator) == [1]


def test_version_race(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="version-race")
    agent = Agent(emulator, iot, tmp_path, "IN_PROGRESS")
    first, *_, last = agent.told()["IN_PROGRESS"]
    assert (first, last) == ("none", "VersionMismatch")
    assert agent.disconnections == 1


def test_throttle_storm(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="throttle-storm")
    agent = Agent(emulator, iot, tmp_path, "SUCCEEDED")
    assert has_struck(emulator)
    emulator.advance("1s")
    told = agent.told()
    assert told["start"] == ["accepted"]
    assert set(told["SUCCEEDED"][:-1]) == {"RequestThrottled"}
    assert told["SUCCEEDED"][-1] == "accepted"
    assert status(fleet) == "SUCCEEDED"


def test_cut_while_working(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="cut-while-working")
    agent = Agent(emulator, iot, tmp_path, "SUCCEEDED")
    told = agent.told()
    assert told["SUCCEEDED"][-1] in ("accepted", "InvalidStateTransition", "VersionMismatch")
    assert status(fleet) == "SUCCEEDED"
    assert agent.disconnections == 1 and struck(emulator) == [1]


def test_answer_never_comes(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="answer-never-comes")
    told = Agent(emulator, iot, tmp_path, "SUCCEEDED").told()
    assert told == {"start": ["none", "accepted"], "SUCCEEDED": ["accepted"]}


def test_empty_next_after_notify(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="empty-next-after-notify")
    told = Agent(emulator, iot, tmp_path, "SUCCEEDED").told()
    assert told == {"start": ["empty", "accepted"], "SUCCEEDED": ["accepted"]}


def test_broker_restarts(emulator, iot, fleet, tmp_path):
    arm(emulator, preset="broker-restarts")
    agent = Agent(emulator, iot, tmp_path, "SUCCEEDED")
    told = agent.told()
    assert told["start"][0] == "none" and told["start"][-1] == "accepted"
    assert agent.disconnections >= 1 and status(fleet) == "SUCCEEDED"


def test_notify_twice(emulator, connect, iot):
    fleet = Fleet(iot)
    fleet.thing("lamp")
    lamp = connect("lamp")
    arm(emulator, preset="notify-twice")
    fleet.job("j", "lamp")
    assert sorted(lamp.topics_heard()) == ["notify", "notify", "notify-next", "notify-next"]
    lamp.accepted("start-next")  # answers come once


@pytest.fixture
def image(emulator, s3, iot):
    """A job whose document has a URL; asks for a fresh one each time."""
    emulator.admin("POST", "/_emulator/reset")  # SDKs sign by the system's clock
    s3.put_object(Bucket="files", Key="image", Body=CONTENT)
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp", document=json.dumps({"url": IMAGE}),
              presignedUrlConfig={"roleArn": "arn:aws:iam::123456789012:role/any-role"})
    data = Boto3("iot-jobs-data", emulator.http)

    def url():
        execution = data.DescribeJobExecution(thingName="lamp", jobId="j")["execution"]
        return json.loads(execution["jobDocument"])["url"]
    return url


def curl(*arguments):
    return subprocess.run(["curl", "-sS", *arguments], capture_output=True, timeout=60)


def test_expired_url(emulator, image):
    arm(emulator, preset="expired-url")
    refusal = curl(image()).stdout
    assert b"<Code>AccessDenied</Code><Message>Request has expired</Message>" in refusal
    assert curl(image()).stdout == CONTENT


def test_slow_download(emulator, image):
    arm(emulator, preset="slow-download")
    began = time.monotonic()
    assert curl(image()).stdout == CONTENT
    assert time.monotonic() - began > 1.5


def test_download_cut_at_half(emulator, image, tmp_path):
    arm(emulator, preset="download-cut-at-half")
    url, file = image(), tmp_path / "image"
    assert curl("-o", str(file), url).returncode == 18  # "partial file"
    assert file.read_bytes() == CONTENT[:len(CONTENT) // 2]
    assert curl("-C", "-", "-o", str(file), url).returncode == 0
    assert file.read_bytes() == CONTENT


def test_clock_of_device_wrong(emulator, fleet, sdk_data):
    arm(emulator, preset="clock-of-device-wrong")
    with refused("InvalidSignatureException", 403):
        sdk_data.StartNextPendingJobExecution(thingName="lamp")
    emulator.admin("DELETE", "/_emulator/faults/1")
    assert sdk_data.StartNextPendingJobExecution(thingName="lamp")["execution"]["jobId"] == "j"


def test_each_preset_has_its_test_and_its_part_of_the_guide(emulator):
    described = send(emulator.http, "GET", "/_emulator/openapi/emulator.json").json
    names = described["components"]["schemas"]["FaultWanted"]["properties"]["preset"]["enum"]
    guide = (HERE.parents[1] / "docs/guide/faults.md").read_text()
    for name in names:
        assert "test_" + name.replace("-", "_") in globals()
        assert f"\n## {name}\n" in guide


def test_lost_blocks(emulator, stream):
    stream(FILE)
    arm(emulator, preset="lost-blocks")
    device = StreamDevice(emulator.mqtt, "lamp", "s", "cbor")
    blocks, asked = {}, 0
    while len(blocks) < 74:
        missing = next(number for number in range(74) if number not in blocks)
        device.get(c=str(asked), f=0, l=4096, o=missing, n=1)
        device.describe(c=str(asked))  # answered behind the block, and never lost
        kind, members = device.next()
        if kind == "data":
            blocks[members["i"]] = members["p"]
            kind, members = device.next()
        assert (kind, members["c"]) == ("description", str(asked))
        asked += 1
    device.close()
    assert b"".join(blocks[number] for number in range(74)) == FILE
    assert asked - 74 == sum(struck(emulator)) > 0


def test_stream_changed_under_way(emulator, stream):
    stream(FILE)
    arm(emulator, preset="stream-changed-under-way")
    device = StreamDevice(emulator.mqtt, "lamp", "s", "json")
    device.get(f=0, l=4096, n=1)
    assert device.refusal() == "ETagMismatch"
    assert device.download(len(FILE)) == FILE
    device.close()
