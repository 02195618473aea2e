"""Clients of the object store, and what they are answered."""

import contextlib
import urllib.parse
import xml.etree.ElementTree as xml

import boto3
import botocore.config
import pytest
from botocore.exceptions import ClientError

from clients import REGION

MIB = 1 << 20
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
}


def s3_client(endpoint, style="path", **options):
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=botocore.config.Config(
            s3={"addressing_style": style}, retries={"total_max_attempts": 1}, **options
        ),
    )


@contextlib.contextmanager
def refused(code, status):
    with pytest.raises(ClientError) as caught:
        yield
    answer = caught.value.response
    assert answer["Error"]["Code"] == code, answer
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status


def error_of(answer):
    return answer.status, xml.fromstring(answer.body).findtext("Code")


def path_of(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.path}?{parts.query}"
