"""AWS's services beside IoT: STS says who asks, all else is refused by name, each in the protocol
of its service; and the URIs of IoT that end with a slash in some SDKs alone."""

import json
import os
import re
import subprocess

import boto3
import botocore.config
import botocore.exceptions
import pytest

from clients import send
from emulator import Emulator

KEYS = ("AKIAOPERATOR", "operators-secret")
CONFIG = botocore.config.Config(retries={"total_max_attempts": 1}, parameter_validation=False,
                                inject_host_prefix=False)


def client(service, emulator, keys=("local", "local")):
    return boto3.client(service, endpoint_url=emulator.http, region_name="us-east-1",
                        aws_access_key_id=keys[0], aws_secret_access_key=keys[1], config=CONFIG)


def test_get_caller_identity_names_account_and_arn(emulator):
    answer = client("sts", emulator).get_caller_identity()
    assert answer["ResponseMetadata"]["RequestId"]
    del answer["ResponseMetadata"]
    assert answer == {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/local",
                      "UserId": "AIDALOCALEMULATOR0000"}


def test_the_account_is_that_of_the_flag():
    with Emulator("--account-id", "000011112222") as other:
        assert client("sts", other).get_caller_identity()["Account"] == "000011112222"


def test_the_cli_asks_first_who_it_is(emulator):
    printed = subprocess.run(
        ["/usr/bin/aws", "--endpoint-url", emulator.http, "--output", "json", "sts",
         "get-caller-identity"], check=True, capture_output=True, text=True,
        env={**os.environ, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
             "AWS_DEFAULT_REGION": "us-east-1"}).stdout
    assert json.loads(printed)["Account"] == "123456789012"


def test_who_asks_without_a_signature_is_told_as_well(emulator):
    for call in (("GET", "/?Action=GetCallerIdentity&Version=2011-06-15"),
                 ("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15",
                  {"content-type": "application/x-www-form-urlencoded; charset=utf-8"})):
        answer = send(emulator.http, *call)
        assert (answer.status, answer.headers["content-type"]) == (200, "text/xml")
        assert b"<Account>123456789012</Account>" in answer.body


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "credentials.json"
    path.write_text(json.dumps({"UserName": "operator", "AccessKeyId": KEYS[0],
                                "SecretAccessKey": KEYS[1]}))
    with Emulator("--auth", "sigv4", "--credentials", str(path)) as emulator:
        yield emulator


def test_a_key_is_named_by_its_user(guarded):
    answer = client("sts", guarded, KEYS).get_caller_identity()
    assert answer["Arn"] == "arn:aws:iam::123456789012:user/operator"


@pytest.mark.parametrize("keys, code", [
    ((KEYS[0], "other"), "SignatureDoesNotMatch"), (("AKIANOBODY", "x"), "InvalidClientTokenId")])
def test_a_key_that_is_not_good_is_refused_as_sts_does(guarded, keys, code):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        client("sts", guarded, keys).get_caller_identity()
    error = caught.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (code, 403)


OTHERS = [
    ("sts", "assume_role", {"RoleArn": "arn:aws:iam::123456789012:role/any",
                            "RoleSessionName": "s"}, "AssumeRole"),
    ("sts", "get_session_token", {}, "GetSessionToken"),
    ("iam", "create_role", {"RoleName": "r", "AssumeRolePolicyDocument": "{}"}, "CreateRole"),
    ("sns", "list_topics", {}, "ListTopics"),
    ("sqs", "list_queues", {}, "ListQueues"),
    ("cloudformation", "list_stacks", {}, "ListStacks"),
    ("ec2", "describe_instances", {}, "DescribeInstances"),
    ("dynamodb", "list_tables", {}, "ListTables"),
    ("logs", "describe_log_groups", {}, "DescribeLogGroups"),
    ("secretsmanager", "list_secrets", {}, "ListSecrets"),
    ("iotsecuretunneling", "list_tunnels", {}, "ListTunnels"),
    ("lambda", "list_functions", {}, "GET /2015-03-31/functions/"),
    ("greengrassv2", "list_core_devices", {}, "GET /greengrass/v2/coreDevices"),
    ("iotsitewise", "list_assets", {}, "GET /assets"),
    ("route53", "list_hosted_zones", {}, "GET /2013-04-01/hostedzone"),
]


@pytest.mark.parametrize("service, call, members, name", OTHERS, ids=lambda value: str(value)[:20])
def test_other_services_are_refused_by_name(emulator, service, call, members, name):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        getattr(client(service, emulator), call)(**members)
    error = caught.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert error["Error"]["Code"] == "NotImplementedException"
    assert re.fullmatch(re.escape(name) + r" of [\w-]+ is not emulated; see "
                        r"docs/differences\.md\.", error["Error"]["Message"])


def test_markup_in_an_action_stays_text(emulator):
    answer = send(emulator.http, "GET", "/?Action=%3Cb%3E%26&Version=2011-06-15")
    assert answer.status == 501
    assert b"<Message>&lt;b&gt;&amp; of sts is not emulated" in answer.body


@pytest.mark.parametrize("body", ["Action=%zz", "Action=%ff", "&&==&", ""])
def test_a_form_that_cannot_be_read_is_no_call(emulator, body):
    answer = send(emulator.http, "POST", "/", body,
                  {"content-type": "application/x-www-form-urlencoded"})
    assert answer.error == (404, "UnknownOperationException")


@pytest.mark.parametrize("path, name", [("/authorizers", "ListAuthorizers"),
                                        ("/certificate-providers", "ListCertificateProviders")])
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_slash_at_the_end_is_as_the_sdk_likes(emulator, path, name, slash):
    answer = send(emulator.http, "GET", path + slash)
    assert answer.error == (501, "NotImplementedException")
    assert answer.json["message"].startswith(name)
