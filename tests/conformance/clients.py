"""The AWS SDKs under one face, so that one case fits all: iot.CreateJob(jobId=...)."""

import contextlib
import datetime
import http.client
import json
import pathlib
import re
import subprocess
import urllib.parse

import boto3
import botocore
import botocore.config
import pytest

HERE = pathlib.Path(__file__).parent
REGION = "us-east-1"


class ApiError(Exception):
    """An error answer as the SDK understood it."""

    def __init__(self, name, status, message, resource_id=None, resource_arn=None):
        super().__init__(f"{status} {name}: {message}")
        self.name, self.status, self.message = name, status, message
        self.resource_id, self.resource_arn = resource_id, resource_arn


@contextlib.contextmanager
def refused(name, status, message=None):
    """The block's call must be refused; `message` is a text or a compiled pattern."""
    with pytest.raises(ApiError) as caught:
        yield caught
    error = caught.value
    assert (error.name, error.status) == (name, status), error
    if isinstance(message, re.Pattern):
        assert message.search(error.message), error
    elif message is not None:
        assert error.message == message


class _Operations:
    def __getattr__(self, operation):
        return lambda **members: self._call(operation, members)


class Boto3(_Operations):
    def __init__(self, service, endpoint, keys=("local", "local"), token=None):
        self._client = boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1],
            aws_session_token=token,
            config=botocore.config.Config(
                parameter_validation=False, retries={"total_max_attempts": 1}
            ),
        )

    def _call(self, operation, members):
        try:
            output = getattr(self._client, botocore.xform_name(operation))(**members)
        except self._client.exceptions.ClientError as error:
            answer = error.response
            raise ApiError(
                answer["Error"]["Code"],
                answer["ResponseMetadata"]["HTTPStatusCode"],
                answer["Error"]["Message"],
                answer.get("resourceId"),
                answer.get("resourceArn"),
            ) from None
        output.pop("ResponseMetadata")
        return _plain(output)


class NpmProcess:
    """One node process that serves all npm clients of a test run."""

    def __init__(self, endpoint, keys=("local", "local"), token=None):
        self._process = subprocess.Popen(
            ["node", str(HERE / "npm_client.mjs"), endpoint, *keys, token or ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, request):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)


class Npm(_Operations):
    def __init__(self, service, process):
        self._service, self._process = service, process

    def _call(self, operation, members):
        answer = self._process.call(
            {"service": self._service, "operation": operation, "input": members}
        )
        if "error" in answer:
            error = answer["error"]
            raise ApiError(
                error["name"],
                error["status"],
                error["message"],
                error.get("resourceId"),
                error.get("resourceArn"),
            )
        assert "output" in answer, answer
        return answer["output"]


def _plain(value):
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


class Answer:
    """An HTTP answer as it came."""

    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.status, self.headers["x-amzn-ErrorType"]


def send(endpoint, method, target, body=None, headers=None):
    """Sends what no SDK would send: target and body (bytes, text or JSON) as given."""
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(endpoint).netloc, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, target, body, headers or {})
        return Answer(connection.getresponse())
