"""Whole updates: from CreateOTAUpdate to the end of the self-test, by a device that does as AWS's
agent does."""

import base64
import hashlib
import json
import random
import urllib.error
import urllib.request

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from clients import Boto3
from emulator import Emulator
from fleet import Fleet, thing_arn
from ota_agent import (BAD_SIGNATURE, NO_OTA_JOB, OLDER_VERSION, SAME_VERSION, OtaAgent,
                       agent_input)
from s3_clients import s3_client
from stream_device import StreamDevice

IMAGE = random.Random(61).randbytes(300_001)
OLD, NEW = 0x00090002, 0x00090003


@pytest.fixture
def update(fleet, s3):
    """Makes an update of the thing "lamp" to IMAGE."""
    fleet.thing("lamp")
    s3.create_bucket(Bucket="firmware")

    def make(update_id="u", image=IMAGE, **members):
        s3.put_object(Bucket="firmware", Key="lamp.bin", Body=image)
        return fleet.iot.CreateOTAUpdate(
            **agent_input(update_id, [thing_arn("lamp")], **members))
    return make


@pytest.fixture
def agent(emulator):
    """Makes agents, which are closed in the end."""
    made = []

    def make(version=OLD, **options):
        made.append(OtaAgent(emulator.mqtt, "lamp", version, **options))
        return made[-1]
    yield make
    for each in made:
        each.close()


def ended(fleet, job_id="AFR_OTA-u"):
    execution = fleet.execution("lamp", job_id)
    return execution["status"], execution["statusDetails"]["detailsMap"]


@pytest.mark.parametrize("form", ["json", "cbor"])
@pytest.mark.parametrize("at_once", [1, 31])
def test_an_update_over_mqtt(update, agent, fleet, form, at_once):
    update()
    lamp = agent(form=form)
    assert lamp.fetch(lamp.next_job(), at_once=at_once)
    assert lamp.digest == hashlib.sha256(IMAGE).hexdigest()
    lamp.reboot(NEW).self_test()
    assert ended(fleet) == ("SUCCEEDED", {"reason": "accepted  v0.9.3", "updatedBy": "  v0.9.2"})
    assert fleet.status("AFR_OTA-u") == "COMPLETED"


def test_an_update_over_http(update, agent, fleet):
    update(protocols=["HTTP"])
    lamp = agent()
    assert lamp.fetch(lamp.next_job())
    assert lamp.digest == hashlib.sha256(IMAGE).hexdigest()
    lamp.reboot(NEW).self_test()
    assert ended(fleet)[0] == "SUCCEEDED"


def test_with_both_protocols_the_device_chooses(update, agent):
    update(protocols=["MQTT", "HTTP"])
    lamp = agent()
    document = lamp.next_job()["jobDocument"]["afr_ota"]
    assert document["protocols"] == ["MQTT", "HTTP"] and document["streamname"]
    with urllib.request.urlopen(document["files"][0]["update_data_url"]) as answer:
        assert answer.read() == IMAGE


@pytest.mark.parametrize("version, good, reason", [
    (OLD, True, SAME_VERSION), (OLD - 1, True, OLDER_VERSION),
    (NEW, False, "aborted: 0x00000000")])
def test_an_image_that_does_not_last(update, agent, fleet, version, good, reason):
    update()
    lamp = agent()
    lamp.fetch(lamp.next_job(), at_once=31)
    lamp.reboot(version).self_test(good)
    assert ended(fleet)[0] == "FAILED" and ended(fleet)[1]["reason"] == reason


def test_a_job_of_another_kind(agent, fleet):
    fleet.thing("lamp")
    fleet.job("other", "lamp")
    lamp = agent()
    assert not lamp.fetch(lamp.next_job())
    assert ended(fleet, "other") == ("FAILED", {"reason": NO_OTA_JOB})


def signed(key, image=IMAGE):
    """A file's codeSigning by a key of the caller's own."""
    signature = key.sign(image, ec.ECDSA(hashes.SHA256()))
    return {"codeSigning": {"customCodeSigning": {
        "signature": {"inlineDocument": signature},
        "certificateChain": {"certificateName": "/certs/own.crt"},
        "hashAlgorithm": "SHA256", "signatureAlgorithm": "ECDSA"}}}


def test_a_signature_of_ones_own(update, agent, fleet):
    key = ec.generate_private_key(ec.SECP256R1())
    update(file=signed(key))
    lamp = agent(public_key=key.public_key())
    execution = lamp.next_job()
    assert execution["jobDocument"]["afr_ota"]["files"][0]["certfile"] == "/certs/own.crt"
    assert lamp.fetch(execution, at_once=31)


