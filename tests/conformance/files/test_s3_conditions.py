"""Conditions of reads, of resumed downloads and of writes: what fails changes nothing."""

import base64
import datetime
import email.utils
import hashlib

import pytest

from clients import send
from emulator import T0
from s3_clients import MIB, SIGNED, error_of, refused

OTHER = '"00000000000000000000000000000000"'


def date(seconds):
    return email.utils.format_datetime(
        datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc), usegmt=True)


def ask(emulator, method, path, body=b"", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    if path.endswith("?delete"):
        named["Content-MD5"] = base64.b64encode(hashlib.md5(body).digest()).decode()
    return send(emulator.http, method, path, body, {**SIGNED, **named})


def test_a_download_that_is_resumed_is_of_one_version(emulator, s3):
    old = s3.put_object(Bucket="bucket", Key="k", Body=b"old content")

    def resume(condition):
        answer = ask(emulator, "GET", "/bucket/k", Range="bytes=4-", If_Range=condition)
        return answer.status, answer.body

    assert resume(old["ETag"]) == (206, b"content")
    assert resume(date(T0)) == (206, b"content")
    emulator.advance("10s")
    new = s3.put_object(Bucket="bucket", Key="k", Body=b"new content!")
    for stale in (old["ETag"], date(T0), date(T0 + 9), "W/" + new["ETag"], "soon", OTHER,
                  date(T0 + 3600)):
        assert resume(stale) == (200, b"new content!"), stale
    assert resume(new["ETag"]) == (206, b"content!")
    assert resume(date(T0 + 10)) == (206, b"content!")
    answer = ask(emulator, "GET", "/bucket/k", Range="bytes=99-", If_Range=old["ETag"])
    assert (answer.status, answer.body) == (200, b"new content!")


def complete(emulator, s3, **headers):
    upload = {"Bucket": "bucket", "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    etag = s3.upload_part(**upload, PartNumber=1, Body=b"complete")["ETag"]
    document = (f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag>"
                "</Part></CompleteMultipartUpload>")
    path = f"/bucket/k?uploadId={upload['UploadId']}"
    return ask(emulator, "POST", path, document.encode(), **headers)


def copy(emulator, s3, **headers):
    s3.put_object(Bucket="source", Key="k", Body=b"copy")
    return ask(emulator, "PUT", "/bucket/k", x_amz_copy_source="/source/k", **headers)


def put(emulator, _s3, **headers):
    return ask(emulator, "PUT", "/bucket/k", b"put", **headers)


@pytest.fixture(params=[put, copy, complete])
def write(request, emulator, s3):
    return lambda **headers: request.param(emulator, s3, **headers)


def content(s3):
    return s3.get_object(Bucket="bucket", Key="k")["Body"].read()


def test_a_write_that_must_not_replace_does_not(s3, write):
    s3.create_bucket(Bucket="bucket")
    assert write(If_None_Match="*").status == 200
    s3.put_object(Bucket="bucket", Key="k", Body=b"before")
    assert error_of(write(If_None_Match="*")) == (412, "PreconditionFailed")
    assert content(s3) == b"before"
    s3.delete_object(Bucket="bucket", Key="k")
    assert write(If_None_Match="*").status == 200


def test_a_write_that_must_replace_a_certain_content_does_only_that(s3, write):
    s3.create_bucket(Bucket="bucket")
    assert error_of(write(If_Match=OTHER)) == (404, "NoSuchKey")
    etag = s3.put_object(Bucket="bucket", Key="k", Body=b"before")["ETag"]
    assert error_of(write(If_Match=OTHER)) == (412, "PreconditionFailed")
    assert content(s3) == b"before"
    assert write(If_Match=etag).status == 200
    assert content(s3) != b"before"


@pytest.mark.parametrize("condition", [
    {"If_None_Match": OTHER}, {"If_Match": "*"}, {"If_Match": OTHER, "If_None_Match": "*"},
    {"If_Modified_Since": date(T0)}, {"If_Unmodified_Since": date(T0)},
])
def test_conditions_that_s3_has_for_no_write_are_refused(s3, write, condition):
    s3.put_object(Bucket="bucket", Key="k", Body=b"before")
    assert error_of(write(**condition)) == (501, "NotImplemented")
    assert content(s3) == b"before"


def test_a_bucket_is_not_made_for_a_write_that_is_refused(emulator, s3):
    assert error_of(put(emulator, s3, If_Match=OTHER)) == (404, "NoSuchKey")
    assert error_of(ask(emulator, "POST", "/bucket/k?uploads", If_None_Match="*")) == (
        501, "NotImplemented")
    assert s3.list_buckets()["Buckets"] == []


@pytest.mark.parametrize("versioned", [False, True])
def test_only_the_content_that_is_meant_is_deleted(emulator, s3, versioned):
    s3.create_bucket(Bucket="bucket")
    if versioned:
        s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    etag = s3.put_object(Bucket="bucket", Key="k", Body=b"x")["ETag"]
    answer = ask(emulator, "DELETE", "/bucket/k", If_Match=OTHER)
    assert error_of(answer) == (412, "PreconditionFailed")
    listed = s3.list_object_versions(Bucket="bucket")
    assert (len(listed["Versions"]), "DeleteMarkers" in listed) == (1, False)
    assert ask(emulator, "DELETE", "/bucket/k", If_Match=etag).status == 204
    with refused("NoSuchKey", 404):
        content(s3)
    assert ask(emulator, "DELETE", "/bucket/k", If_Match=etag).status == 204  # as on AWS
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    assert ask(emulator, "DELETE", "/bucket/k", If_Match="*").status == 204
    assert error_of(ask(emulator, "DELETE", "/bucket/k", x_amz_if_match_size="1")) == (
        501, "NotImplemented")


def test_of_many_to_delete_those_that_have_changed_stay(emulator, s3):
    etags = [s3.put_object(Bucket="bucket", Key=key, Body=key.encode())["ETag"] for key in "ab"]
    document = ("<Delete><Object><ETag>{}</ETag><Key>a</Key></Object>"
                "<Object><Key>b</Key><ETag>{}</ETag></Object></Delete>").format(etags[0], OTHER)
    answer = ask(emulator, "POST", "/bucket?delete", document.encode())
    assert b"<Deleted><Key>a</Key></Deleted>" in answer.body
    assert b"<Error><Key>b</Key><Code>PreconditionFailed</Code>" in answer.body
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket="bucket")["Contents"]] == ["b"]


