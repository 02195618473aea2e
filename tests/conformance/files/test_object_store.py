"""The object store, as boto3, the AWS CLI and plain HTTP clients use S3."""

import hashlib
import os
import socket
import subprocess
import urllib.parse
import urllib.request

import pytest

from clients import REGION, send
from emulator import T0, Emulator
from s3_clients import MIB, SIGNED, error_of, path_of, refused, s3_client


def test_an_object_comes_back_as_it_was_put(s3):
    s3.put_object(
        Bucket="made-on-first-use",
        Key="a/firmware v1+ü%.bin",
        Body=b"bytes",
        ContentType="application/x-firmware",
        Metadata={"build": "17"},
        CacheControl="no-store",
    )
    found = s3.get_object(Bucket="made-on-first-use", Key="a/firmware v1+ü%.bin")
    assert found["Body"].read() == b"bytes"
    assert found["ETag"] == '"%s"' % hashlib.md5(b"bytes").hexdigest()
    assert found["ContentType"] == "application/x-firmware"
    assert (found["Metadata"], found["CacheControl"]) == ({"build": "17"}, "no-store")
    assert found["LastModified"].timestamp() == T0
    head = s3.head_object(Bucket="made-on-first-use", Key="a/firmware v1+ü%.bin")
    assert (head["ContentLength"], head["ETag"]) == (5, found["ETag"])
    s3.delete_object(Bucket="made-on-first-use", Key="a/firmware v1+ü%.bin")
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket="made-on-first-use", Key="a/firmware v1+ü%.bin")


def test_buckets_are_made_listed_and_deleted(s3):
    s3.create_bucket(Bucket="one")
    s3.create_bucket(Bucket="one")  # as in us-east-1
    s3.create_bucket(Bucket="two")
    assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["one", "two"]
    assert s3.get_bucket_location(Bucket="one")["LocationConstraint"] is None
    s3.head_bucket(Bucket="one")
    s3.put_object(Bucket="one", Key="k", Body=b"")
    with refused("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="one")
    s3.delete_object(Bucket="one", Key="k")
    s3.delete_bucket(Bucket="one")
    with refused("404", 404):
        s3.head_bucket(Bucket="one")
    with refused("NoSuchBucket", 404):
        s3.list_objects_v2(Bucket="one")
    with refused("InvalidBucketName", 400):
        s3.put_object(Bucket="Not_A_Name", Key="k", Body=b"")


def test_lists_have_prefixes_delimiters_and_pages(s3):
    keys = ["a", "d/1", "d/2", "e/x/1", "é", "z & <z>"]
    for key in keys:
        s3.put_object(Bucket="bucket", Key=key, Body=key.encode())
    for call, marks in (
        ("list_objects_v2", ("NextContinuationToken", "ContinuationToken")),
        ("list_objects", ("NextMarker", "Marker")),
    ):
        found, more = [], {}
        while more is not None:
            page = getattr(s3, call)(Bucket="bucket", Delimiter="/", MaxKeys=1, **more)
            found += [o["Key"] for o in page.get("Contents", [])]
            found += [p["Prefix"] for p in page.get("CommonPrefixes", [])]
            more = {marks[1]: page[marks[0]]} if page["IsTruncated"] else None
        assert found == ["a", "d/", "e/", "z & <z>", "é"]
    page = s3.list_objects_v2(Bucket="bucket", Prefix="d/", StartAfter="d/1")
    assert [(o["Key"], o["Size"]) for o in page["Contents"]] == [("d/2", 3)]
    assert s3.list_objects_v2(Bucket="bucket", MaxKeys=0)["KeyCount"] == 0
    with refused("InvalidArgument", 400):
        s3.list_objects_v2(Bucket="bucket", ContinuationToken="no token")
    deleted = s3.delete_objects(
        Bucket="bucket", Delete={"Objects": [{"Key": key} for key in keys]}
    )
    assert [d["Key"] for d in deleted["Deleted"]] == keys
    assert "Contents" not in s3.list_objects_v2(Bucket="bucket")


def test_versions_are_kept_where_the_bucket_has_versioning(s3):
    s3.put_object(Bucket="bucket", Key="k", Body=b"before")
    assert "Status" not in s3.get_bucket_versioning(Bucket="bucket")
    s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="bucket", Key="k", Body=b"first")["VersionId"]
    s3.put_object(Bucket="bucket", Key="k", Body=b"second")

    def read(**version):
        return s3.get_object(Bucket="bucket", Key="k", **version)["Body"].read()

    assert (read(), read(VersionId=first), read(VersionId="null")) == (
        b"second",
        b"first",
        b"before",
    )
    marker = s3.delete_object(Bucket="bucket", Key="k")
    assert marker["DeleteMarker"]
    with refused("NoSuchKey", 404):
        read()
    with refused("MethodNotAllowed", 405):
        read(VersionId=marker["VersionId"])
    listed = s3.list_object_versions(Bucket="bucket")
    assert [v["IsLatest"] for v in listed["Versions"]] == [False] * 3
    assert listed["DeleteMarkers"][0]["IsLatest"]
    page = s3.list_object_versions(Bucket="bucket", MaxKeys=2)
    rest = s3.list_object_versions(
        Bucket="bucket",
        KeyMarker=page["NextKeyMarker"],
        VersionIdMarker=page["NextVersionIdMarker"],
    )
    assert [v["VersionId"] for v in rest["Versions"]] == [first, "null"]
    s3.delete_object(Bucket="bucket", Key="k", VersionId=marker["VersionId"])
    assert read() == b"second"
    with refused("NoSuchVersion", 404):
        read(VersionId="0" * 32)


