"""Requests to the object store that S3 refuses, and what it says in headers of answers."""

import urllib.parse

import pytest

from clients import send
from emulator import Emulator
from s3_clients import MIB, SIGNED, error_of, refused, s3_client

INVALID = (400, "InvalidArgument")


def ask(emulator, method, path, body=b"", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return send(emulator.http, method, path, body, {**SIGNED, **named})


@pytest.mark.parametrize("method, path, headers, error", [
    ("GET", "/bucket?encoding-type=x", {}, INVALID),
    ("GET", "/bucket?list-type=2&encoding-type=", {}, INVALID),
    ("GET", "/bucket?versions&encoding-type=URL", {}, INVALID),
    ("GET", "/bucket?uploads&encoding-type=x", {}, INVALID),
    ("GET", "/bucket?versions&version-id-marker=null", {}, INVALID),
    ("GET", "/bucket?versions&key-marker=k&version-id-marker=nonsense", {}, INVALID),
    ("GET", "/bucket?max-keys=-1", {}, INVALID),
    ("GET", "/bucket?max-keys=many", {}, INVALID),
    ("GET", "/bucket?uploads&max-uploads=-1", {}, INVALID),
    ("GET", "/bucket/k?uploadId=UPLOAD&max-parts=-1", {}, INVALID),
    ("GET", "/bucket/k?uploadId=UPLOAD&max-parts=x", {}, INVALID),
    ("GET", "/bucket/k?uploadId=UPLOAD&part-number-marker=-1", {}, INVALID),
    ("PUT", "/bucket/k?uploadId=UPLOAD&partNumber=0", {}, INVALID),
    ("GET", "/bucket/k?versionId=", {}, INVALID),
    ("GET", "/bucket/k?versionId=nonsense", {}, INVALID),
    ("HEAD", "/bucket/k?versionId=nonsense", {}, (400, None)),
    ("DELETE", "/bucket/k?versionId=nonsense", {}, INVALID),
    ("GET", "/bucket/k?tagging&versionId=nonsense", {}, INVALID),
    ("PUT", "/bucket/copy", {"x-amz-copy-source": "/bucket/k?versionId=nonsense"}, INVALID),
    ("GET", "/bucket/k?versionId=" + "0" * 32, {}, (404, "NoSuchVersion")),
    ("GET", "/bucket/" + "x" * 1025, {}, (400, "KeyTooLongError")),
    ("PUT", "/bucket/" + "x" * 1025, {}, (400, "KeyTooLongError")),
    ("DELETE", "/bucket/" + "x" * 1025, {}, (400, "KeyTooLongError")),
    ("POST", "/bucket/" + "x" * 1025 + "?uploads", {}, (400, "KeyTooLongError")),
    ("GET", "/bucket/k?partNumber=1", {"Range": "bytes=0-1"}, (400, "InvalidRequest")),
    ("PUT", "/bucket/k", {"x-amz-copy-source": "/bucket/k"}, (400, "InvalidRequest")),
    ("PUT", "/bucket/k", {"x-amz-copy-source": "/bucket"}, INVALID),
    ("PUT", "/bucket/copy", {"x-amz-copy-source": "/bucket/k",
                             "x-amz-metadata-directive": "PERHAPS"}, INVALID),
    ("PUT", "/bucket/copy", {"x-amz-copy-source": "/bucket/k",
                             "x-amz-tagging-directive": "PERHAPS"}, INVALID),
    ("PUT", "/bucket/new", {"x-amz-acl": "perhaps"}, INVALID),
    ("PUT", "/bucket/new", {"x-amz-grant-read": "id=1"}, (501, "NotImplemented")),
    ("PUT", "/bucket/new", {"x-amz-object-lock-mode": "GOVERNANCE"}, (501, "NotImplemented")),
    ("PUT", "/bucket/new", {"x-amz-write-offset-bytes": "7"}, (501, "NotImplemented")),
    ("GET", "/bucket/k", {"x-amz-server-side-encryption-customer-algorithm": "AES256"},
     (501, "NotImplemented")),
    ("PUT", "/bucket/new", {"x-amz-server-side-encryption": "ROT13"},
     (400, "InvalidEncryptionAlgorithmError")),
    ("PUT", "/bucket/new", {"x-amz-storage-class": "ATTIC"}, (400, "InvalidStorageClass")),
    ("PUT", "/bucket/new", {"x-amz-storage-class": "GLACIER"}, (501, "NotImplemented")),
    ("PUT", "/bucket/new", {"x-amz-website-redirect-location": "there"},
     (400, "InvalidRedirectLocation")),
    ("PUT", "/bucket/new", {"x-amz-meta-a": "x" * 2048}, (400, "MetadataTooLarge")),
    ("PUT", "/bucket/new", {"x-amz-tagging": "a=1&a=2"}, (400, "InvalidTag")),
    ("PUT", "/bucket/new", {"x-amz-tagging": "=1"}, (400, "InvalidTag")),
    ("PUT", "/bucket/new", {"x-amz-tagging": "a=%zz"}, INVALID),
    ("PUT", "/bucket/new", {"x-amz-tagging": "&".join(f"{n}=" for n in range(11))},
     (400, "BadRequest")),
    ("GET", "/bucket?tagging", {}, (501, "NotImplemented")),
    ("POST", "/bucket/k?tagging", {}, (405, "MethodNotAllowed")),
    ("DELETE", "/bucket?versioning", {}, (405, "MethodNotAllowed")),
    ("DELETE", "/empty?versioning", {}, (405, "MethodNotAllowed")),
    ("DELETE", "/empty?location", {}, (405, "MethodNotAllowed")),
    ("PUT", "/unmade?uploads", {}, (405, "MethodNotAllowed")),
    ("GET", "/bucket?delete", {}, (405, "MethodNotAllowed")),
    ("DELETE", "/bucket/k?uploads", {}, (405, "MethodNotAllowed")),
    ("PUT", "/bucket/k?versioning", {}, (405, "MethodNotAllowed")),
    ("GET", "/bucket/k?uploads", {}, (405, "MethodNotAllowed")),
    ("GET", "/bucket?uploads&versions", {}, INVALID),
    ("GET", "//bucket/k", {}, (400, "InvalidBucketName")),
    ("PUT", "//bucket/k", {}, (400, "InvalidBucketName")),
    ("GET", "/?max-buckets=0", {}, INVALID),
    ("GET", "/?max-buckets=10001", {}, INVALID),
    ("GET", "/?continuation-token=x", {}, INVALID),
    ("GET", "/bucket/k", {"x-amz-expected-bucket-owner": "210987654321"}, (403, "AccessDenied")),
    ("PUT", "/bucket/new", {"x-amz-expected-bucket-owner": "210987654321"},
     (403, "AccessDenied")),
    ("PUT", "/bucket/new", {"x-amz-expected-bucket-owner": "me"},
     (400, "InvalidBucketOwnerAWSAccountID")),
    ("PUT", "/bucket/new", {"x-amz-copy-source": "/bucket/k",
                            "x-amz-source-expected-bucket-owner": "210987654321"},
     (403, "AccessDenied")),
])
def test_a_request_is_refused_and_changes_nothing(emulator, s3, method, path, headers, error):
    s3.put_object(Bucket="bucket", Key="k", Body=b"content")
    s3.create_bucket(Bucket="empty")
    upload = s3.create_multipart_upload(Bucket="bucket", Key="k")["UploadId"]
    answer = send(emulator.http, method, path.replace("UPLOAD", upload), b"x" * (method == "PUT"),
                  {**SIGNED, **headers})
    assert (answer.status if method == "HEAD" else error_of(answer)) in (error, error[0])
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"content"
    assert len(s3.list_object_versions(Bucket="bucket")["Versions"]) == 1
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bucket", "empty"]


def test_whose_a_bucket_is_expected_to_be_may_be_said(s3):
    owner = {"ExpectedBucketOwner": "123456789012"}
    s3.put_object(Bucket="bucket", Key="k", Body=b"x", **owner)
    assert s3.get_object(Bucket="bucket", Key="k", **owner)["Body"].read() == b"x"
    s3.copy_object(Bucket="bucket", Key="l", CopySource="bucket/k",
                   ExpectedSourceBucketOwner="123456789012")


def test_buckets_are_listed_by_prefix_and_in_pages(emulator, s3):
    for name in ("aaa-1", "aaa-2", "aaa-3", "bbb"):
        s3.create_bucket(Bucket=name)
    first = ask(emulator, "GET", "/?prefix=aaa&max-buckets=2").body.decode()
    assert ("aaa-1" in first, "aaa-2" in first, "aaa-3" in first, "bbb" in first) == (
        True, True, False, False)
    assert "<Prefix>aaa</Prefix>" in first
    token = first.partition("<ContinuationToken>")[2].partition("<")[0]
    rest = ask(emulator, "GET",
               f"/?prefix=aaa&max-buckets=2&continuation-token={token}").body.decode()
    assert ("aaa-2" in rest, "aaa-3" in rest, "bbb" in rest) == (False, True, False)
    assert "ContinuationToken" not in rest


def test_a_bucket_stays_where_it_was_made(emulator, s3):
    s3.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.create_bucket(Bucket="near")
    assert s3.get_bucket_location(Bucket="far")["LocationConstraint"] == "eu-west-1"
    assert s3.get_bucket_location(Bucket="near")["LocationConstraint"] is None
    assert ask(emulator, "HEAD", "/far").headers["x-amz-bucket-region"] == "eu-west-1"
    listed = ask(emulator, "GET", "/?bucket-region=eu-west-1").body
    assert b"<Name>far</Name>" in listed and b"<Name>near</Name>" not in listed
    for wrong in ("nowhere", "us-east-1", "-1"):
        with refused("InvalidLocationConstraint", 400):
            s3.create_bucket(Bucket="new",
                             CreateBucketConfiguration={"LocationConstraint": wrong})
    assert len(s3.list_buckets()["Buckets"]) == 2


@pytest.mark.parametrize("path, body, error", [
    ("/bucket", b"<A><LocationConstraint>eu-west-1</LocationConstraint>"
     b"<LocationConstraint>eu-west-2</LocationConstraint></A>", (400, "MalformedXML")),
    ("/bucket", b"<A><LocationConstraint>" + b"x" * 100 + b"-1-1</LocationConstraint></A>",
     (400, "InvalidLocationConstraint")),
    ("/versioned?versioning", b"<A><Status>Enabled</Status><Status>Suspended</Status></A>",
     (400, "MalformedXML")),
    ("/versioned?versioning", b"<A><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></A>",
     (501, "NotImplemented")),
])
def test_a_bucket_is_what_it_is_said_to_be_once(emulator, s3, path, body, error):
    s3.create_bucket(Bucket="versioned")
    assert error_of(ask(emulator, "PUT", path, body)) == error
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["versioned"]
    assert "Status" not in s3.get_bucket_versioning(Bucket="versioned")


def test_a_bucket_goes_with_the_uploads_that_nobody_has_finished(tmp_path):
    with Emulator("--data-dir", str(tmp_path)) as emulator:
        s3 = s3_client(emulator.http)
        upload = s3.create_multipart_upload(Bucket="bucket", Key="k")["UploadId"]
        s3.upload_part(Bucket="bucket", Key="k", UploadId=upload, PartNumber=1, Body=b"part")
        s3.delete_bucket(Bucket="bucket")
        assert list((tmp_path / "objects/content").iterdir()) == []
        s3.create_bucket(Bucket="bucket")
        assert "Uploads" not in s3.list_multipart_uploads(Bucket="bucket")


def test_what_is_said_of_an_object_is_kept(s3):
    said = {"Metadata": {"empty": "", "full": "1"}, "ServerSideEncryption": "AES256",
            "StorageClass": "STANDARD_IA", "WebsiteRedirectLocation": "/there",
            "Tagging": "a=1&b=two+words", "ACL": "private"}
    put = s3.put_object(Bucket="bucket", Key="k", Body=b"x", **said)
    assert put["ServerSideEncryption"] == "AES256"
    upload = {"Bucket": "bucket", "Key": "parts"}
    upload["UploadId"] = s3.create_multipart_upload(**upload, **said)["UploadId"]
    part = {"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]}
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    for key in ("k", "parts"):
        head = s3.head_object(Bucket="bucket", Key=key)
        for name in ("Metadata", "ServerSideEncryption", "StorageClass",
                     "WebsiteRedirectLocation"):
            assert head[name] == said[name], (key, name)
        assert head["ResponseMetadata"]["HTTPHeaders"]["x-amz-tagging-count"] == "2"
        assert s3.get_object_tagging(Bucket="bucket", Key=key)["TagSet"] == [
            {"Key": "a", "Value": "1"}, {"Key": "b", "Value": "two words"}]
    s3.copy_object(Bucket="bucket", Key="copy", CopySource="bucket/k")
    head = s3.head_object(Bucket="bucket", Key="copy")
    assert head["Metadata"] == said["Metadata"]
    assert not {"ServerSideEncryption", "StorageClass", "WebsiteRedirectLocation"} & set(head)


def test_tags_are_put_fetched_and_deleted(s3):
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket="bucket", Key="k", Body=b"y")["VersionId"]
    key = {"Bucket": "bucket", "Key": "k"}
    assert s3.get_object_tagging(**key)["TagSet"] == []
    tags = [{"Key": "z", "Value": ""}, {"Key": "a:/@", "Value": "ü"}]
    assert s3.put_object_tagging(**key, Tagging={"TagSet": tags})["VersionId"] == version
    assert s3.get_object_tagging(**key)["TagSet"] == tags
    assert s3.get_object_tagging(**key, VersionId="null")["TagSet"] == []
    s3.put_object_tagging(**key, VersionId="null", Tagging={"TagSet": tags[:1]})
    s3.delete_object_tagging(**key)
    assert s3.get_object_tagging(**key)["TagSet"] == []
    assert s3.get_object_tagging(**key, VersionId="null")["TagSet"] == tags[:1]
    s3.put_object_tagging(**key, VersionId="null", Tagging={"TagSet": []})
    assert s3.get_object_tagging(**key, VersionId="null")["TagSet"] == []
    with refused("NoSuchKey", 404):
        s3.get_object_tagging(Bucket="bucket", Key="none")


@pytest.mark.parametrize("tags, code", [
    ([("a", "1"), ("a", "2")], "InvalidTag"),
    ([("x" * 129, "")], "InvalidTag"), ([("a", "x" * 257)], "InvalidTag"),
    ([("aws:a", "")], "InvalidTag"), ([("a<", "")], "InvalidTag"), ([("a", "!")], "InvalidTag"),
    ([(str(n), "") for n in range(11)], "BadRequest"),
])
def test_tags_that_there_can_not_be_are_refused(s3, tags, code):
    s3.put_object(Bucket="bucket", Key="k", Body=b"x", Tagging="before=1")
    wanted = [{"Key": name, "Value": value} for name, value in tags]
    with refused(code, 400):
        s3.put_object_tagging(Bucket="bucket", Key="k", Tagging={"TagSet": wanted})
    assert s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"] == [
        {"Key": "before", "Value": "1"}]