def test_what_is_said_of_one_object_is_not_said_of_another(emulator, s3):
    s3.put_object(Bucket="bucket", Key="a", Body=b"")
    s3.put_object(Bucket="bucket", Key="b", Body=b"")
    document = ("<Delete><Object><Key>a</Key></Object>"
                f"<Object><ETag>{OTHER}</ETag><Key>b</Key></Object></Delete>")
    answer = ask(emulator, "POST", "/bucket?delete", document.encode())
    assert b"<Deleted><Key>a</Key></Deleted><Error><Key>b</Key>" in answer.body
    for wrong in ("<Object><Key>b</Key><Key>c</Key></Object>", "<Object><Key/></Object>",
                  "<Object><VersionId>null</VersionId></Object>", ""):
        answer = ask(emulator, "POST", "/bucket?delete", f"<Delete>{wrong}</Delete>".encode())
        assert error_of(answer) == (400, "MalformedXML")


def test_an_upload_that_is_completed_twice_answers_as_the_first_time(emulator, s3):
    upload = {"Bucket": "bucket", "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    parts = [{"PartNumber": n, "ETag": s3.upload_part(**upload, PartNumber=n, Body=b)["ETag"]}
             for n, b in ((1, b"a" * 5 * MIB), (2, b"b"))]
    done = [s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
            for _ in range(2)]
    assert done[0]["ETag"] == done[1]["ETag"]
    with refused("NoSuchUpload", 404):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts[:1]})
    with refused("NoSuchUpload", 404):
        s3.upload_part(**upload, PartNumber=3, Body=b"late")
    s3.put_object(Bucket="bucket", Key="k", Body=b"another")
    with refused("NoSuchUpload", 404):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    assert content(s3) == b"another"