def test_a_copy_has_the_content_and_may_have_other_metadata(s3):
    s3.put_object(Bucket="one", Key="k é", Body=b"bytes", Metadata={"a": "1"})
    s3.copy_object(Bucket="two", Key="same", CopySource={"Bucket": "one", "Key": "k é"})
    s3.copy_object(
        Bucket="two",
        Key="other",
        CopySource={"Bucket": "one", "Key": "k é"},
        MetadataDirective="REPLACE",
        Metadata={"b": "2"},
    )
    s3.delete_object(Bucket="one", Key="k é")
    for key, metadata in (("same", {"a": "1"}), ("other", {"b": "2"})):
        found = s3.get_object(Bucket="two", Key=key)
        assert (found["Body"].read(), found["Metadata"]) == (b"bytes", metadata)


@pytest.mark.parametrize(
    "wanted, got, content_range",
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=5-99", b"56789", "bytes 5-9/10"),
        ("bytes=1-2,4-5", b"0123456789", None),  # several: the whole
        ("lines=1-2", b"0123456789", None),
    ],
)
def test_ranges(s3, wanted, got, content_range):
    s3.put_object(Bucket="bucket", Key="k", Body=b"0123456789")
    found = s3.get_object(Bucket="bucket", Key="k", Range=wanted)
    assert found["Body"].read() == got
    assert found.get("ContentRange") == content_range
    assert found["ResponseMetadata"]["HTTPStatusCode"] == (206 if content_range else 200)
    with refused("InvalidRange", 416):
        s3.get_object(Bucket="bucket", Key="k", Range="bytes=10-")