@pytest.mark.parametrize("body", [b"", b"<Tagging/>", b"<Tagging><TagSet><Tag><Key>a</Key></Tag>"
                                  b"</TagSet></Tagging>", b"<Tagging><TagSet><Tag><Key>a</Key>"
                                  b"<Key>b</Key><Value/></Tag></TagSet></Tagging>",
                                  b"<Tagging><TagSet><Tag><Key>a</Key><Value/><Other/></Tag>"
                                  b"</TagSet></Tagging>"])
def test_tags_come_as_s3_has_them(emulator, s3, body):
    s3.put_object(Bucket="bucket", Key="k", Body=b"x", Tagging="before=1")
    assert error_of(ask(emulator, "PUT", "/bucket/k?tagging", body)) == (400, "MalformedXML")
    assert len(s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"]) == 1


def test_a_delete_marker_shows_itself(emulator, s3):
    s3.create_bucket(Bucket="bucket")
    s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    marker = s3.delete_object(Bucket="bucket", Key="k")["VersionId"]
    for method in ("GET", "HEAD"):
        answer = ask(emulator, method, "/bucket/k")
        assert (answer.status, answer.headers["x-amz-delete-marker"],
                answer.headers["x-amz-version-id"]) == (404, "true", marker)
        answer = ask(emulator, method, f"/bucket/k?versionId={marker}")
        assert (answer.status, answer.headers["x-amz-delete-marker"]) == (405, "true")
    assert "x-amz-delete-marker" not in ask(emulator, "GET", "/bucket/none").headers


def test_parts_are_counted_for_who_asks_for_one(s3):
    upload = {"Bucket": "bucket", "Key": "one"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    parts = [{"PartNumber": n, "ETag": s3.upload_part(**upload, PartNumber=n, Body=b)["ETag"]}
             for n, b in ((1, b"a" * 5 * MIB), (2, b"b"))]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    assert s3.head_object(Bucket="bucket", Key="one", PartNumber=2)["PartsCount"] == 2
    assert "PartsCount" not in s3.head_object(Bucket="bucket", Key="one")
    upload = {"Bucket": "bucket", "Key": "single"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    part = {"PartNumber": 7, "ETag": s3.upload_part(**upload, PartNumber=7, Body=b"x")["ETag"]}
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    assert s3.get_object(Bucket="bucket", Key="single", PartNumber=1)["PartsCount"] == 1
    s3.put_object(Bucket="bucket", Key="plain", Body=b"x")
    assert "PartsCount" not in s3.head_object(Bucket="bucket", Key="plain", PartNumber=1)


@pytest.mark.parametrize("host, bucket", [
    ("bucket.s3-us-west-2.amazonaws.com", True), ("bucket.s3-accelerate.amazonaws.com", True),
    ("bucket.s3-accelerate.dualstack.amazonaws.com:80", True), ("BUCKET.S3.localhost", True),
    ("bucket.s3.dualstack.eu-west-1.amazonaws.com", True), ("s3-us-west-2.amazonaws.com", False),
    ("S3.amazonaws.com", False),
])
def test_hosts_of_s3_are_known(emulator, s3, host, bucket):
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    path = "/k" if bucket else "/bucket/k"
    assert send(emulator.http, "GET", path, None, {"Host": host}).body == b"x"


@pytest.mark.parametrize("host", ["thing.s3-website-us-east-1.amazonaws.com", "emulator.s3-x.test",
                                  "s3-", "s3-test.test"])
def test_other_hosts_are_not(emulator, host):
    answer = send(emulator.http, "GET", "/things", None, {"Host": host})
    assert (answer.status, answer.json["things"]) == (200, [])


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0b", "\x7f"])
def test_no_text_of_a_clients_ends_a_header(emulator, s3, text):
    s3.put_object(Bucket="bucket", Key="k", Body=b"content")
    told = urllib.parse.quote(text)
    for method, path in (("GET", f"/bucket/k?response-content-disposition={told}"),
                         ("GET", f"/bucket/k?response-content-type={told}"),
                         ("GET", f"/bucket/k?versionId={told}")):
        answer = ask(emulator, method, path)
        # Not every text can stand in XML, where S3 repeats it all the same.
        assert (answer.status, b"<Code>InvalidArgument</Code>" in answer.body) == (400, True)
        assert "x-evil" not in answer.headers


def test_what_is_not_ascii_is_shown_as_aws_shows_it(emulator, s3):
    """The value is the one of S3's guide to metadata."""
    ask(emulator, "PUT", "/bucket/k", b"x",
        x_amz_meta_nonascii="ÄMÄZÕÑ S3".encode().decode("latin-1"))
    shown = ask(emulator, "HEAD", "/bucket/k").headers["x-amz-meta-nonascii"]
    assert shown == "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?="
    named = urllib.parse.quote('attachment; filename="é.bin"')
    answer = ask(emulator, "GET", f"/bucket/k?response-content-disposition={named}")
    assert answer.headers["content-disposition"] == 'attachment; filename="é.bin"'
    answer = ask(emulator, "GET", "/bucket/k?response-content-disposition=%E2%82%AC")
    assert error_of(answer) == INVALID
