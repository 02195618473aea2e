"""File delivery over MQTT: what a device is answered, in both formats."""

import json
import random

import pytest

import cbor
from clients import refused
from device import Device
from stream_device import StreamDevice

ROLE = "arn:aws:iam::123456789012:role/ota"
MIB = 1 << 20
FILE = random.Random(16).randbytes(300_001)


@pytest.fixture
def put(s3):
    s3.create_bucket(Bucket="firmware")
    return lambda key, content: s3.put_object(Bucket="firmware", Key=key, Body=content)


@pytest.fixture
def stream(put, iot):
    """Makes a stream of the files, whose ids count up."""
    def make(*contents, stream_id="s", **members):
        for number, content in enumerate(contents):
            put(f"file-{number}", content)
        return iot.CreateStream(streamId=stream_id, roleArn=ROLE, **members, files=[
            {"fileId": number, "s3Location": {"bucket": "firmware", "key": f"file-{number}"}}
            for number in range(len(contents))])
    return make


@pytest.fixture(params=["json", "cbor"])
def device(request, emulator):
    made = StreamDevice(emulator.mqtt, "lamp", "s", request.param)
    yield made
    made.close()


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 127_762, len(FILE)])
def test_a_file_comes_whole(stream, device, size):
    stream(FILE[:size])
    assert device.download(size) == FILE[:size]


