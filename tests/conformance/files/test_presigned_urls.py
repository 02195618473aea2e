"""Presigned URLs of the object store: good for what they say, as long as they say."""

import hashlib
import urllib.parse
import xml.etree.ElementTree as xml

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
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


def signed_by_hand(query, headers="host", path="/bucket/k", host="s3.localhost"):
    """A PUT's URL, whose query has these members beside those of the signature."""
    credentials = botocore.credentials.Credentials("local", "local")
    scope = "20260101/us-east-1/s3/aws4_request"
    members = {**query, "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
               "X-Amz-Credential": f"local/{scope}", "X-Amz-Date": "20260101T000000Z",
               "X-Amz-Expires": "600", "X-Amz-SignedHeaders": headers}
    text = "&".join(f"{urllib.parse.quote(name, safe='')}={urllib.parse.quote(value, safe='')}"
                    for name, value in sorted(members.items()))
    signer = botocore.auth.SigV4Auth(credentials, "s3", "us-east-1")
    canonical = f"PUT\n{path}\n{text}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n20260101T000000Z\n{scope}\n{digest}"
    request = botocore.awsrequest.AWSRequest("PUT", path)
    request.context["timestamp"] = "20260101T000000Z"
    return f"{path}?{text}&X-Amz-Signature={signer.signature(to_sign, request)}", {"Host": host}


def test_members_of_the_query_count_as_headers_in_version_4(emulator, s3):
    url, host = signed_by_hand({
        "x-amz-meta-a": "1", "X-Amz-Meta-B": "", "x-amz-acl": "private", "x-amz-tagging": "t=1",
        "x-amz-server-side-encryption": "AES256", "x-amz-checksum-crc32": "DUoRhQ=="})
    assert error_of(send(emulator.http, "PUT", url, b"another", host)) == (400, "BadDigest")
    assert send(emulator.http, "PUT", url, b"hello world", host).status == 200
    head = s3.head_object(Bucket="bucket", Key="k")
    assert (head["Metadata"], head["ServerSideEncryption"]) == ({"a": "1", "b": ""}, "AES256")
    assert s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"] == [
        {"Key": "t", "Value": "1"}]
    tampered = url.replace("x-amz-meta-a=1", "x-amz-meta-a=2")
    assert error_of(send(emulator.http, "PUT", tampered, b"hello world", host)) == (
        403, "SignatureDoesNotMatch")
    for members in ({"x-amz-acl": "perhaps"}, {"x-amz-meta-a": "1\r\nInjected: 2"}):
        url, host = signed_by_hand(members)
        assert error_of(send(emulator.http, "PUT", url, b"x", host)) == (400, "InvalidArgument")


def test_headers_that_the_signer_did_not_sign_are_refused(emulator, s3):
    url, host = signed_by_hand({})
    answer = send(emulator.http, "PUT", url, b"x", {**host, "x-amz-meta-a": "1"})
    assert error_of(answer) == (403, "AccessDenied")
    assert xml.fromstring(answer.body).findtext("HeadersNotSigned") == "x-amz-meta-a"
    for names in ("", "x-amz-meta-a"):
        hostless, host = signed_by_hand({}, names)
        answer = send(emulator.http, "PUT", hostless, b"x", host)
        assert error_of(answer) == (403, "AccessDenied")
        assert xml.fromstring(answer.body).findtext("HeadersNotSigned") == "host"
    assert s3.list_buckets()["Buckets"] == []
    assert send(emulator.http, "PUT", url, b"x", host).status == 200


def test_members_of_the_query_count_as_headers_in_version_2(emulator, s3):
    emulator.admin("POST", "/_emulator/reset")  # SDKs sign by the system's clock
    signer = s3_client(emulator.http, signature_version="s3")
    said = {"Metadata": {"a": "1"}, "ServerSideEncryption": "AES256"}
    url = path_of(signer.generate_presigned_url(
        "put_object", {"Bucket": "bucket", "Key": "k", **said}))
    assert "x-amz-meta-a=1" in url
    tampered = url.replace("x-amz-meta-a=1", "x-amz-meta-a=2")
    assert error_of(send(emulator.http, "PUT", tampered, b"x")) == (403, "SignatureDoesNotMatch")
    assert send(emulator.http, "PUT", url, b"x").status == 200
    head = s3.head_object(Bucket="bucket", Key="k")
    assert (head["Metadata"], head["ServerSideEncryption"]) == tuple(said.values())


def test_headers_signed_in_version_4_are_kept(emulator, s3):
    emulator.admin("POST", "/_emulator/reset")
    signer = s3_client(emulator.http, signature_version="s3v4")
    url = path_of(signer.generate_presigned_url(
        "put_object", {"Bucket": "bucket", "Key": "k", "Metadata": {"a": "1"}}))
    assert error_of(send(emulator.http, "PUT", url, b"x")) == (403, "SignatureDoesNotMatch")
    assert send(emulator.http, "PUT", url, b"x", {"x-amz-meta-a": "1"}).status == 200
    assert s3.head_object(Bucket="bucket", Key="k")["Metadata"] == {"a": "1"}


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
