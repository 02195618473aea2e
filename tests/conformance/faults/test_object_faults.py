"""Faults of the object store, as boto3 and plain HTTP clients see them."""

import concurrent.futures
import hashlib
import time

import botocore.exceptions
import pytest

from arming import arm, has_struck, struck
from clients import send
from s3_clients import error_of, path_of

CONTENT = bytes(range(256)) * 256  # 64 KiB


@pytest.fixture
def stored(emulator, s3):
    emulator.admin("POST", "/_emulator/reset")  # SDKs sign by the system's clock
    s3.put_object(Bucket="files", Key="image", Body=CONTENT)
    return {"Bucket": "files", "Key": "image"}


def error_code(caught):
    return caught.value.response["Error"]["Code"]


def test_an_error_is_s3s_and_nothing_is_stored(emulator, s3, stored):
    arm(emulator, {"error": "SlowDown"}, {"plane": "s3", "operation": "PutObject"})
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        s3.put_object(Bucket="files", Key="other", Body=b"x")
    assert error_code(caught) == "SlowDown"
    emulator.admin("DELETE", "/_emulator/faults")
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="files")["Contents"]] == ["image"]


def test_a_download_is_slow(emulator, s3, stored):
    arm(emulator, {"throttle": 128 << 10}, {"plane": "s3", "operation": "GetObject"})
    began = time.monotonic()
    assert s3.get_object(**stored)["Body"].read() == CONTENT
    assert time.monotonic() - began > 0.35


def test_a_download_is_cut_in_its_middle_and_goes_on_with_a_range(emulator, s3, stored):
    arm(emulator, {"disconnect": "halfway"}, {"plane": "s3", "operation": "GetObject"}, count=1)
    body = s3.get_object(**stored)["Body"]
    first = b""
    with pytest.raises((botocore.exceptions.ResponseStreamingError,
                        botocore.exceptions.IncompleteReadError)):
        while piece := body.read(4096):
            first += piece
    assert CONTENT.startswith(first) and len(first) <= len(CONTENT) // 2
    rest = s3.get_object(**stored, Range=f"bytes={len(first)}-")["Body"].read()
    assert first + rest == CONTENT


def test_a_download_stops_in_its_middle(emulator, s3, stored):
    arm(emulator, {"stall": True}, {"plane": "s3"}, count=1)
    body = s3.get_object(**stored)["Body"]
    body.set_socket_timeout(0.5)
    with pytest.raises(botocore.exceptions.ReadTimeoutError):
        body.read()


def test_a_corrupt_download_has_another_checksum(emulator, s3, stored):
    arm(emulator, {"corrupt": True}, {"plane": "s3", "operation": "GetObject"}, count=1)
    url = path_of(s3.generate_presigned_url("get_object", stored))
    spoilt = send(emulator.http, "GET", url).body
    assert len(spoilt) == len(CONTENT)
    assert hashlib.sha256(spoilt).digest() != hashlib.sha256(CONTENT).digest()
    assert send(emulator.http, "GET", url).body == CONTENT


def test_a_download_is_late(emulator, s3, stored):
    emulator.clock(freeze=True)
    arm(emulator, {"delay": "1m"}, {"plane": "s3", "operation": "GetObject"}, count=1)
    url = path_of(s3.generate_presigned_url("get_object", stored, ExpiresIn=3600))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        late = pool.submit(send, emulator.http, "GET", url)
        assert has_struck(emulator) and not late.done()
        emulator.advance("1m")
        assert late.result(8).body == CONTENT


def test_faults_of_other_planes_leave_s3_alone(emulator, s3, stored):
    arm(emulator, {"disconnect": "instead"})
    assert s3.get_object(**stored)["Body"].read() == CONTENT
    assert struck(emulator) == [0]


def test_an_upload_is_stored_and_its_answer_is_lost(emulator, s3, stored):
    arm(emulator, {"disconnect": "instead"}, {"plane": "s3", "operation": "PutObject"}, count=1)
    url = path_of(s3.generate_presigned_url("put_object", {"Bucket": "files", "Key": "other"}))
    with pytest.raises(ConnectionError):
        send(emulator.http, "PUT", url, b"x")
    assert s3.get_object(Bucket="files", Key="other")["Body"].read() == b"x"


def test_an_error_says_what_it_is_to_say(emulator, s3, stored):
    arm(emulator, {"error": "AccessDenied", "message": "Not today."}, {"plane": "s3"})
    answer = send(emulator.http, "GET", path_of(s3.generate_presigned_url("get_object", stored)))
    assert error_of(answer) == (403, "AccessDenied") and b"Not today." in answer.body