@pytest.mark.parametrize("block_bytes", [256, 131_072])
def test_blocks_of_any_size(stream, device, block_bytes):
    stream(FILE)
    assert device.download(len(FILE), block_bytes, at_once=131_072 // block_bytes) == FILE


def test_a_file_of_24_mib_and_its_last_block(stream, device):
    stream(bytes(24 * MIB - 1) + b"!")
    device.get(f=0, l=256, o=98_303, n=1)
    assert device.block() == {"f": 0, "l": 256, "i": 98_303, "p": bytes(255) + b"!"}


def test_a_block_is_as_long_as_on_aws(emulator, stream):
    stream(FILE[:150_000])
    device = StreamDevice(emulator.mqtt, "lamp", "s", "json")
    device.send("get", '{"s": 1,"f": 0,"l": 1400,"o": 100,"n": 1}')
    assert device.block()["i"] == 100
    device.send("get", '{"s": 1,"f": 0,"l": 1024,"o": 100,"n": 1}')
    kind, payload = device.raw()
    assert kind == "data" and payload.startswith(b'{"f":0,"l":1024,"i":100,"p":"')
    device.close()


def test_the_lengths_that_were_seen(emulator, stream):
    stream(FILE * 15)
    device = StreamDevice(emulator.mqtt, "lamp", "s", "json")
    device.get(f=0, l=4096, o=100, n=1)
    assert len(device.raw()[1]) == 5495
    device.close()
    device = StreamDevice(emulator.mqtt, "lamp", "s", "cbor")
    device.get(c="rdy", f=0, l=4096, o=1054, n=1)
    assert len(device.raw()[1]) == 4122
    device.close()


def test_a_bitmap_counts_from_the_offset(stream, device):
    stream(FILE)
    device.get(f=0, l=256, o=10, b=b"\x13\x00\x80", n=100)
    assert [device.block()["i"] for _ in range(4)] == [10, 11, 14, 33]


def test_no_more_than_128_kib_answer_a_request(stream, device):
    stream(FILE)
    device.get(c="many", f=0, l=4096, n=98_304)
    device.get(c="next", f=0, l=4096, o=40, n=1)
    assert [device.block()["i"] for _ in range(33)] == [*range(32), 40]


def test_a_description(stream, device):
    stream(b"four", FILE, description="Firmware.")
    device.describe(c="rdy")
    assert device.next() == ("description", {
        "c": "rdy", "s": 1, "d": "Firmware.",
        "r": [{"f": 0, "z": 4}, {"f": 1, "z": len(FILE)}]})


@pytest.mark.parametrize("members, code", [
    ({"l": 255}, "BlockSizeOutOfBounds"),
    ({"l": 131_073}, "BlockSizeOutOfBounds"),
    ({"o": 98_305}, "OffsetOutOfBounds"),
    ({"n": 98_305}, "BlockCountLimitExceeded"),
    ({"b": bytes(12_288)}, "BlockBitmapLimitExceeded"),
    ({"f": 5}, "ResourceNotFound"),
    ({"o": 74}, "ResourceNotFound"),
    ({"s": 2}, "VersionMismatch"),
    ({"c": "x" * 65}, "InvalidRequest"),
    ({"n": None}, "InvalidRequest"),
    ({"f": None}, "InvalidRequest"),
])
def test_a_refusal_has_awss_code(stream, device, members, code):
    stream(FILE)
    members = {"f": 0, "l": 4096, "o": 73, "n": 1, "c": "rdy", **members}
    device.get(**{name: value for name, value in members.items() if value is not None})
    kind, answer = device.next()
    assert (kind, answer["code"], answer["o"]) == ("rejected", code, code)
    assert answer["c"] == answer["clientToken"] == members["c"]
    device.get(f=0, l=4096, o=73, n=1)
    assert device.block()["p"] == FILE[73 * 4096:]


def test_what_is_asked_for_without_a_count_must_be_there(emulator, stream):
    stream(FILE[:127_762])
    device = StreamDevice(emulator.mqtt, "lamp", "s", "json")
    device.send("get", json.dumps({"c": "rdy", "f": 0, "l": "2048", "b": "f" * 16}))
    text = "The data requested is out of the range of data available."
    assert device.raw() == ("rejected", (
        '{"clientToken":"rdy","c":"rdy","code":"InvalidRequest","o":"InvalidRequest",'
        f'"message":"{text}","m":"{text}"}}').encode())
    device.close()


@pytest.mark.parametrize("payload", [
    b"{}", cbor.dumps({"f": 0, "l": 4096, "b": "0xFF"}), cbor.dumps({"f": 0.5, "l": 4096}),
    cbor.dumps({"f": 0, "l": 4096})[:-2], cbor.dumps([1]), b"\xa1\x61f\xc2\x41\x01", b"\xff" * 100,
    b"\x9f" * 5000, b"\xa1\x61c\x5a\xff\xff\xff\xff"])
def test_what_is_no_cbor(emulator, stream, payload):
    stream(FILE)
    device = StreamDevice(emulator.mqtt, "lamp", "s", "cbor")
    device.send("get", payload)
    assert device.next() == ("rejected", {
        "code": "InvalidCbor", "o": "InvalidCbor", "message": "Invalid CBOR message",
        "m": "Invalid CBOR message"})
    device.close()


@pytest.mark.parametrize("payload", [
    "{", "[]", '{"f":0,"l":"many"}', '{"f":1.5,"l":4096}', "\xff", "[" * 5000,
    '{"f":0,"l":4096,"b":"0x0"}', '{"f":0,"l":4096,"c":7}'])
def test_what_is_no_json(emulator, stream, payload):
    stream(FILE)
    device = StreamDevice(emulator.mqtt, "lamp", "s", "json")
    device.send("get", payload)
    assert device.refusal() == "InvalidJson"
    device.close()


def test_an_object_that_changes_under_way(stream, put, s3, iot, device):
    stream(FILE)
    put("file-0", b"other")
    device.get(f=0, l=256, n=1)
    assert device.refusal() == "ETagMismatch"
    s3.delete_object(Bucket="firmware", Key="file-0")
    device.get(f=0, l=256, n=1)
    assert device.refusal() == "ResourceNotFound"
    iot.DeleteStream(streamId="s")
    device.get(f=0, l=256, n=1)
    assert device.refusal() == "ResourceNotFound"


def test_an_empty_file_has_no_blocks(stream, device):
    stream(b"")
    device.get(f=0, l=256, n=1)
    assert device.refusal() == "ResourceNotFound"


def test_a_file_that_is_too_large(put, iot):
    put("large", bytes(24 * MIB + 1))
    with refused("LimitExceededException", 410, "S3 object firmware/large is larger than 24 MB."):
        iot.CreateStream(streamId="s", roleArn=ROLE, files=[
            {"fileId": 0, "s3Location": {"bucket": "firmware", "key": "large"}}])


def test_who_has_not_subscribed_hears_nothing(emulator, stream):
    stream(FILE)
    topic = "$aws/things/lamp/streams/s/"
    asker = Device(emulator.mqtt, "lamp", subscribe=(topic + "data/json",))
    listener = Device(emulator.mqtt, "listener", subscribe=(topic + "#",))
    asker.publish(topic + "get/json", {"f": 0, "l": 1})
    asker.publish(topic + "get/json", {"f": 0, "l": 256, "n": 1})
    asker.wait_for(lambda m: m.topic == topic + "data/json", "the block")
    listener.wait_for(lambda m: m.topic == topic + "data/json", "the block")
    assert [topic for topic, _ in asker.overheard()] == []
    assert [topic for topic, _ in listener.overheard()] == [topic + "rejected/json"]
    asker.close()
    listener.close()


def test_answers_to_whoever_asks(s3):
    from emulator import Emulator
    topic = "$aws/things/lamp/streams/none/"
    with Emulator("--answer-unsubscribed") as running:
        device = Device(running.mqtt, "lamp", subscribe=())
        device.publish(topic + "get/json", {"f": 0, "l": 256})
        answer = device.wait_for(lambda m: m.topic == topic + "rejected/json", "the refusal")
        assert answer.payload["code"] == "ResourceNotFound"
        device.close()


def test_a_topic_that_means_nothing(emulator, stream):
    topic = "$aws/things/lamp/streams/s/"
    device = Device(emulator.mqtt, "lamp", subscribe=(topic + "#",))
    device.publish(topic + "get/xml", {"f": 0, "l": 256, "n": 1})
    answer = device.wait_for(lambda m: m.topic == topic + "rejected/json", "the refusal")
    assert answer.payload["code"] == "InvalidTopic"
    device.close()


def test_ten_thousand_requests_disturb_nobody(emulator, stream, fleet):
    stream(FILE)
    greedy = StreamDevice(emulator.mqtt, "fan", "s", "json", subscribe=None)
    lamp = StreamDevice(emulator.mqtt, "lamp", "s", "cbor")
    for _ in range(10_000):
        greedy.get(f=0, l=256, n=512)
    assert lamp.download(len(FILE)) == FILE
    fleet.thing("lamp")
    assert fleet.iot.ListThings()["things"]
    greedy.close()
    lamp.close()