def test_a_wrong_signature(update, agent, fleet):
    key = ec.generate_private_key(ec.SECP256R1())
    update(file=signed(key, b"other"))
    lamp = agent(public_key=key.public_key())
    assert not lamp.fetch(lamp.next_job(), at_once=31)
    assert ended(fleet)[0] == "FAILED" and ended(fleet)[1]["reason"] == BAD_SIGNATURE


@pytest.mark.parametrize("signing", [
    {"awsSignerJobId": "a-job-of-signers"},
    {"startSigningJobParameter": {
        "signingProfileName": "p", "destination": {"s3Destination": {"bucket": "signed"}},
        "signingProfileParameter": {
            "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c",
            "platform": "AmazonFreeRTOS-Default", "certificatePathOnDevice": "/certs/s.crt"}}}])
def test_a_signature_by_the_emulators_key(tmp_path, signing):
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))
    with Emulator("--code-sign-key", str(tmp_path / "key.pem")) as emulator:
        s3 = s3_client(emulator.http)
        s3.create_bucket(Bucket="firmware")
        s3.put_object(Bucket="firmware", Key="lamp.bin", Body=IMAGE)
        fleet = Fleet(Boto3("iot", emulator.http))
        fleet.thing("lamp")
        fleet.iot.CreateOTAUpdate(**agent_input("u", [thing_arn("lamp")],
                                                file={"codeSigning": signing}))
        lamp = OtaAgent(emulator.mqtt, "lamp", OLD, public_key=key.public_key())
        assert lamp.fetch(lamp.next_job(), at_once=31)
        lamp.close()


def test_a_url_that_has_expired_is_replaced_at_the_next_fetch(update, agent, emulator):
    update(protocols=["HTTP"], awsJobPresignedUrlConfig={"expiresInSec": 60})
    lamp = agent()
    first = lamp.next_job()["jobDocument"]["afr_ota"]["files"][0]["update_data_url"]
    emulator.advance("61s")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(first)
    assert refusal.value.code == 403
    second = lamp.next_job()["jobDocument"]["afr_ota"]["files"][0]["update_data_url"]
    with urllib.request.urlopen(second) as answer:
        assert answer.read() == IMAGE


def test_no_notice_disturbs_a_download(update, agent):
    update()
    lamp = agent()
    execution = lamp.next_job()
    lamp.heard_of()
    lamp.fetch(execution)
    assert lamp.heard_of() == []


def test_a_block_that_comes_twice_and_requests_that_repeat(update, agent, emulator):
    update()
    stream = agent().next_job()["jobDocument"]["afr_ota"]["streamname"]
    assert len(stream) == 44
    device = StreamDevice(emulator.mqtt, "lamp", stream, "cbor")
    for _ in range(3):
        device.get(c="rdy", f=0, l=4096, o=0, b=b"\x01", n=1)
    assert {device.block()["i"] for _ in range(3)} == {0}
    assert device.download(len(IMAGE)) == IMAGE
    device.close()


def test_slips_of_the_agent_are_borne(update, agent):
    """It publishes to the job "", and unsubscribes from the stream ""."""
    update()
    lamp = agent()
    lamp.device.publish("$aws/things/lamp/jobs//update", {"status": "FAILED"})
    lamp.device.client.unsubscribe("$aws/things/lamp/streams//data/cbor")
    assert lamp.next_job()["jobId"] == "AFR_OTA-u"


def test_its_members_come_out(update, iot):
    answer = update(description="Lamps.", additionalParameters={"k": "v"}, protocols=["HTTP"],
                    tags=[{"Key": "k", "Value": "v"}], file={"fileVersion": "2",
                                                             "attributes": {"a": "b"}})
    assert answer["otaUpdateStatus"] == "CREATE_PENDING"
    info = iot.GetOTAUpdate(otaUpdateId="u")["otaUpdateInfo"]
    assert info["otaUpdateStatus"] == "CREATE_COMPLETE"
    assert info["additionalParameters"] == {"k": "v"} and info["description"] == "Lamps."
    assert info["otaUpdateFiles"][0]["attributes"] == {"a": "b"}
    tags = iot.ListTagsForResource(resourceArn=answer["otaUpdateArn"])["tags"]
    assert tags == [{"Key": "k", "Value": "v"}]


def test_a_signature_comes_out_as_it_was_sent(update, iot):
    key = ec.generate_private_key(ec.SECP256R1())
    file = signed(key)
    update(file=file)
    shown = iot.GetOTAUpdate(otaUpdateId="u")["otaUpdateInfo"]["otaUpdateFiles"][0]
    sent = file["codeSigning"]["customCodeSigning"]["signature"]["inlineDocument"]
    assert shown["codeSigning"]["customCodeSigning"]["signature"]["inlineDocument"] == sent
    document = json.loads(iot.GetJobDocument(jobId="AFR_OTA-u")["document"])
    assert base64.b64decode(document["afr_ota"]["files"][0]["sig-sha256-ecdsa"]) == sent