def test_conditions(s3, emulator):
    etag = s3.put_object(Bucket="bucket", Key="k", Body=b"x")["ETag"]
    for condition in ({"IfMatch": etag}, {"IfNoneMatch": '"other"'}, {"IfModifiedSince": T0 - 1}):
        assert s3.get_object(Bucket="bucket", Key="k", **condition)["Body"].read() == b"x"
    for condition in ({"IfNoneMatch": etag}, {"IfModifiedSince": T0}):
        with refused("304", 304):
            s3.get_object(Bucket="bucket", Key="k", **condition)
    for condition in ({"IfMatch": '"other"'}, {"IfUnmodifiedSince": T0 - 1}):
        with refused("PreconditionFailed", 412):
            s3.get_object(Bucket="bucket", Key="k", **condition)
    url = path_of(s3_client(emulator.http, signature_version="s3v4").generate_presigned_url(
        "put_object", {"Bucket": "bucket", "Key": "k"}))
    answer = send(emulator.http, "PUT", url, b"y", {"If-None-Match": "*"})
    assert error_of(answer) == (412, "PreconditionFailed")


def test_a_body_that_is_not_what_its_md5_says_is_refused(s3):
    with refused("BadDigest", 400):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
    with refused("NoSuchBucket", 404):
        s3.list_objects_v2(Bucket="bucket")


def test_what_is_not_emulated_is_refused_by_name(s3):
    s3.create_bucket(Bucket="bucket")
    with refused("NotImplemented", 501):
        s3.put_bucket_acl(Bucket="bucket", ACL="private")
    with refused("NotImplemented", 501):
        s3.get_bucket_tagging(Bucket="bucket")


CHUNKED = {
    "signed": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "trailer": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
}


@pytest.mark.parametrize("kind", CHUNKED)
def test_bodies_of_new_sdks_are_taken_out_of_their_chunks(emulator, s3, kind):
    extension = ";chunk-signature=" + "0" * 64 if kind == "signed" else ""
    trailer = "x-amz-checksum-crc32:DUoRhQ==\r\n" if kind == "trailer" else ""
    body = f"5{extension}\r\nhello\r\n6{extension}\r\n world\r\n0{extension}\r\n{trailer}\r\n"
    headers = {
        **SIGNED,
        "x-amz-content-sha256": CHUNKED[kind],
        "Content-Encoding": "aws-chunked",
        "x-amz-decoded-content-length": "11",
        **({"x-amz-trailer": "x-amz-checksum-crc32"} if kind == "trailer" else {}),
    }
    assert send(emulator.http, "PUT", "/bucket/k", body, headers).status == 200
    found = s3.get_object(Bucket="bucket", Key="k")
    assert found["Body"].read() == b"hello world"
    assert "ContentEncoding" not in found
    cut = send(emulator.http, "PUT", "/bucket/cut", body[:20], headers)
    assert error_of(cut) == (400, "IncompleteBody")
    garbage = send(emulator.http, "PUT", "/bucket/cut", "no chunk at all\r\n", headers)
    assert error_of(garbage) == (400, "IncompleteBody")


def test_an_upload_that_is_cut_off_leaves_no_object(emulator, s3):
    s3.put_object(Bucket="bucket", Key="k", Body=b"whole")
    address = urllib.parse.urlsplit(emulator.http)
    head = f"PUT /bucket/k HTTP/1.1\r\nHost: x\r\nAuthorization: {SIGNED['Authorization']}\r\n"
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + b"Content-Length: 1000000\r\n\r\n" + b"x" * 300000)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"whole"


def test_a_bucket_may_be_the_first_part_of_the_host(emulator, s3):
    s3.put_object(Bucket="bucket", Key="a/k", Body=b"x")
    for host in ("bucket.s3.localhost:80", "bucket.s3.eu-west-1.amazonaws.com"):
        assert send(emulator.http, "GET", "/a/k", None, {"Host": host}).body == b"x"
    assert send(emulator.http, "GET", "/bucket/a/k", None, {"Host": "s3.localhost"}).body == b"x"


