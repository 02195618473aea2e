"""Keys are made beside the service: whoever asks for something else does not wait for them."""

import threading
import time

from clients import send
from device import Device
from test_provisioning import CREATE

MANY = 40  # a quarter of a second each


def answers(device, seconds=60):
    return [device.wait_for(lambda m: m.topic.startswith(CREATE), "an answer", seconds)
            for _ in range(MANY)]


def test_others_are_answered_while_many_keys_are_made(emulator, iot):
    device = Device(emulator.mqtt, "new", subscribe=())
    for _ in range(MANY):
        device.publish(CREATE)
    longest = 0
    for _ in range(50):
        began = time.monotonic()
        iot.ListThings()
        longest = max(longest, time.monotonic() - began)
    assert longest < 1, "one key or two on the service's own thread would take as long"
    certificates = {answer.payload["certificateId"] for answer in answers(device)}
    assert len(certificates) == MANY
    device.close()


def test_keys_that_are_asked_for_at_once_over_http_all_come(emulator, sdk_iot):
    made, failed = [], []

    def ask():
        answer = send(emulator.http, "POST", "/keys-and-certificate?setAsActive=true")
        (made if answer.status == 200 else failed).append(answer.json)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed and len({one["certificateId"] for one in made}) == 8
    listed = sdk_iot.ListCertificates()["certificates"]
    assert {one["certificateId"] for one in listed} == {one["certificateId"] for one in made}


def test_a_reset_refuses_who_waits_for_keys(emulator, iot):
    device = Device(emulator.mqtt, "new", subscribe=())
    for _ in range(MANY):
        device.publish(CREATE)
    emulator.reset()
    refusals = [answer.payload for answer in answers(device) if answer.topic.endswith("rejected")]
    assert refusals and {refusal["statusCode"] for refusal in refusals} == {503}
    assert iot.ListCertificates()["certificates"] == []
    device.close()
