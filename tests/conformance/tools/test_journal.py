"""What happened, as the journal tells it, of real clients."""

import contextlib
import datetime
import http.client
import json
import subprocess
import urllib.parse
import uuid

import pytest
import urllib3

from clients import send
from emulator import BINARY


def journal(emulator, query=""):
    return emulator.admin("GET", f"/_emulator/journal?limit=1000&{query}")["entries"]


def marked(emulator):
    """What has happened since."""
    return f"since={emulator.admin('GET', '/_emulator/journal')['next']}"


def test_a_devices_request_and_its_answer_are_there(emulator, lamp):
    since = marked(emulator)
    lamp.accepted("get")
    entries = journal(emulator, since + "&topic=$aws/things/lamp/jobs/%23")
    assert [(one["direction"], one["clientId"], one["topic"]) for one in entries] == [
        ("received", lamp.client_id, "$aws/things/lamp/jobs/get"),
        ("sent", lamp.client_id, "$aws/things/lamp/jobs/get/accepted")]
    assert "clientToken" in entries[0]["payload"]
    kinds = [one["kind"] for one in journal(emulator, since)]
    assert kinds == ["message", "call", "message"]


def test_a_notice_is_there_as_devices_read_it(emulator, fleet, lamp):
    since = marked(emulator)
    fleet.job("update", "lamp")
    lamp.heard()
    (notice,) = journal(emulator, since + "&topic=%2B/things/%2B/jobs/notify-next")
    assert notice["direction"] == "sent" and "clientId" not in notice
    assert '"jobDocument":{"operation":"blink"' in notice["payload"].replace(" ", "")


def test_what_devices_publish_to_each_other_is_there(emulator, lamp):
    topic = f"fence/{uuid.uuid4().hex}"
    lamp.client.publish(topic, "x" * 3000, qos=1)
    lamp.overheard()
    emulator.wait_until(lambda: journal(emulator, f"topic={topic}"), "the message")
    (entry,) = journal(emulator, f"topic={topic}")
    assert entry["clientId"] == lamp.client_id and entry["payloadBytes"] == 3000
    assert entry["payload"].startswith("xxx") and len(entry["payload"]) < 1100


def test_the_object_store_our_own_api_and_unknown_paths_are_there(emulator, s3):
    since = marked(emulator)
    s3.put_object(Bucket="files", Key="a", Body=b"abc")
    send(emulator.http, "GET", "/_emulator/colour")
    send(emulator.http, "GET", "/nowhere")
    emulator.advance("1m")
    journal(emulator)
    told = [(one["method"], one["target"].split("?")[0], one["httpStatus"])
            for one in journal(emulator, since + "&kind=request")]
    assert told == [("PUT", "/files/a", 200), ("GET", "/_emulator/colour", 404),
                    ("GET", "/nowhere", 404), ("POST", "/_emulator/clock", 200)]


def presigned(emulator, s3):
    """The URL of an object, from whoever goes by the system's clock."""
    emulator.clock(set=f"{datetime.datetime.utcnow():%Y-%m-%dT%H:%M:%SZ}")
    s3.put_object(Bucket="files", Key="a", Body=b"abc")
    return s3.generate_presigned_url(
        "get_object", Params={"Bucket": "files", "Key": "a"}, ExpiresIn=60)


def test_secrets_are_left_out(emulator, connect, s3):
    since = marked(emulator)
    device = connect("claimer", subscribe=())
    device.publish("$aws/certificates/create/json", "{}")
    device.wait_for(lambda m: m.topic == "$aws/certificates/create/json/accepted", "the keys")
    url = presigned(emulator, s3)
    assert urllib3.PoolManager().request("GET", url).status == 200
    signature = url.rpartition("ignature=")[2].split("&")[0]
    text = str(journal(emulator, since))
    assert "BEGIN RSA PRIVATE KEY" not in text and "ignature=***" in text
    assert signature not in text


def test_bytes_that_are_no_text_harm_nobody(emulator, lamp):
    lamp.publish("get", b"\xff\xfe\x00")
    lamp.publish("fence/bytes", b"\xff" * 10)
    lamp.overheard()
    emulator.wait_until(lambda: journal(emulator, "topic=fence/bytes"), "the message")
    (entry,) = journal(emulator, "topic=fence/bytes")
    assert entry["payload"] == "10 bytes that are no text"


