"""The credentials provider: a device that shows its certificate is given keys by a role alias, which
the REST API, STS and the object store know."""

import datetime
import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import boto3
import botocore.client
import botocore.exceptions
import pytest

from clients import Boto3, send
from emulator import Emulator
from policy_holders import ARN, Holder, allow, last_refusal
from test_https import DataPlane
from test_iam_over_websocket import presigned, signed

ROLE = "arn:aws:iam::123456789012:role/devices/reader"
PATH = "/role-aliases/keys/credentials"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "credentials.json"
    path.write_text(json.dumps({
        "UserName": "lister", "AccessKeyId": "AKIALISTER", "SecretAccessKey": "listers-secret",
        "Policy": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "iot:ListJobs", "Resource": "*"}]}}))
    with Emulator("--auth", "policy,sigv4", "--credentials", str(path),
                  "--https-port", "0") as emulator:
        yield emulator


@pytest.fixture
def iot(server):
    server.admin("POST", "/_emulator/reset")
    return Boto3("iot", server.http)


@pytest.fixture
def device(server, iot, tmp_path):
    """What a device that may assume the role is answered."""
    iot.CreateRoleAlias(roleAlias="keys", roleArn=ROLE)
    iot.CreateThing(thingName="lamp")
    holder = Holder(iot, server, tmp_path,
                    allow("iot:AssumeRoleWithCertificate", "rolealias/keys"))
    iot.AttachThingPrincipal(thingName="lamp", principal=holder.arn)

    def ask(path=PATH, thing="lamp"):
        words = ["-H", f"x-amzn-iot-thingname: {thing}"] if thing else []
        url = server.ready["https"].replace("127.0.0.1", "localhost") + path
        answer = subprocess.run(
            ["curl", "-sS", "--cacert", server.ready["ca"], "--cert", str(tmp_path / "p.pem"),
             "--key", str(tmp_path / "p.key"), "-w", "\n%{http_code}", *words, url],
            capture_output=True, text=True, check=True).stdout
        body, status = answer.rsplit("\n", 1)
        return int(status), json.loads(body)

    ask.holder = holder
    return ask


def keys_of(answer):
    status, body = answer
    assert status == 200, body
    given = body["credentials"]
    assert sorted(given) == ["accessKeyId", "expiration", "secretAccessKey", "sessionToken"]
    return given


def used(service, server, given, token=None, **more):
    return boto3.client(
        service, endpoint_url=server.http, region_name="us-east-1",
        aws_access_key_id=given["accessKeyId"],
        aws_secret_access_key=given["secretAccessKey"],
        aws_session_token=token or given["sessionToken"], **more)


def test_the_keys_are_good_for_an_hour(server, device):
    given = keys_of(device())
    used("iot", server, given).list_things()
    now = datetime.datetime.fromisoformat(server.admin("GET", "/_emulator/clock")["now"])
    expires = datetime.datetime.fromisoformat(given["expiration"])
    assert datetime.timedelta(0, 3590) < expires - now <= datetime.timedelta(0, 3600)


def test_sts_names_the_role_and_the_certificate(server, device):
    answer = used("sts", server, keys_of(device(thing=None))).get_caller_identity()
    assert answer["Arn"] == ("arn:aws:sts::123456789012:assumed-role/reader/"
                             + device.holder.certificate_id)


def test_another_token_is_refused(server, device):
    given, other = keys_of(device()), keys_of(device())
    assert given["accessKeyId"] != other["accessKeyId"]
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        used("iot", server, given, token=other["sessionToken"]).list_things()
    assert caught.value.response["Error"]["Code"] == "UnrecognizedClientException"


def test_a_role_may_do_what_the_user_of_its_name_may(server, iot, device):
    iot.UpdateRoleAlias(roleAlias="keys", roleArn="arn:aws:iam::123456789012:role/lister")
    client = used("iot", server, keys_of(device()))
    assert client.list_jobs()["jobs"] == []
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        client.list_things()
    error = caught.value.response["Error"]
    assert error["Code"] == "AccessDeniedException"
    assert error["Message"].startswith(
        "User: arn:aws:sts::123456789012:assumed-role/lister/"
        f"{device.holder.certificate_id} is not authorized to perform: iot:ListThings")


def test_the_object_store_knows_the_keys(server, device):
    s3 = used("s3", server, keys_of(device()),
              config=botocore.client.Config(signature_version="s3v4",
                                            s3={"addressing_style": "path"}))
    s3.put_object(Bucket="files", Key="a", Body=b"content")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "a"},
                                    ExpiresIn=60)
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == b"content"
    forged = url.replace("X-Amz-Security-Token=e", "X-Amz-Security-Token=f")
    assert forged != url
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(forged, timeout=10)
    assert caught.value.code == 403


def test_what_is_wrong_is_told_as_aws_tells_it(server, iot, device):
    device.holder.replace(allow("iot:AssumeRoleWithCertificate", "rolealias/none"))
    assert device(thing="other") == (403, {"message": "Invalid thing name passed"})
    assert device("/role-aliases/none/credentials") == (
        404, {"message": "Role alias does not exist"})


def test_a_policy_must_allow_it(server, device):
    device.holder.replace(allow("iot:AssumeRoleWithCertificate", "rolealias/other"))
    assert device() == (403, {"message": "Access Denied"})
    refusal = last_refusal(server)
    assert (refusal["action"], refusal["resource"]) == (
        "iot:AssumeRoleWithCertificate", ARN + "rolealias/keys")


def test_policy_variables_stand_for_the_thing_that_is_named(server, device):
    device.holder.replace(allow("iot:AssumeRoleWithCertificate",
                                "rolealias/${iot:Connection.Thing.ThingName}"))
    assert device("/role-aliases/lamp/credentials")[0] == 404  # allowed, but there is none
    assert device("/role-aliases/lamp/credentials", thing=None)[0] == 403


def test_the_api_port_gives_no_credentials(server, device):
    assert send(server.http, "GET", PATH).error == (404, "UnknownOperationException")


def test_without_a_certificate_there_are_none():
    with Emulator("--auth", "none", "--https-port", "0") as open_to_all:
        Boto3("iot", open_to_all.http).CreateRoleAlias(roleAlias="keys", roleArn=ROLE)
        assert DataPlane(open_to_all)("GET", PATH) == (
            403, {"message": "Certificate is invalid on this endpoint"})


def session(given):
    return given["accessKeyId"], given["secretAccessKey"], given["sessionToken"]


def test_a_session_signs_a_web_socket_url_as_any_key(server, device):
    with signed(server, "lamp", session(keys_of(device()))) as client:
        assert client.code == 0
        assert client.subscribe("a") == 1


def test_a_session_of_a_role_with_a_policy_is_refused_there_by_name(server, iot, device):
    iot.UpdateRoleAlias(roleAlias="keys", roleArn="arn:aws:iam::123456789012:role/lister")
    url = urllib.parse.urlsplit(presigned(server, session(keys_of(device()))))
    answer = send(server.http, "GET", f"{url.path}?{url.query}", headers={
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="})
    assert answer.error == (501, "NotImplementedException")
