"""How much a list gives when it is not said: what AWS documents, or a row of docs/differences.md."""

import re

from cases import lists
from clients import HERE
from pems import signing_request

COMMANDS = HERE / "node_modules/@aws-sdk/client-iot/dist-types/commands"
DOCUMENTED = {"ListCertificates": 25, "ListCACertificates": 25}
# Of lists that AWS does not document.
OURS = {"ListCertificatesByCA": 25, "ListPackages": 100, "ListPackageVersions": 100}
OTHERS = 250


def documented_in(operation):
    """The default that the SDK's own documentation of an operation gives; None without one."""
    text = (COMMANDS / f"{operation}Command.d.ts").read_text()
    found = re.search(r"default page size of (\d+)", text)
    return int(found[1]) if found else None


def test_what_aws_documents_is_ours():
    told = {operation: documented_in(operation) for _, operation in lists()}
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
