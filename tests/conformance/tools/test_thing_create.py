"""The commands `thing create` and `certs`, and certificates of one's own."""

import json
import os
import ssl
import subprocess

import pytest

from clients import Boto3
from device import Device
from emulator import BINARY, Emulator
from fleet import Fleet, arn
from test_ca_certificates import authority, signed_by
from test_certificates import openssl
from test_tls import HOST, port


def run(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          timeout=60)


def connects(emulator, directory, name="lamp"):
    tls = ssl.create_default_context(cafile=str(directory / "ca.pem"))
    tls.load_cert_chain(directory / f"{name}.pem", directory / f"{name}.key")
    return Device((HOST, port(emulator)), name, tls=tls)


def test_one_command_makes_all_that_a_device_needs(running, emulator, iot, tmp_path):
    emulator.admin("POST", "/_emulator/reset")
    kit = tmp_path / "kit"
    done = run("thing", "create", "lamp", "--with-certificate", kit, "--endpoint", emulator.http)
    assert done.returncode == 0, done.stderr
    assert arn("thing/lamp") in done.stdout
    [principal] = iot.ListThingPrincipals(thingName="lamp")["principals"]
    [policy] = iot.ListAttachedPolicies(target=principal)["policies"]
    assert policy["policyName"] == "lamp-jobs"
    document = iot.GetPolicy(policyName="lamp-jobs")["policyDocument"]
    assert document == (kit / "policy.json").read_text().rstrip("\n")
    config = json.loads((kit / "aws-iot-device-client.json").read_text())
    assert (config["thing-name"], config["jobs"]["enabled"]) == ("lamp", True)
    assert [config[name] for name in ("cert", "key", "root-ca")] == [
        str(kit / name) for name in ("lamp.pem", "lamp.key", "ca.pem")]
    assert os.stat(kit / "lamp.key").st_mode & 0o777 == 0o600
    device = connects(emulator, kit)
    Fleet(iot).job("j", "lamp")
    assert device.accepted("start-next")["execution"]["jobId"] == "j"
    device.close()


def test_it_signs_where_signatures_are_verified(tmp_path):
    with Emulator("--auth", "sigv4") as emulator:
        emulator.advance("1h")
        made = run("thing", "create", "a:b", "--with-certificate", tmp_path,
                   "--endpoint", emulator.http)
        assert made.returncode == 0, made.stderr
        refused = run("thing", "create", "a:b", "--with-certificate", tmp_path,
                      "--endpoint", emulator.http, "--secret-access-key", "wrong")
        assert refused.returncode == 1 and "signature" in refused.stderr


def test_it_works_on_the_state_of_an_emulator_that_does_not_run(tmp_path):
    kit, state = tmp_path / "kit", tmp_path / "state"
    done = run("thing", "create", "lamp", "--with-certificate", kit, "--data-dir", state)
    assert done.returncode == 0, done.stderr
    with Emulator("--data-dir", str(state)) as emulator:
        connects(emulator, kit).close()
        busy = run("thing", "create", "fan", "--with-certificate", kit, "--data-dir", state)
        assert busy.returncode == 1 and "in use" in busy.stderr


@pytest.mark.parametrize("arguments, mistake", [
    (["thing", "create", "lamp"], "--with-certificate"),
    (["thing", "create", "lamp", "--with-certificate", "/tmp/x", "--endpoint", "ftp://x"],
     "--endpoint takes http://host:port"),
    (["thing", "create", "lamp", "--with-certificate", "/tmp/x", "--endpoint",
      "http://127.0.0.1:1"], "no emulator answers at http://127.0.0.1:1"),
    (["certs"], "--data-dir"),
])
def test_a_mistake_is_told(arguments, mistake):
    done = run(*arguments)
    assert done.returncode != 0 and mistake in done.stderr, done.stderr


def test_certs_shows_and_exports_the_ca(tmp_path):
    state, export = tmp_path / "state", tmp_path / "export"
    shown = run("certs", "--data-dir", state)
    again = run("certs", "--data-dir", state, "--export", export, "--hostname", "emulator.test")
    assert shown.returncode == again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[0] == shown.stdout.splitlines()[0]
    openssl("verify", "-CAfile", str(export / "ca.pem"), str(export / "server.pem"))
    names = openssl("x509", "-noout", "-ext", "subjectAltName", "-in",
                    str(export / "server.pem"))
    assert "DNS:localhost" in names and "DNS:emulator.test" in names
    with Emulator("--data-dir", str(state)) as emulator:
        with open(emulator.ready["ca"]) as file:
            assert file.read() == (export / "ca.pem").read_text()


def test_a_ca_of_ones_own_signs_devices_and_server(tmp_path):
    certificate, key = authority(tmp_path)
    with Emulator("--ca-certificate", str(certificate), "--ca-key", str(key)) as emulator:
        made = Boto3("iot", emulator.http).CreateKeysAndCertificate(setAsActive=True)
        (tmp_path / "lamp.pem").write_text(made["certificatePem"])
        (tmp_path / "lamp.key").write_text(made["keyPair"]["PrivateKey"])
        openssl("verify", "-CAfile", str(certificate), str(tmp_path / "lamp.pem"))
        connects_with = ssl.create_default_context(cafile=str(certificate))
        connects_with.load_cert_chain(tmp_path / "lamp.pem", tmp_path / "lamp.key")
        Device((HOST, port(emulator)), "lamp", tls=connects_with).close()


def test_a_server_certificate_of_ones_own_is_shown(tmp_path):
    ca = authority(tmp_path)
    signed_by(ca, tmp_path, "localhost", "server")
    pem, key = tmp_path / "server.pem", tmp_path / "server.key"
    with Emulator("--server-certificate", str(pem), "--server-key", str(key)) as emulator:
        shown = ssl.get_server_certificate((HOST, port(emulator)))
        assert shown == pem.read_text()


def test_a_key_that_is_not_the_certificates_is_told(tmp_path):
    ca, other = authority(tmp_path, "one"), authority(tmp_path, "two")
    done = run("--ca-certificate", ca[0], "--ca-key", other[1])
    assert done.returncode != 0 and "--ca-certificate and --ca-key take" in done.stderr
