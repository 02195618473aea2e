"""How much a list gives when it is not said: what AWS documents, or a row of docs/differences.md."""

import re

from cases import lists
from clients import HERE
from pems import signing_request

COMMANDS = HERE / "node_modules/@aws-sdk"
CLIENTS = {"iot": "client-iot", "iot-data": "client-iot-data-plane",
           "iot-jobs-data": "client-iot-jobs-data-plane"}
DOCUMENTED = {"ListCertificates": 25, "ListCACertificates": 25, "ListSubscriptions": 20}
# Of lists that AWS does not document.
OURS = {"ListCertificatesByCA": 25, "ListPackages": 100, "ListPackageVersions": 100}
OTHERS = 250


def documented_in(service, operation):
    """The default that the SDK's own documentation of an operation gives; None without one."""
    types = COMMANDS / CLIENTS[service] / "dist-types"
    text = (types / f"commands/{operation}Command.d.ts").read_text()
    models = "".join(path.read_text() for path in sorted((types / "models").iterdir()))
    request = re.search(rf"^export interface {operation}Request {{.*?^}}", models, re.S | re.M)
    found = (re.search(r"default page size of (\d+)", text) or
             re.search(r"By default, this is set to (\d+)", request[0] if request else ""))
    return int(found[1]) if found else None


def test_what_aws_documents_is_ours():
    told = {operation: documented_in(service, operation) for service, operation in lists()}
    assert {operation: size for operation, size in told.items() if size} == DOCUMENTED


def test_what_aws_does_not_document_has_its_row():
    page = re.sub(r"\s+", " ", (HERE.parents[1] / "docs/differences.md").read_text())
    [row] = re.findall(r"- Lists whose size AWS does not document.*?(?= - )", page)
    assert {int(size) for size in re.findall(r"\d+", row)} == {OTHERS, *OURS.values()}
    assert "packages and their versions 100" in row and "ListCertificatesByCA" in row


def test_a_page_of_certificates(sdk_iot):
    request = signing_request()
    for _ in range(26):
        sdk_iot.CreateCertificateFromCsr(certificateSigningRequest=request)
    page = sdk_iot.ListCertificates()
    assert len(page["certificates"]) == DOCUMENTED["ListCertificates"]
    rest = sdk_iot.ListCertificates(marker=page["nextMarker"])
    assert len(rest["certificates"]) == 1 and not rest.get("nextMarker")
    assert len(sdk_iot.ListCertificates(pageSize=250)["certificates"]) == 26
