"""Pre-provisioning hooks of fleet provisioning: commands and HTTP servers that --hook names."""

import http.server
import json
import threading
import time

import pytest

from clients import Boto3, refused
from device import Device
from emulator import Emulator
from fleet import arn
from test_provisioning import CREATE, POLICY, PROVISION, create, template
from test_tls import connected

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"
ALLOW = {"allowProvisioning": True, "parameterOverrides": {"Place": "Oslo"}}
OTHERS = {
    "deny": "echo '{\"allowProvisioning\": false}'",
    "nonsense": "echo yes",
    "wordy": "echo '{\"allowProvisioning\": \"true\"}'",
    "crooked": "echo '{\"allowProvisioning\": true, \"parameterOverrides\": {\"Serial\": 7}}'",
    "fails": "exit 3",
    "missing": "/no/such/program",
    "hangs": "sleep 600",
}


class HttpHook:
    """A server that keeps what it was asked, and answers what it is told to."""

    def __init__(self):
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                hook.asked.append((self.path, json.loads(body)))
                self.send_response(hook.status)
                self.end_headers()
                self.wfile.write(json.dumps(hook.answer).encode())

            def log_message(self, *_):
                pass

        self.asked, self.answer, self.status = [], ALLOW, 200
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/decide?by=serial"


@pytest.fixture(scope="module")
def http_hook():
    hook = HttpHook()
    yield hook
    hook.server.shutdown()


@pytest.fixture(scope="module")
def asked_file(tmp_path_factory):
    return tmp_path_factory.mktemp("hook") / "asked.json"


@pytest.fixture(scope="module")
def hooked(http_hook, asked_file):
    hooks = {**OTHERS, "http": http_hook.url, "gone": "http://127.0.0.1:9/",
             FUNCTION + "allow:live": f"cat > {asked_file}; echo '{json.dumps(ALLOW)}'"}
    flags = [flag for name, target in hooks.items() for flag in ("--hook", f"{name}={target}")]
    with Emulator(*flags) as emulator:
        yield emulator


@pytest.fixture
def iot(hooked):
    hooked.reset()
    iot = Boto3("iot", hooked.http)
    iot.CreatePolicy(policyName="lamp-policy", policyDocument=POLICY)
    iot.CreateThingGroup(thingGroupName="lamps")
    return iot


@pytest.fixture
def device(hooked):
    made = Device(hooked.mqtt, "new", subscribe=(), client_id="new-lamp")
    yield made
    made.close()


def ask(device, topic, members="", seconds=8):
    device.publish(topic, members)
    reply = device.wait_for(lambda m: m.topic in (topic + "/accepted", topic + "/rejected"),
                            f"a reply on {topic}", seconds)
    return reply.topic.rsplit("/", 1)[1], reply.payload


def new_certificate(device):
    verdict, made = ask(device, CREATE)
    assert verdict == "accepted"
    return made


def registration(made):
    return {"certificateOwnershipToken": made["certificateOwnershipToken"],
            "parameters": {"Serial": "7", "Place": "Rome"}}


def hook(name):
    return {"targetArn": FUNCTION + name}


def test_a_command_decides_and_sets_parameters(iot, device, asked_file):
    create(iot, preProvisioningHook=hook("allow:live"))
    made = new_certificate(device)
    assert ask(device, PROVISION, registration(made)) == ("accepted", {
        "thingName": "lamp-7", "deviceConfiguration": {"url": "https://Oslo.example"}})
    assert json.loads(asked_file.read_text()) == {
        "claimCertificateId": "", "certificateId": made["certificateId"],
        "certificatePem": made["certificatePem"],
        "templateArn": arn("provisioningtemplate/lamps"), "clientId": "new-lamp",
        "parameters": {"Serial": "7", "Place": "Rome"}}


def test_an_http_server_decides_and_learns_of_the_claim(hooked, iot, http_hook, tmp_path):
    create(iot, preProvisioningHook=hook("http"))
    claim = iot.CreateProvisioningClaim(templateName="lamps")
    certificate, key = tmp_path / "claim.pem", tmp_path / "claim.key"
    certificate.write_text(claim["certificatePem"])
    key.write_text(claim["keyPair"]["PrivateKey"])
    device = connected(hooked, "new", certificate, key, subscribe=())
    verdict, thing = ask(device, PROVISION, registration(new_certificate(device)))
    assert (verdict, thing["thingName"]) == ("accepted", "lamp-7")
    path, asked = http_hook.asked[-1]
    assert path == "/decide?by=serial"
    assert asked["claimCertificateId"] == claim["certificateId"]
    assert asked["clientId"] == device.client_id
    device.close()


