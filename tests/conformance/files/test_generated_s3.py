"""Requests to the object store made up at random: every byte in paths and headers, broken chunks,
uploads that are cut off. None may be answered with a 5xx other than a named 501, break the
program, or leave half an object.

The same ones each time; GENERATED_SEED=... makes others, GENERATED_REQUESTS=10000 more.
"""

import base64
import hashlib
import http.client
import os
import random
import re
import socket
import urllib.parse
import xml.etree.ElementTree as xml

import pytest

from s3_clients import SIGNED, s3_client

REQUESTS = int(os.environ.get("GENERATED_REQUESTS", "400"))
SEED = int(os.environ.get("GENERATED_SEED", "20260101"))

BUCKETS = ["bucket", "other", "versioned"]
NAMES = [*BUCKETS, "new-one", "Not_A_Name", "a", "..", "x" * 64, ""]
KEYS = ["k", "a/b", "a b", "ü", "k?", "../up", "a//b", "%", "x" * 1024, "x" * 1025]
METHODS = ["GET", "GET", "PUT", "PUT", "PUT", "HEAD", "DELETE", "POST", "PATCH", "OPTIONS", "get"]
NUMBERS = ["0", "1", "-1", "3", "1000", "99999999999999999999", "one", "", "1.5", "+1"]
TEXTS = ["", "a", "k", "/", "\x00", "é", "%zz", "x" * 300, "&<>\"'"]
ETAGS = ["*", '"x"', "x", "W/\"x\"", '"', ",,,", "d41d8cd98f00b204e9800998ecf8427e"]
DATES = ["Thu, 01 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "soon",
         "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 20260 00:00:00 GMT"]
SOURCES = ["bucket/k", "/bucket/k", "other/a%20b", "bucket", "", "/", "bucket/k?versionId=x",
           "..%2f..%2fetc/passwd", "none/k", "%", "bucket/%00"]
QUERIES = {
    "list-type": ["2", "1", "x"], "prefix": TEXTS, "delimiter": TEXTS, "marker": TEXTS,
    "max-keys": NUMBERS, "start-after": TEXTS, "continuation-token": TEXTS, "versions": [""],
    "key-marker": TEXTS, "version-id-marker": TEXTS, "encoding-type": ["url", "x"],
    "uploads": [""], "uploadId": ["x", "", "UPLOAD", "UPLOAD"], "partNumber": NUMBERS,
    "max-parts": NUMBERS, "part-number-marker": NUMBERS, "versionId": ["null", "x", ""],
    "max-uploads": NUMBERS, "max-buckets": NUMBERS, "bucket-region": TEXTS,
    "x-amz-meta-b": TEXTS + ["a\r\nb: c"], "versioning": [""],
    "location": [""], "delete": [""], "acl": [""], "tagging": [""],
    "response-content-type": TEXTS + ["a\r\nb: c"], "fetch-owner": ["true"],
    "X-Amz-Algorithm": ["AWS4-HMAC-SHA256", "x"], "X-Amz-Signature": ["0" * 64, "x"],
    "X-Amz-Credential": ["local/20260101/us-east-1/s3/aws4_request", "local", "////"],
    "X-Amz-Date": ["20260101T000000Z", "99999999T999999Z", "x"], "X-Amz-Expires": NUMBERS,
    "X-Amz-SignedHeaders": ["host", "", ";;"], "AWSAccessKeyId": ["local", "x"],
    "Signature": ["AAAA", "%"], "Expires": NUMBERS,
}
HEADERS = {
    "Range": ["bytes=0-", "bytes=-1", "bytes=5-2", "bytes=-", "bytes=1-2,4-5", "lines=1",
              "bytes=99999999999999999999-", "bytes=-99999999999999999999", "bytes=0-0"],
    "If-Match": ETAGS, "If-None-Match": ETAGS, "If-Modified-Since": DATES,
    "If-Unmodified-Since": DATES, "If-Range": ETAGS + DATES, "Content-Type": TEXTS,
    "Content-Encoding": ["aws-chunked", "aws-chunked,gzip", "gzip", ","],
    "Content-MD5": ["", "x", "AAAAAAAAAAAAAAAAAAAAAA==", "RIGHT"],
    "x-amz-copy-source": SOURCES, "x-amz-copy-source-if-match": ETAGS,
    "x-amz-copy-source-if-modified-since": DATES, "x-amz-copy-source-range": ["bytes=0-11", "x"],
    "x-amz-metadata-directive": ["REPLACE", "x"], "x-amz-meta-a": [*TEXTS, "x" * 3000],
    "x-amz-acl": ["private", "x"], "x-amz-storage-class": ["STANDARD", "x"],
    "x-amz-checksum-crc32": ["AAAAAA==", "x"], "x-amz-tagging": ["a=b", "&&"],
    "x-amz-checksum-sha256": ["SHA256", "SHA256", "x"], "x-amz-checksum-xxhash3": ["AAAA"],
    "x-amz-checksum-algorithm": ["CRC32", "SHA1", "x"],
    "x-amz-checksum-type": ["COMPOSITE", "FULL_OBJECT", "x"],
    "x-amz-checksum-mode": ["ENABLED", "x"],
    "x-amz-trailer": ["x-amz-checksum-crc32", "x-amz-checksum-", "x"],
    "x-amz-sdk-checksum-algorithm": ["CRC32", "x"], "x-amz-mp-object-size": NUMBERS,
    "x-amz-tagging-directive": ["REPLACE", "COPY", "x"],
    "x-amz-server-side-encryption": ["AES256", "x"],
    "x-amz-expected-bucket-owner": ["123456789012", "210987654321", "x"],
    "x-amz-website-redirect-location": ["/x", "x"],
    "x-amz-content-sha256": ["UNSIGNED-PAYLOAD", "x", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                             "STREAMING-UNSIGNED-PAYLOAD-TRAILER"],
    "x-amz-decoded-content-length": NUMBERS, "Expect": ["100-continue", "x"],
    "Host": ["bucket.s3.localhost", ".s3.", "s3.", "x.s3.amazonaws.com", "a" * 300 + ".s3.x"],
    "Origin": ["http://page", "null"],
}
DOCUMENTS = [
    b"<Delete><Object><Key>a</Key></Object></Delete>", b"<Delete>", b"", b"<a>" * 2000, b"\xff",
    b"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>ETAG</ETag></Part>"
    b"</CompleteMultipartUpload>",
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><Delete>&a;&#0;&#x110000;</Delete>",
    b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    b"<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
    b"<VersioningConfiguration><Status>Perhaps</Status></VersioningConfiguration>",
    b"<CreateBucketConfiguration><LocationConstraint>x</LocationConstraint>"
    b"</CreateBucketConfiguration>",
]


