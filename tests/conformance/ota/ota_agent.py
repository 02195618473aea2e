"""A device that updates itself as AWS's OTA agent does, to the letter of what it was seen to send."""

import base64
import hashlib
import urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from device import Device
from stream_device import DEADLINE, StreamDevice

SAME_VERSION, OLDER_VERSION, BAD_SIGNATURE, NO_OTA_JOB = (
    "rejected: 0x00000010", "rejected: 0x0000000f", "0x000000e3: 0x00000000",
    "0x0000000c: 0x00000004")


def version_text(version):
    return f"v{version >> 24}.{version >> 16 & 255}.{version & 0xffff}"


class OtaAgent:
    """`version` is what runs. Subscribes to notify-next only, and is answered all the same."""

    def __init__(self, broker, thing, version, form="cbor", public_key=None):
        self._broker, self.thing, self.version = broker, thing, version
        self._form, self._public_key = form, public_key
        self.device = Device(broker, thing, subscribe=("notify-next",))
        self.image = None

    def close(self):
        self.device.close()

    def reboot(self, version):
        self.device.close()
        return OtaAgent(self._broker, self.thing, version, self._form, self._public_key)

    def next_job(self):
        """The execution that comes next; None if there is none."""
        self.device.publish("$next/get", {"clientToken": f":{self.thing}"}, qos=1)
        answer = self.device.reply("$next/get", f":{self.thing}")
        return answer.payload.get("execution")

    def report(self, execution, status, details, qos=1):
        self.device.publish(f"{execution['jobId']}/update",
                            {"status": status, "statusDetails": details}, qos=qos)
        answer = self.device.wait_for(
            lambda m: m.topic in (f"{execution['jobId']}/update/accepted",
                                  f"{execution['jobId']}/update/rejected"), "an answer", DEADLINE)
        assert answer.topic.endswith("/accepted"), answer

    def fetch(self, execution, at_once=1, block_bytes=4096):
        """Downloads, checks the signature and asks for the reboot; or reports why not."""
        update = execution["jobDocument"].get("afr_ota")
        if update is None or "fileid" not in update["files"][0]:
            self.report(execution, "FAILED", {"reason": NO_OTA_JOB})
            return False
        file = update["files"][0]
        download = self._over_mqtt if "MQTT" in update["protocols"] else self._over_http
        self.image = download(execution, update, file, at_once, block_bytes)
        if self._public_key and not self._is_signed(file):
            self.report(execution, "FAILED", {"reason": BAD_SIGNATURE})
            return False
        self.report(execution, "IN_PROGRESS", {"self_test": "ready",
                                               "updatedBy": f"0x{self.version:08x}"})
        return True

    def _told_of(self, execution, done, count):
        if done % 64 == 1 or count == done:
            self.report(execution, "IN_PROGRESS", {"receive": f"{done}/{count}"}, qos=0)

    def _over_mqtt(self, execution, update, file, at_once, block_bytes):
        stream = StreamDevice(self._broker, self.thing, update["streamname"], self._form)
        count = -(-file["filesize"] // block_bytes)
        blocks = {}
        while len(blocks) < count:
            missing = bytearray(-(-count // 8))
            for number in set(range(count)) - set(blocks):
                missing[number // 8] |= 1 << number % 8
            stream.get(c="rdy", f=file["fileid"], l=block_bytes, o=0, b=bytes(missing), n=at_once)
            for _ in range(min(at_once, count - len(blocks))):
                block = stream.block()
                if block["i"] not in blocks:
                    blocks[block["i"]] = block["p"]
                    self._told_of(execution, len(blocks), count)
        stream.close()
        return b"".join(blocks[number] for number in range(count))

    def _over_http(self, execution, _update, file, _at_once, block_bytes):
        count, image = -(-file["filesize"] // block_bytes), b""
        assert file["auth_scheme"] == "aws.s3.presigned"
        for number in range(count):
            end = min((number + 1) * block_bytes, file["filesize"]) - 1
            request = urllib.request.Request(
                file["update_data_url"],
                headers={"Range": f"bytes={number * block_bytes}-{end}"})
            with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
                assert answer.status == 206
                image += answer.read()
            self._told_of(execution, number + 1, count)
        return image

    def _is_signed(self, file):
        try:
            self._public_key.verify(base64.b64decode(file.get("sig-sha256-ecdsa", "")),
                                    self.image, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    def self_test(self, good=True):
        """What follows the reboot: says which execution it is about, and how it ended."""
        execution = self.next_job()
        details = execution["statusDetails"]
        assert execution["status"] == "IN_PROGRESS" and details["self_test"] == "ready"
        before = int(details["updatedBy"], 16)
        self.report(execution, "IN_PROGRESS", {"self_test": "active",
                                               "updatedBy": f"0x{before:08x}"})
        if self.version <= before:
            reason = SAME_VERSION if self.version == before else OLDER_VERSION
            self.report(execution, "FAILED", {"reason": reason})
        elif not good:
            self.report(execution, "FAILED", {"reason": "aborted: 0x00000000"})
        else:
            self.report(execution, "SUCCEEDED", {
                "reason": f"accepted  {version_text(self.version)}",
                "updatedBy": f"  {version_text(before)}"})
        return execution

    @property
    def digest(self):
        return hashlib.sha256(self.image).hexdigest()

    def heard_of(self):
        """The payloads of all that has come on notify-next since it was last asked."""
        return [payload for topic, payload in self.device.heard() if topic == "notify-next"]


def agent_input(update_id, thing_arns, key="lamp.bin", **members):
    """The input of CreateOTAUpdate for one object of the bucket "firmware"."""
    file = {"fileName": "/device/updates", "fileType": 0,
            "fileLocation": {"s3Location": {"bucket": "firmware", "key": key}},
            **members.pop("file", {})}
    return {"otaUpdateId": update_id, "targets": thing_arns, "files": [file],
            "roleArn": "arn:aws:iam::123456789012:role/ota", **members}
