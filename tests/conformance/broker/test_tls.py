"""Devices with certificates: MQTT over TLS, as AWS has it."""

import socket
import ssl
import subprocess
import time

import pytest

from clients import Boto3, send
from device import DEADLINE, Device
from emulator import Emulator
from fleet import Fleet
from test_certificates import self_signed

HOST = "localhost"


@pytest.fixture(scope="module")
def secure():
    with Emulator("--mqtt-alpn-port", "0", "--no-plain-mqtt") as emulator:
        yield emulator


@pytest.fixture
def iot(secure):
    secure.reset()
    return Boto3("iot", secure.http)


def port(emulator, listener="mqtts"):
    return int(emulator.ready[listener].rsplit(":", 1)[1])


def context(emulator, certificate=None, key=None, alpn=None):
    made = ssl.create_default_context(cafile=emulator.ready["ca"])
    if certificate:
        made.load_cert_chain(certificate, key)
    if alpn:
        made.set_alpn_protocols([alpn])
    return made


def credentials(iot, directory, name="lamp"):
    made = iot.CreateKeysAndCertificate(setAsActive=True)
    certificate, key = directory / f"{name}.pem", directory / f"{name}.key"
    certificate.write_text(made["certificatePem"])
    key.write_text(made["keyPair"]["PrivateKey"])
    return made["certificateId"], certificate, key


def connected(emulator, thing, certificate, key, listener="mqtts", alpn=None, **more):
    tls = context(emulator, certificate, key, alpn)
    return Device((HOST, port(emulator, listener)), thing, tls=tls, **more)


CONNECT = b"\x10\x14\x00\x04MQTT\x04\x02\x00\x3c\x00\x08stranger"


def is_turned_away(emulator, certificate=None, key=None):
    """Whether no MQTT connection comes of it; in TLS 1.3 a client learns so when it reads."""
    tls = context(emulator, certificate, key)
    try:
        with socket.create_connection((HOST, port(emulator)), DEADLINE) as stream:
            with tls.wrap_socket(stream, server_hostname=HOST) as wrapped:
                wrapped.sendall(CONNECT)
                return not wrapped.recv(4)
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize("version", ["3.1.1", "5"])
@pytest.mark.parametrize("listener, alpn", [
    ("mqtts", None), ("mqtts", "x-amzn-mqtt-ca"), ("mqtt_alpn", "x-amzn-mqtt-ca")])
def test_a_device_with_its_certificate_completes_a_job(
    secure, iot, tmp_path, version, listener, alpn
):
    fleet = Fleet(iot)
    fleet.thing("lamp")
    _, certificate, key = credentials(iot, tmp_path)
    device = connected(secure, "lamp", certificate, key, listener, alpn, version=version,
                       user_name="?SDK=Test&Version=1.0")
    fleet.job("j", "lamp")
    assert device.topics_heard() == ["notify", "notify-next"]
    device.accepted("start-next")
    device.accepted("j/update", {"status": "SUCCEEDED"})
    assert fleet.status("j") == "COMPLETED"
    device.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_of_tls_are_spoken(secure, iot, tmp_path, version):
    _, certificate, key = credentials(iot, tmp_path)
    tls = context(secure, certificate, key)
    tls.minimum_version = tls.maximum_version = version
    Device((HOST, port(secure)), "lamp", tls=tls).close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_servers_certificate_is_for_the_names_of_this_machine(secure, iot, tmp_path, host):
    _, certificate, key = credentials(iot, tmp_path)
    Device((host, port(secure)), "lamp", tls=context(secure, certificate, key)).close()


def test_the_authority_is_served_and_outlives_a_reset(secure, iot):
    served = send(secure.http, "GET", "/_emulator/ca.pem").body
    assert served == open(secure.ready["ca"], "rb").read()


def test_who_has_no_certificate_of_ours_is_turned_away(secure, iot, tmp_path):
    assert is_turned_away(secure)
    certificate, key = self_signed(tmp_path)
    assert is_turned_away(secure, certificate, key)


def test_a_certificate_of_another_issuer_will_do_once_registered(secure, iot, tmp_path):
    certificate, key = self_signed(tmp_path)
    secure.clock(set=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60)))
    iot.RegisterCertificateWithoutCA(certificatePem=certificate.read_text(), status="ACTIVE")
    connected(secure, "lamp", certificate, key).close()


def until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
    return True


@pytest.mark.parametrize("end", ["INACTIVE", "REVOKED", "deleted"])
def test_a_certificate_that_is_no_longer_active_ends_its_connection_at_once(
    secure, iot, tmp_path, end
):
    id_, certificate, key = credentials(iot, tmp_path)
    _, other_certificate, other_key = credentials(iot, tmp_path, "door")
    device = connected(secure, "lamp", certificate, key)
    other = connected(secure, "door", other_certificate, other_key)
    assert not is_turned_away(secure, certificate, key)
    status = "INACTIVE" if end == "deleted" else end
    iot.UpdateCertificate(certificateId=id_, newStatus=status)
    if end == "deleted":
        iot.DeleteCertificate(certificateId=id_)
    assert until(lambda: not device.is_connected, 1)
    assert is_turned_away(secure, certificate, key)
    assert other.is_connected
    assert other.topics_heard() == []
    if end != "deleted":
        iot.UpdateCertificate(certificateId=id_, newStatus="ACTIVE")
        connected(secure, "lamp", certificate, key).close()
    device.close()
    other.close()