def test_time_is_there(emulator, fleet, lamp):
    fleet.job("update", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    lamp.accepted("start-next")
    since = marked(emulator)
    emulator.advance("1h")
    kinds = [one["kind"] for one in journal(emulator, since)]
    assert kinds[:2] == ["timer", "change"]
    assert kinds.count("clock") == 1


class Following:
    """What /_emulator/live tells, event by event."""

    def __init__(self, emulator, query="", headers=None):
        url = urllib.parse.urlsplit(emulator.http)
        self._connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
        self._connection.request("GET", f"/_emulator/live?{query}", headers=headers or {})
        self._answer = self._connection.getresponse()
        assert self._answer.headers["content-type"] == "text/event-stream"

    def event(self):
        lines = iter(lambda: self._answer.readline().decode().rstrip("\n"), "")
        members = dict(line.split(": ", 1) for line in lines)
        return int(members["id"]), members["event"], json.loads(members["data"])

    def close(self):
        self._connection.close()


def test_live_tells_what_happens_as_it_happens(emulator, fleet):
    fleet.thing("lamp")
    with contextlib.closing(Following(emulator, "thing=lamp")) as live:
        fleet.job("update", "lamp")
        number, kind, entry = live.event()
        assert (kind, entry["status"], entry["number"]) == ("change", "QUEUED", number)
    fleet.iot.CancelJob(jobId="update")
    with contextlib.closing(Following(
            emulator, "kind=change", {"Last-Event-ID": str(number)})) as live:
        assert live.event()[0] > number


def test_the_journal_can_be_followed_by_a_command(emulator, fleet):
    fleet.thing("lamp")
    command = [BINARY, "journal", "--follow", "--since", "0", "--thing", "lamp"]
    with subprocess.Popen([*command, "--endpoint", emulator.http], stdout=subprocess.PIPE,
                          text=True) as following:
        try:
            lines = iter(following.stdout.readline, "")
            assert any("CreateThing over HTTP" in line for line in lines)
            fleet.job("update", "lamp")
            assert any("execution 1 of job update on lamp is QUEUED" in line for line in lines)
        finally:
            following.kill()


def verify(emulator, **expectations):
    return send(emulator.http, "POST", "/_emulator/verify", expectations)


def test_what_happened_is_verified(emulator, fleet, lamp):
    fleet.job("update", "lamp")
    lamp.accepted("start-next")
    lamp.accepted("update/update", {"status": "SUCCEEDED"})
    done = {"kind": "change", "thing": "lamp", "status": "SUCCEEDED"}
    assert verify(emulator, exactlyOnce=done, never={"refused": True, "thing": "lamp"}).status == 200
    lamp.rejected("update/update", {"status": "FAILED"})
    answer = verify(emulator, exactlyOnce=done, never={"refused": True, "thing": "lamp"})
    assert answer.status == 417 and answer.json["message"].startswith("never: it happened once")
    assert answer.json["entries"][0]["kind"] == "rejection"
    notify = {"topic": "$aws/things/+/jobs/notify-next"}
    assert verify(emulator, inOrder=[notify, {"operation": "UpdateJobExecution"}, notify]).status == 200


@pytest.mark.parametrize("expectations, why", [
    ({}, "Say what to expect"), ({"since": 3}, "Say what to expect"),
    ({"never": {}}, "never says nothing"), ({"never": {"staus": "FAILED"}}, "no staus in never"),
    ({"inOrder": [{"thing": "a"}, {"topc": "b"}]}, "no topc in inOrder"),
    ({"inOrder": [{"thing": "a"}]}, "inOrder"), ({"never": {"kind": "other"}}, "kind"),
    ({"never": {"topic": "a/#/b"}}, "topic in never")])
def test_an_expectation_that_means_nothing_is_refused(emulator, expectations, why):
    answer = verify(emulator, **expectations)
    assert answer.error == (400, "InvalidRequestException"), answer.body
    assert why in answer.json["message"]


def near_misses(emulator):
    return [one["text"] for one in journal(emulator, "kind=nearMiss")]


def test_a_topic_that_is_nearly_right_is_told_once(emulator, lamp):
    for _ in range(2):
        lamp.client.publish("aws/things/lamp/jobs/get", "{}", qos=1)
    lamp.overheard()
    emulator.wait_until(lambda: near_misses(emulator), "the near miss")
    (text,) = near_misses(emulator)
    assert "was $aws/things/lamp/jobs/get meant?" in text
    assert emulator.has_logged("probably a mistake: client " + lamp.client_id)
    explained = emulator.admin("GET", "/_emulator/explain/things/lamp")
    assert [one["text"] for one in explained["nearMisses"]] == [text]


def test_an_expired_url_is_told(emulator, s3):
    url = presigned(emulator, s3)
    emulator.advance("1h")
    assert urllib3.PoolManager().request("GET", url).status == 403
    assert "the presigned URL of /files/a was used after it had expired" in near_misses(emulator)[0]