def test_unsigned_tools_have_a_port_of_their_own_and_directories_are_buckets(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    build = tmp_path / "build"
    (build / "sub").mkdir(parents=True)
    (build / "sub" / "app.bin").write_bytes(b"firmware")
    (build / "leak").symlink_to(outside)
    (build / "inner").symlink_to(build / "sub" / "app.bin")
    with Emulator("--s3-port", "0", "--bucket", f"firmware={build}") as emulator:
        url = emulator.ready["s3"] + "/firmware/"
        with urllib.request.urlopen(url + "sub/app.bin") as answer:
            assert answer.read() == b"firmware"
        (build / "sub" / "app.bin").write_bytes(b"built anew")
        with urllib.request.urlopen(url + "inner") as answer:
            assert answer.read() == b"built anew"
        for key in ("leak", "../outside", "sub/../../outside", "%2e%2e/outside", "sub", "/etc/passwd"):
            answer = send(emulator.ready["s3"], "GET", "/firmware/" + key)
            assert error_of(answer) == (404, "NoSuchKey"), key
        s3 = s3_client(emulator.http)
        listed = s3.list_objects_v2(Bucket="firmware")["Contents"]
        assert [o["Key"] for o in listed] == ["inner", "sub/app.bin"]
        with refused("AccessDenied", 403):
            s3.put_object(Bucket="firmware", Key="new", Body=b"")
        s3.copy_object(Bucket="own", Key="k", CopySource="firmware/sub/app.bin")
        assert s3.get_object(Bucket="own", Key="k")["Body"].read() == b"built anew"


def test_objects_outlive_a_killed_emulator_that_has_a_data_directory(tmp_path):
    flags = ("--data-dir", str(tmp_path / "data"))
    with Emulator(*flags) as emulator:
        s3 = s3_client(emulator.http)
        s3.put_object(Bucket="bucket", Key="k", Body=b"kept")
        emulator.kill()
    content = tmp_path / "data" / "objects" / "content"
    (content / "half-an-upload").write_bytes(b"x")
    with Emulator(*flags) as emulator:
        s3 = s3_client(emulator.http)
        assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"kept"
        assert len(list(content.iterdir())) == 1
        emulator.reset()
        assert s3.list_buckets()["Buckets"] == []
        assert list(content.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("may not mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_leaves_the_store_as_it_was(small_disk):
    with Emulator("--data-dir", str(small_disk / "data")) as emulator:
        s3 = s3_client(emulator.http)
        s3.put_object(Bucket="bucket", Key="k", Body=b"small")
        with refused("InsufficientStorage", 507):
            s3.put_object(Bucket="bucket", Key="k", Body=b"x" * (20 * MIB))
        assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"small"
        s3.put_object(Bucket="bucket", Key="k", Body=b"x" * (4 * MIB))
        assert send(emulator.http, "POST", "/things/lamp", {}).status == 200


def test_the_aws_cli_copies_lists_presigns_and_removes(emulator, tmp_path):
    emulator.admin("POST", "/_emulator/reset")  # the CLI signs by the system's clock
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
    }

    def aws(*arguments):
        return subprocess.run(
            ["aws", "--endpoint-url", emulator.http, "s3", *arguments],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    firmware = tmp_path / "firmware.bin"
    firmware.write_bytes(os.urandom(9 * MIB))  # in parts
    aws("mb", "s3://bucket")
    aws("cp", str(firmware), "s3://bucket/v1/firmware.bin")
    assert "firmware.bin" in aws("ls", "s3://bucket/v1/")
    aws("cp", "s3://bucket/v1/firmware.bin", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == firmware.read_bytes()
    with urllib.request.urlopen(aws("presign", "s3://bucket/v1/firmware.bin").strip()) as answer:
        assert answer.read() == firmware.read_bytes()
    aws("cp", "s3://bucket/v1/firmware.bin", "s3://bucket/copy.bin")  # in parts again
    firmware.write_bytes(b"small")
    aws("cp", str(firmware), "s3://bucket/v1/small.bin")
    aws("mv", "s3://bucket/v1/small.bin", "s3://bucket/v2/small.bin")
    assert "small.bin" in aws("ls", "s3://bucket/v2/")
    aws("rb", "--force", "s3://bucket")
    assert aws("ls") == ""
