"""What SDKs say of the content that they send, in headers and in trailers: it holds, or nothing is
stored."""

import base64
import hashlib
import zlib

import pytest

from clients import send
from s3_clients import MIB, SIGNED, error_of, refused

CONTENT = b"hello world"


def base64_of(value):
    return base64.b64encode(value).decode()


# Of CONTENT, by other programs than ours.
CHECKSUMS = {
    "crc32": "DUoRhQ==",
    "crc32c": "yZRlqg==",
    "crc64nvme": "jSnVw/bqjr4=",
    "sha1": base64_of(hashlib.sha1(CONTENT).digest()),
    "sha256": base64_of(hashlib.sha256(CONTENT).digest()),
}
OTHER = {name: base64_of(bytes(len(base64.b64decode(value))))
         for name, value in CHECKSUMS.items()}


def header(name):
    return f"x-amz-checksum-{name}"


def put(emulator, headers, body=CONTENT, path="/bucket/k", method="PUT"):
    return send(emulator.http, method, path, body, {**SIGNED, **headers})


def put_with_trailer(emulator, name, value, announced=None):
    body = b"b\r\n" + CONTENT + b"\r\n0\r\n"
    body += f"{header(name)}:{value}\r\n\r\n".encode() if value is not None else b"\r\n"
    return put(emulator, {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "Content-Encoding": "aws-chunked",
        "x-amz-decoded-content-length": str(len(CONTENT)),
        "x-amz-trailer": announced or header(name),
        "x-amz-sdk-checksum-algorithm": name.upper(),
    }, body)


def kept(s3, **more):
    found = s3.get_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED", **more)
    shown = found["ResponseMetadata"]["HTTPHeaders"]
    return found["Body"].read(), {name.removeprefix("x-amz-checksum-"): value
                                  for name, value in shown.items()
                                  if name.startswith("x-amz-checksum-")}


@pytest.mark.parametrize("name", CHECKSUMS)
@pytest.mark.parametrize("how", ["header", "trailer"])
def test_a_right_checksum_is_kept_and_shown_and_a_wrong_one_refused(emulator, s3, name, how):
    def sent(value):
        if how == "trailer":
            return put_with_trailer(emulator, name, value)
        return put(emulator, {header(name): value})

    assert error_of(sent(OTHER[name])) == (400, "BadDigest")
    assert error_of(sent("AAAA")) == (400, "InvalidRequest")
    with refused("NoSuchBucket", 404):
        s3.list_objects_v2(Bucket="bucket")
    answer = sent(CHECKSUMS[name])
    assert (answer.status, answer.headers[header(name)]) == (200, CHECKSUMS[name])
    assert kept(s3) == (CONTENT, {name: CHECKSUMS[name], "type": "FULL_OBJECT"})
    assert kept(s3, Range="bytes=0-4") == (CONTENT[:5], {})
    plain = s3.get_object(Bucket="bucket", Key="k")["ResponseMetadata"]["HTTPHeaders"]
    assert header(name) not in plain
    listed = s3.list_objects_v2(Bucket="bucket")["Contents"][0]
    assert listed["ChecksumAlgorithm"] == [name.upper()]


def test_content_without_a_checksum_gets_one(emulator, s3):
    s3.put_object(Bucket="bucket", Key="k", Body=CONTENT)
    assert kept(s3)[1]["crc64nvme"] == CHECKSUMS["crc64nvme"]
    s3.copy_object(Bucket="bucket", Key="k", CopySource="bucket/k", ChecksumAlgorithm="SHA256")
    assert kept(s3) == (CONTENT, {"sha256": CHECKSUMS["sha256"], "type": "FULL_OBJECT"})
    s3.copy_object(Bucket="bucket", Key="copy", CopySource="bucket/k")
    head = s3.head_object(Bucket="bucket", Key="copy", ChecksumMode="ENABLED")
    assert head["ChecksumSHA256"] == CHECKSUMS["sha256"]