@pytest.mark.parametrize("year", [2025, 2050])
def test_a_certificate_counts_while_it_is_valid_by_the_emulators_clock(
    secure, iot, tmp_path, year
):
    _, certificate, key = credentials(iot, tmp_path)
    secure.clock(set=f"{year}-01-01T00:00:00Z")
    assert is_turned_away(secure, certificate, key)
    secure.clock(set="2026-01-01T00:00:00Z")
    connected(secure, "lamp", certificate, key).close()


def test_half_a_handshake_holds_nobody_up(secure, iot, tmp_path):
    _, certificate, key = credentials(iot, tmp_path)
    with socket.create_connection((HOST, port(secure))) as half:
        half.send(b"\x16\x03\x01\x02\x00\x01")
        with socket.create_connection((HOST, port(secure))) as plain:
            plain.send(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00")
            connected(secure, "lamp", certificate, key).close()
            while plain.recv(100):
                pass


def test_lifecycle_events_name_the_certificate(secure, iot, tmp_path):
    _, certificate, key = credentials(iot, tmp_path, "watcher")
    watcher = connected(secure, "watcher", certificate, key,
                        subscribe=("$aws/events/presence/#",))
    id_, certificate, key = credentials(iot, tmp_path)
    device = connected(secure, "lamp", certificate, key)
    device.close()
    for kind in ("connected", "disconnected"):
        topic = f"$aws/events/presence/{kind}/{device.client_id}"
        event = watcher.wait_for(lambda m, topic=topic: m.topic == topic, kind).payload
        assert event["principalIdentifier"] == id_
        assert event["ipAddress"] == "127.0.0.1"
    watcher.close()


def test_who_takes_his_leave_is_told_from_who_is_lost(secure, iot, tmp_path):
    _, certificate, key = credentials(iot, tmp_path)
    watcher = connected(secure, "watcher", certificate, key,
                        subscribe=("$aws/events/presence/disconnected/#",))

    def end_of(device):
        topic = f"$aws/events/presence/disconnected/{device.client_id}"
        event = watcher.wait_for(lambda m: m.topic == topic, "the end").payload
        return event["disconnectReason"], event["clientInitiatedDisconnect"]

    polite = connected(secure, "lamp", certificate, key)
    polite.close()
    assert end_of(polite) == ("CLIENT_INITIATED_DISCONNECT", True)
    lost = connected(secure, "lamp", certificate, key, keep_session_as=polite.client_id + "-2")
    lost.client.reconnect_delay_set(60, 60)
    lost.publish("weather", b"\xe0\x00")  # as DISCONNECT begins
    socket.socket.shutdown(lost.client.socket(), socket.SHUT_RDWR)
    assert end_of(lost) == ("CONNECTION_LOST", False)
    watcher.close()


def test_mosquittos_own_clients_get_through(secure, iot, tmp_path):
    _, certificate, key = credentials(iot, tmp_path)
    iot.CreateThing(thingName="lamp")
    answer = subprocess.run(
        ["mosquitto_rr", "-h", HOST, "-p", str(port(secure)), "--cafile", secure.ready["ca"],
         "--cert", certificate, "--key", key, "-W", "8", "-t", "$aws/things/lamp/jobs/get",
         "-e", "$aws/things/lamp/jobs/get/accepted", "-m", "{}"],
        capture_output=True, text=True, check=True, timeout=20,
    ).stdout
    assert '"queuedJobs":[]' in answer


def test_without_tls_there_is_no_way_in_where_it_is_switched_off(secure, iot):
    assert "mqtt" not in secure.ready


def test_the_authority_is_kept_with_the_data(tmp_path):
    flags = ("--data-dir", str(tmp_path / "data"))
    with Emulator(*flags) as emulator:
        assert (tmp_path / "data/jobs.db").stat().st_mode & 0o077 == 0  # a key is in it
        first = open(emulator.ready["ca"]).read()
        iot = Boto3("iot", emulator.http)
        _, certificate, key = credentials(iot, tmp_path)
    with Emulator(*flags) as emulator:
        assert open(emulator.ready["ca"]).read() == first
        connected(emulator, "lamp", certificate, key).close()


def test_mosquitto_pub_and_sub_talk_to_each_other_over_tls(secure, iot, tmp_path):
    _, certificate, key = credentials(iot, tmp_path)
    there = ["-h", HOST, "-p", str(port(secure)), "--cafile", secure.ready["ca"], "--cert",
             certificate, "--key", key]
    with subprocess.Popen(
        ["stdbuf", "-oL", "mosquitto_sub", *there, "-d", "-W", "8", "-C", "1", "-t", "lamps/+"],
        stdout=subprocess.PIPE, text=True,
    ) as listener:
        while "SUBACK" not in listener.stdout.readline():
            assert listener.poll() is None
        subprocess.run(["mosquitto_pub", *there, "-q", "1", "-t", "lamps/1", "-m", "on"],
                       check=True, timeout=20)
        assert "\non\n" in listener.stdout.read()


@pytest.mark.parametrize("subscribed", [("notify-next",), ()], ids=["notify-next only", "nothing"])
def test_who_subscribes_to_little_completes_a_job_all_the_same(
    secure, iot, tmp_path, subscribed
):
    _, certificate, key = credentials(iot, tmp_path)
    fleet = Fleet(iot)
    fleet.thing("lamp")
    fleet.job("first", "lamp")
    device = connected(secure, "lamp", certificate, key, subscribe=subscribed)
    fleet.job("second", "lamp")
    for job in ("first", "second"):
        assert device.accepted("$next/get")["execution"]["jobId"] == job
        device.accepted(f"{job}/update", {"status": "SUCCEEDED"})
        assert fleet.status(job) == "COMPLETED"
    heard = device.topics_heard()
    assert heard == (["notify-next", "notify-next"] if subscribed else [])
    device.close()