def whole(dice):
    """Content that tells its own length, so that half of it is known as such."""
    size = dice.choice([0, 1, 30, 5000, 70000])
    return b"%08d" % size + dice.randbytes(size)


def is_whole(content):
    document = re.sub(rb"<ETag>.*</ETag>", b"<ETag>ETAG</ETag>", content)
    return document in DOCUMENTS or len(content) == 8 + int(content[:8])


def chunked(dice, content):
    """In aws-chunked, right more often than not."""
    flaw = dice.choice(["", "", "size", "huge", "no end", "cut", "signature", "trailer"])
    size = {"size": b"%x" % (len(content) + 7), "huge": b"f" * 17}.get(flaw, b"%x" % len(content))
    signature = {"signature": b";chunk-signature=" + b"\xff\x00" * 40}.get(
        flaw, b";chunk-signature=" + b"0" * 64)
    body = size + signature + b"\r\n" + content + b"\r\n"
    if flaw != "no end":
        trailer = b"x-amz-checksum-crc32:AAAAAA==\r\n" if flaw == "trailer" else b""
        body += b"0" + signature + b"\r\n" + trailer + b"\r\n"
    return body[:dice.randrange(len(body))] if flaw == "cut" else body


class Dice(random.Random):
    def text(self, texts):
        """One of the texts, or one of any bytes."""
        if self.random() < 0.9:
            return self.choice(texts).encode()
        return self.randbytes(self.randrange(1, 20))

    def path(self):
        bucket = self.choice(BUCKETS) if self.random() < 0.8 else self.choice(NAMES)
        if self.random() < 0.2:
            return b"/" + bucket.encode()
        key = self.text(KEYS)
        if self.random() < 0.9:
            key = urllib.parse.quote_from_bytes(key, safe=self.choice(["", "/"])).encode()
        return b"/" + bucket.encode() + b"/" + re.sub(rb"[\r\n ]", b"", key)

    def query(self, upload):
        members = []
        for name in self.sample(sorted(QUERIES), self.choice([0, 0, 1, 1, 2, 5])):
            value = self.text(QUERIES[name]).replace(b"UPLOAD", upload)
            quoted = urllib.parse.quote_from_bytes(value, safe="").encode()
            members.append(name.encode() + (b"=" + quoted if quoted else b""))
        return b"?" + b"&".join(members) if members else b""

    def headers(self, content):
        right = base64.b64encode(hashlib.md5(content).digest())
        sha256 = base64.b64encode(hashlib.sha256(content).digest())
        for name in self.sample(sorted(HEADERS), self.choice([0, 0, 1, 2, 4])):
            value = self.text(HEADERS[name]).replace(b"RIGHT", right).replace(b"SHA256", sha256)
            if self.random() < 0.98:  # the rest ends the header early
                value = re.sub(rb"[\r\n]", b"", value)
            yield name.encode() + b": " + value