@pytest.mark.parametrize("headers, code", [
    ({header("crc32"): ""}, "InvalidRequest"),
    ({header("crc32"): CHECKSUMS["crc32"], header("sha1"): CHECKSUMS["sha1"]}, "InvalidRequest"),
    ({"x-amz-sdk-checksum-algorithm": "CRC32"}, "InvalidRequest"),
    ({"x-amz-sdk-checksum-algorithm": "SHA1", header("crc32"): CHECKSUMS["crc32"]},
     "InvalidRequest"),
    ({header("xxhash64"): "AAAAAAAAAAA="}, "NotImplemented"),
    ({"x-amz-trailer": header("crc32")}, "InvalidRequest"),
    ({"Content-MD5": "x"}, "InvalidDigest"),
    ({"Content-MD5": base64_of(b"x" * 15)}, "InvalidDigest"),
    ({"Content-MD5": base64_of(b"x" * 16)}, "BadDigest"),
    ({"x-amz-content-sha256": "x"}, "InvalidArgument"),
    ({"x-amz-content-sha256": "STREAMING-PERHAPS"}, "InvalidArgument"),
    ({"x-amz-content-sha256": hashlib.sha256(b"another").hexdigest()},
     "XAmzContentSHA256Mismatch"),
    ({"Content-Encoding": "aws-chunked"}, "IncompleteBody"),
])
def test_what_a_request_says_of_its_body_has_to_hold(emulator, s3, headers, code):
    answer = put(emulator, headers)
    assert error_of(answer) == (501 if code == "NotImplemented" else 400, code)
    with refused("NoSuchBucket", 404):
        s3.list_objects_v2(Bucket="bucket")


def test_a_right_hash_of_the_body_is_taken(emulator, s3):
    hashed = {"x-amz-content-sha256": hashlib.sha256(CONTENT).hexdigest()}
    assert put(emulator, hashed).status == 200
    assert kept(s3)[0] == CONTENT


@pytest.mark.parametrize("body", [b"", b"0", b"0\r\n\r\nmore", b"b\r\nhello world\r\n",
                                  b"b\r\nhello world\r\n0\r\nhalf a trailer"])
@pytest.mark.parametrize("length", ["0", "11"])
def test_a_body_that_is_not_in_its_chunks_is_not_stored(emulator, s3, body, length):
    streaming = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                 "x-amz-decoded-content-length": length}
    assert error_of(put(emulator, streaming, body)) == (400, "IncompleteBody")
    assert error_of(put(emulator, {"Content-Encoding": "aws-chunked"}, body)) == (
        400, "IncompleteBody")
    assert s3.list_buckets()["Buckets"] == []


def test_an_empty_body_in_chunks_is_an_empty_object(emulator, s3):
    streaming = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}
    assert error_of(put(emulator, streaming, b"0\r\n\r\n")) == (411, "MissingContentLength")
    streaming["x-amz-decoded-content-length"] = "0"
    assert put(emulator, streaming, b"0\r\n\r\n").status == 200
    assert kept(s3)[0] == b""


@pytest.mark.parametrize("value, announced, error", [
    (None, None, "MalformedTrailerError"),
    (CHECKSUMS["crc32"], header("crc32c"), "InvalidRequest"),
    (CHECKSUMS["crc32"], "x-amz-meta-a", "InvalidRequest"),
])
def test_a_trailer_is_the_one_that_was_announced(emulator, s3, value, announced, error):
    answer = put_with_trailer(emulator, "crc32", value, announced)
    assert error_of(answer) == (400, error)
    assert s3.list_buckets()["Buckets"] == []


def test_the_bodies_of_other_calls_are_held_against_their_checksums_too(emulator, s3):
    s3.put_object(Bucket="bucket", Key="k", Body=CONTENT)
    delete = b"<Delete><Object><Key>k</Key></Object></Delete>"
    wrong = {"Content-MD5": base64_of(bytes(16))}
    for headers, code in ((wrong, "BadDigest"), ({"Content-MD5": "x"}, "InvalidDigest"),
                          ({header("crc32"): "AAAAAA=="}, "BadDigest"),
                          ({}, "InvalidRequest")):
        answer = put(emulator, headers, delete, "/bucket?delete", "POST")
        assert error_of(answer) == (400, code)
    assert kept(s3)[0] == CONTENT
    right = {header("crc32"): base64_of(zlib.crc32(delete).to_bytes(4, "big"))}
    assert put(emulator, right, delete, "/bucket?delete", "POST").status == 200
    with refused("NoSuchKey", 404):
        kept(s3)