def test_a_device_that_is_not_allowed_may_come_again(iot, device):
    create(iot, preProvisioningHook=hook("deny"))
    request = registration(new_certificate(device))
    assert ask(device, PROVISION, request) == ("rejected", {
        "statusCode": 403, "errorCode": "AccessDenied", "errorMessage":
            "The pre-provisioning hook of template lamps does not allow provisioning."})
    assert iot.ListThings()["things"] == []
    iot.UpdateProvisioningTemplate(templateName="lamps", removePreProvisioningHook=True)
    assert ask(device, PROVISION, request)[0] == "accepted"


@pytest.mark.parametrize("name, problem", [
    ("nonsense", "its answer is no JSON object with allowProvisioning, true or false"),
    ("wordy", "its answer is no JSON object with allowProvisioning, true or false"),
    ("crooked", "in the parameterOverrides of its answer Serial is no text"),
    ("fails", "it ended with status 3"),
    ("missing", "it ended with status 127"),
    ("gone", "127.0.0.1:9 cannot be reached: Connection refused"),
])
def test_a_hook_that_gives_no_answer_lets_nobody_in(iot, device, name, problem):
    create(iot, preProvisioningHook=hook(name))
    assert ask(device, PROVISION, registration(new_certificate(device))) == ("rejected", {
        "statusCode": 400, "errorCode": "ResourceRegistrationFailure", "errorMessage":
            f"The pre-provisioning hook of template lamps has failed: {problem}."})
    assert iot.ListThings()["things"] == []


def test_an_error_of_the_http_server_is_no_answer(iot, device, http_hook):
    create(iot, preProvisioningHook=hook("http"))
    http_hook.status = 500
    try:
        verdict, error = ask(device, PROVISION, registration(new_certificate(device)))
    finally:
        http_hook.status = 200
    assert verdict == "rejected" and "it answers 500" in error["errorMessage"]


def test_nobody_waits_for_a_hook_that_hangs_and_it_has_five_seconds(iot, device, hooked):
    create(iot, preProvisioningHook=hook("hangs"))
    request = registration(new_certificate(device))
    began = time.monotonic()
    device.publish(PROVISION, request)
    for _ in range(20):
        iot.DescribeThingGroup(thingGroupName="lamps")
    other = Device(hooked.mqtt, "other", subscribe=())
    assert other.rejected("get")["code"] == "ResourceNotFound"
    assert time.monotonic() - began < 4.5
    other.close()
    reply = device.wait_for(lambda m: m.topic == PROVISION + "/rejected", "the refusal", 20)
    assert "no answer in time" in reply.payload["errorMessage"]
    assert time.monotonic() - began > 4.9


def test_a_reset_ends_hooks_that_are_under_way(iot, device, hooked):
    create(iot, preProvisioningHook=hook("hangs"))
    began = time.monotonic()
    device.publish(PROVISION, registration(new_certificate(device)))
    assert device.overheard() == []
    hooked.reset()
    reply = device.wait_for(lambda m: m.topic == PROVISION + "/rejected", "the refusal")
    assert reply.payload["statusCode"] == 503, reply.payload
    assert time.monotonic() - began < 4.5


def test_a_hook_is_kept_shown_changed_and_removed(iot):
    create(iot, preProvisioningHook={**hook("deny"), "payloadVersion": "2020-04-01"})

    def shown():
        return iot.DescribeProvisioningTemplate(templateName="lamps").get("preProvisioningHook")

    assert shown() == {**hook("deny"), "payloadVersion": "2020-04-01"}
    iot.UpdateProvisioningTemplate(templateName="lamps", preProvisioningHook=hook("http"))
    assert shown() == hook("http")
    iot.UpdateProvisioningTemplate(templateName="lamps", enabled=False)
    assert shown() == hook("http")
    iot.UpdateProvisioningTemplate(templateName="lamps", removePreProvisioningHook=True)
    assert shown() is None


@pytest.mark.parametrize("members, name, status, words", [
    ({"preProvisioningHook": hook("nobody")}, "NotImplementedException", 501, "no --hook"),
    ({"preProvisioningHook": hook("deny:live:x")}, None, None, None),
    ({"preProvisioningHook": {"targetArn": "arn:aws:sns:us-east-1:123456789012:deny"}},
     "InvalidRequestException", 400, "ARN of a Lambda function"),
    ({"preProvisioningHook": {"targetArn": "deny"}}, "InvalidRequestException", 400,
     "ARN of a Lambda function"),
    ({"preProvisioningHook": {**hook("deny"), "payloadVersion": "2021-04-01"}},
     "InvalidRequestException", 400, "2020-04-01"),
    ({"preProvisioningHook": hook("deny"), "type": "JITP"}, "InvalidRequestException", 400,
     "FLEET_PROVISIONING"),
])
def test_a_hook_that_nothing_stands_for_is_refused(iot, members, name, status, words):
    if name is None:
        assert create(iot, **members)
        return
    with refused(name, status) as caught:
        create(iot, **members)
    assert words in caught.value.message
    assert iot.ListProvisioningTemplates()["templates"] == []
    create(iot, template())