def request(dice, upload, etag):
    method = dice.choice(METHODS)
    content = whole(dice) if method == "PUT" else b""
    if method == "POST" or (method == "PUT" and dice.random() < 0.1):
        content = dice.choice(DOCUMENTS).replace(b"ETAG", etag)
    lines = list(dice.headers(content))
    body = content
    if any(b"STREAMING" in line or b"aws-chunked" in line for line in lines):
        body = chunked(dice, content)
    length = len(body)
    if dice.random() < 0.1:  # cut off
        body = body[:dice.randrange(len(body) + 1)]
        length += dice.choice([0, 1, 100000])
    if not any(line.startswith(b"Host:") for line in lines):
        lines.append(b"Host: localhost")
    lines += [b"Authorization: " + SIGNED["Authorization"].encode(), b"Connection: close",
              b"Content-Length: %d" % length]
    head = method.encode() + b" " + dice.path() + dice.query(upload) + b" HTTP/1.1\r\n"
    return method, head + b"\r\n".join(lines) + b"\r\n\r\n" + body


def answer(endpoint, method, message):
    """(status, body), or None where the connection ended without an answer."""
    address = urllib.parse.urlsplit(endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        try:
            connection.sendall(message)
            connection.shutdown(socket.SHUT_WR)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return response.status, response.read()
        except (ConnectionError, http.client.RemoteDisconnected):
            return None


def complaint(method, answered):
    if answered is None:
        return None
    status, body = answered
    if status >= 500 and status != 501:
        return f"{status}: {body[:300]}"
    if status < 400 or method == "HEAD" or not body.startswith(b"<"):
        return "501 without a reason" if status == 501 and method != "HEAD" else None
    body = re.sub(rb"&#\d{1,2};", b"", body)  # S3 writes control characters so, XML or not
    try:
        code = xml.fromstring(body).findtext("Code")
    except xml.ParseError as error:
        return f"{error}: {body[:300]}"
    return None if code and (status != 501 or code == "NotImplemented") else f"{status} {code}"


@pytest.fixture
def s3(emulator):
    s3 = s3_client(emulator.http)
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="k", Body=b"00000004text")
    s3.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    return s3


def objects(s3):
    """The content of every version of every object."""
    for bucket in s3.list_buckets()["Buckets"]:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket["Name"]):
            for version in page.get("Versions", []):
                place = {"Bucket": bucket["Name"], "Key": version["Key"],
                         "VersionId": version["VersionId"]}
                yield place, s3.get_object(**place)["Body"].read()


def test_no_request_breaks_the_store_or_leaves_half_an_object(emulator, s3):
    print("seed", SEED)
    dice = Dice(SEED)
    wrong = []
    for i in range(REQUESTS):
        if i % 100 == 0:
            upload = s3.create_multipart_upload(Bucket="bucket", Key="k")["UploadId"]
            etag = s3.upload_part(Bucket="bucket", Key="k", UploadId=upload, PartNumber=1,
                                  Body=b"00000004part")["ETag"]
        method, message = request(dice, upload.encode(), etag.encode())
        found = complaint(method, answer(emulator.http, method, message))
        if found:
            wrong.append(f"{message[:600]!r}\n    {found}")
    assert not wrong, f"seed {SEED}: {len(wrong)} wrong, e.g.\n" + "\n".join(wrong[:10])
    halves = [place for place, content in objects(s3) if not is_whole(content)]
    assert halves == [], f"seed {SEED}"