@pytest.mark.parametrize("algorithm, kind", [
    ("CRC32", "COMPOSITE"), ("CRC32", "FULL_OBJECT"), ("SHA256", "COMPOSITE"),
    ("CRC64NVME", "FULL_OBJECT"), (None, "FULL_OBJECT"),
])
def test_parts_become_one_checksum(emulator, s3, algorithm, kind):
    parts = [b"a" * (5 * MIB), b"the end"]
    begin = {"x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": kind}
    answer = put(emulator, begin if algorithm else {}, b"", "/bucket/k?uploads", "POST")
    upload = answer.body.decode().partition("<UploadId>")[2].partition("<")[0]
    name = (algorithm or "CRC64NVME").lower()
    named = ""
    for number, part in enumerate(parts, 1):
        path = f"/bucket/k?uploadId={upload}&partNumber={number}"
        said = {}
        if algorithm in ("CRC32", "SHA256"):
            digest = (zlib.crc32(part).to_bytes(4, "big") if algorithm == "CRC32"
                      else hashlib.sha256(part).digest())
            said = {header(name): base64_of(digest)}
            wrong = {header(name): OTHER[name]}
            assert error_of(put(emulator, wrong, part, path)) == (400, "BadDigest")
        answer = put(emulator, said, part, path)
        assert answer.status == 200
        value = answer.headers[header(name)]
        named += (f"<Part><PartNumber>{number}</PartNumber><ETag>{answer.headers['ETag']}</ETag>"
                  f"<Checksum{name.upper()}>{value}</Checksum{name.upper()}></Part>")
    document = f"<CompleteMultipartUpload>{named}</CompleteMultipartUpload>".encode()
    path = f"/bucket/k?uploadId={upload}"
    whole = b"".join(parts)
    assert error_of(put(emulator, {"x-amz-mp-object-size": "7"}, document, path, "POST")) == (
        400, "InvalidRequest")
    wrong = {header(name): OTHER[name]}
    assert error_of(put(emulator, wrong, document, path, "POST")) == (400, "BadDigest")
    opening = f"<Checksum{name.upper()}>".encode()
    wrong = document.replace(opening, opening + b"A")
    assert error_of(put(emulator, {}, wrong, path, "POST")) == (400, "InvalidPart")
    size = {"x-amz-mp-object-size": str(len(whole))}
    assert put(emulator, size, document, path, "POST").status == 200
    found = s3.head_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED")
    shown = found["ResponseMetadata"]["HTTPHeaders"]
    assert shown["x-amz-checksum-type"] == kind
    if kind == "COMPOSITE":
        each = [zlib.crc32(part).to_bytes(4, "big") if algorithm == "CRC32"
                else hashlib.sha256(part).digest() for part in parts]
        all_of_it = b"".join(each)
        expected = (zlib.crc32(all_of_it).to_bytes(4, "big") if algorithm == "CRC32"
                    else hashlib.sha256(all_of_it).digest())
        assert shown[header(name)] == base64_of(expected) + "-2"
    elif algorithm == "CRC32":
        assert shown[header(name)] == base64_of(zlib.crc32(whole).to_bytes(4, "big"))
    else:
        s3.put_object(Bucket="bucket", Key="whole", Body=whole)
        same = s3.head_object(Bucket="bucket", Key="whole", ChecksumMode="ENABLED")
        assert shown[header(name)] == same["ResponseMetadata"]["HTTPHeaders"][header(name)]


@pytest.mark.parametrize("headers, code", [
    ({"x-amz-checksum-algorithm": "MD4"}, "InvalidRequest"),
    ({"x-amz-checksum-type": "COMPOSITE"}, "InvalidRequest"),
    ({"x-amz-checksum-algorithm": "CRC32", "x-amz-checksum-type": "HALF"}, "InvalidRequest"),
    ({"x-amz-checksum-algorithm": "CRC64NVME", "x-amz-checksum-type": "COMPOSITE"},
     "InvalidRequest"),
    ({"x-amz-checksum-algorithm": "SHA1", "x-amz-checksum-type": "FULL_OBJECT"},
     "InvalidRequest"),
])
def test_an_upload_is_begun_with_a_checksum_that_there_is(emulator, s3, headers, code):
    assert error_of(put(emulator, headers, b"", "/bucket/k?uploads", "POST")) == (400, code)
    assert s3.list_buckets()["Buckets"] == []


def test_parts_have_the_checksum_that_their_upload_was_begun_with(s3):
    upload = {"Bucket": "bucket", "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload, ChecksumAlgorithm="SHA256")[
        "UploadId"]
    for said in ({}, {"ChecksumAlgorithm": "SHA1"}):
        with refused("InvalidRequest", 400):
            s3.upload_part(**upload, PartNumber=1, Body=b"x", **said)
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x", ChecksumAlgorithm="SHA256")
    named = {"PartNumber": 1, "ETag": part["ETag"]}
    with refused("InvalidRequest", 400):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [named]})
    named["ChecksumSHA256"] = part["ChecksumSHA256"]
    listed = s3.list_parts(**upload)
    assert (listed["ChecksumAlgorithm"], listed["Parts"][0]["ChecksumSHA256"]) == (
        "SHA256", part["ChecksumSHA256"])
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [named]})
    assert done["ChecksumSHA256"].endswith("-1")
