"""Objects uploaded in parts, as boto3 does."""

import hashlib
import os

from s3_clients import MIB, refused


def test_parts_become_one_object(s3):
    parts = [os.urandom(5 * MIB), os.urandom(5 * MIB), b"the end"]
    upload = {"Bucket": "bucket", "Key": "big"}
    upload["UploadId"] = s3.create_multipart_upload(
        **upload, ContentType="image/x", Metadata={"m": "1"}
    )["UploadId"]
    assert [u["Key"] for u in s3.list_multipart_uploads(Bucket="bucket")["Uploads"]] == ["big"]
    s3.upload_part(**upload, PartNumber=2, Body=b"sent again below")
    sent = [
        {"PartNumber": n, "ETag": s3.upload_part(**upload, PartNumber=n, Body=part)["ETag"]}
        for n, part in enumerate(parts, 1)
    ]
    listed = s3.list_parts(**upload)["Parts"]
    assert [(p["PartNumber"], p["Size"]) for p in listed] == [
        (n, len(part)) for n, part in enumerate(parts, 1)
    ]
    with refused("InvalidPartOrder", 400):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent[::-1]})
    with refused("InvalidPart", 400):
        s3.complete_multipart_upload(
            **upload, MultipartUpload={"Parts": [{"PartNumber": 9, "ETag": "x"}]}
        )
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent})
    of_parts = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in parts))
    assert done["ETag"] == f'"{of_parts.hexdigest()}-3"'
    whole = b"".join(parts)
    found = s3.get_object(Bucket="bucket", Key="big")
    assert found["Body"].read() == whole
    assert (found["ContentType"], found["Metadata"]) == ("image/x", {"m": "1"})
    across = s3.get_object(Bucket="bucket", Key="big", Range=f"bytes=5242870-{10 * MIB + 2}")
    assert across["Body"].read() == whole[5242870 : 10 * MIB + 3]
    assert s3.get_object(Bucket="bucket", Key="big", PartNumber=3)["Body"].read() == parts[2]
    with refused("NoSuchUpload", 404):
        s3.list_parts(**upload)


def test_parts_may_be_copied_from_objects(s3):
    content = os.urandom(6 * MIB)
    s3.put_object(Bucket="one", Key="k é", Body=content)
    upload = {"Bucket": "two", "Key": "big"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    source = {"CopySource": {"Bucket": "one", "Key": "k é"}}
    parts = []
    for number, part in ((1, {}), (2, {"CopySourceRange": "bytes=7-11"})):
        copied = s3.upload_part_copy(**upload, PartNumber=number, **source, **part)
        parts.append({"PartNumber": number, "ETag": copied["CopyPartResult"]["ETag"]})
    assert parts[1]["ETag"] == f'"{hashlib.md5(content[7:12]).hexdigest()}"'
    for wrong in ("bytes=0-", "bytes=5-2", "0-5", f"bytes=0-{len(content)}"):
        with refused("InvalidArgument", 400):
            s3.upload_part_copy(**upload, PartNumber=3, **source, CopySourceRange=wrong)
    with refused("PreconditionFailed", 412):
        s3.upload_part_copy(**upload, PartNumber=3, **source, CopySourceIfMatch='"x"')
    with refused("NoSuchKey", 404):
        s3.upload_part_copy(**upload, PartNumber=3, CopySource="one/none")
    with refused("NoSuchUpload", 404):
        s3.upload_part_copy(**{**upload, "UploadId": "x"}, PartNumber=3, **source)
    s3.delete_object(Bucket="one", Key="k é")
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    assert s3.get_object(Bucket="two", Key="big")["Body"].read() == content + content[7:12]


def test_an_upload_may_be_given_up_and_parts_must_not_be_small(s3):
    upload = {"Bucket": "bucket", "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    sent = [
        {"PartNumber": n, "ETag": s3.upload_part(**upload, PartNumber=n, Body=b"small")["ETag"]}
        for n in (1, 2)
    ]
    with refused("EntityTooSmall", 400):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent})
    s3.abort_multipart_upload(**upload)
    with refused("NoSuchUpload", 404):
        s3.list_parts(**upload)
