"""File delivery to devices that their policies hold."""

import pytest

from clients import Boto3
from device import Device
from emulator import Emulator
from policy_holders import CONNECT, Holder, allow
from s3_clients import s3_client
from test_devices import connected
from test_streams import ROLE

TOPICS = "$aws/things/lamp/streams/"
PUBLISH, SUBSCRIBE, RECEIVE = (
    allow(f"iot:{action}", f"{kind}/{TOPICS}*") for action, kind in (
        ("Publish", "topic"), ("Subscribe", "topicfilter"), ("Receive", "topic")))
ASKED = {"f": 0, "l": 256, "n": 1}


@pytest.fixture(scope="module")
def held():
    with Emulator("--auth", "policy") as emulator:
        yield emulator


@pytest.fixture
def iot(held):
    held.reset()
    s3 = s3_client(held.http)
    s3.create_bucket(Bucket="firmware")
    s3.put_object(Bucket="firmware", Key="lamp.bin", Body=bytes(256))
    iot = Boto3("iot", held.http)
    iot.CreateStream(streamId="s", roleArn=ROLE, files=[
        {"fileId": 0, "s3Location": {"bucket": "firmware", "key": "lamp.bin"}}])
    return iot


def device(holder, *subscribe):
    return Device(holder.broker, "lamp", tls=holder.tls, subscribe=subscribe)


def test_who_may_ask_subscribe_and_receive_gets_blocks(iot, held, tmp_path):
    lamp = device(Holder(iot, held, tmp_path, CONNECT, PUBLISH, SUBSCRIBE, RECEIVE),
                  TOPICS + "s/#")
    lamp.publish(TOPICS + "s/get/json", ASKED)
    block = lamp.wait_for(lambda m: m.topic == TOPICS + "s/data/json", "the block")
    assert block.payload["l"] == 256
    lamp.close()


def test_who_may_not_receive_gets_none(iot, held, tmp_path):
    lamp = device(Holder(iot, held, tmp_path, CONNECT, PUBLISH, SUBSCRIBE,
                         allow("iot:Receive", "topic/fence/*"), allow("iot:Publish", "topic/fence/*"),
                         allow("iot:Subscribe", "topicfilter/fence/*")), TOPICS + "s/#")
    lamp.publish(TOPICS + "s/get/json", ASKED)
    held.wait_until(lambda: _refused(held, "iot:Receive"), "the refusal")
    assert lamp.overheard() == []
    lamp.close()


def _refused(held, action):
    refusals = held.admin("GET", "/_emulator/refusals")["refusals"]
    return any(refusal["action"] == action for refusal in refusals)


def test_a_device_of_the_emulators_making_may_download(iot, held):
    made = held.admin("POST", "/_emulator/devices", {"name": "lamp"})
    lamp = connected(held, made)
    lamp.subscribe(TOPICS + "s/#")
    lamp.publish(TOPICS + "s/get/json", ASKED)
    lamp.wait_for(lambda m: m.topic == TOPICS + "s/data/json", "the block")
    lamp.close()
