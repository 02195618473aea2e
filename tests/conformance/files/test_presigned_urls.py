"""Presigned URLs of the object store: good for what they say, as long as they say."""

import xml.etree.ElementTree as xml

import boto3
import botocore.config
import pytest

from clients import REGION, send
from s3_clients import error_of, path_of, s3_client


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_presigned_urls_are_good_until_they_expire(emulator, version):
    emulator.admin("POST", "/_emulator/reset")  # SDKs sign by the system's clock
    s3 = s3_client(emulator.http, signature_version=version)
    key = {"Bucket": "bucket", "Key": "a/b c+é.bin"}
    put = path_of(s3.generate_presigned_url("put_object", key, ExpiresIn=600))
    get = path_of(s3.generate_presigned_url("get_object", key, ExpiresIn=600))
    assert send(emulator.http, "PUT", put, b"0123456789").status == 200
    assert send(emulator.http, "GET", get).body == b"0123456789"
    assert send(emulator.http, "GET", get, None, {"Range": "bytes=5-"}).body == b"56789"
    assert error_of(send(emulator.http, "PUT", get, b"x")) == (403, "SignatureDoesNotMatch")
    tampered = get.replace("c%2B", "d%2B")
    assert error_of(send(emulator.http, "GET", tampered)) == (403, "SignatureDoesNotMatch")
    emulator.advance("9m")
    assert send(emulator.http, "GET", get).status == 200
    emulator.advance("1m")
    late = send(emulator.http, "GET", get)
    assert error_of(late) == (403, "AccessDenied")
    assert xml.fromstring(late.body).findtext("Message") == "Request has expired"
    assert late.headers["Content-Type"] == "application/xml"


def test_presigned_urls_of_others_and_broken_ones_are_refused(emulator):
    stranger = boto3.client(
        "s3",
        endpoint_url=emulator.http,
        region_name=REGION,
        aws_access_key_id="stranger",
        aws_secret_access_key="local",
        config=botocore.config.Config(signature_version="s3v4"),
    )
    url = path_of(stranger.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k"}))
    assert error_of(send(emulator.http, "GET", url)) == (403, "InvalidAccessKeyId")
    scope = "X-Amz-Credential=local/20260101/us-east-1/s3/aws4_request"
    answer = send(emulator.http, "GET", f"/b/k?{scope}")
    assert error_of(answer) == (400, "AuthorizationQueryParametersError")
