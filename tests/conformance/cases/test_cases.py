"""The tables of cases (cases_*.py) by boto3 and by npm's SDK, and what they must not leave out."""

import contextlib
import re

import botocore.session
import pytest

import cases_broker
import cases_certificates
import cases_groups
import cases_jobs
import cases_ota_updates
import cases_packages
import cases_policies
import cases_provisioning
import cases_role_aliases
import cases_settings
import cases_streams
import cases_things
from cases import NODES, aside, filled_in, filters, form_of, holds, lists, paging, service_of
from clients import ApiError, refused
from description import DOCUMENTS, SERVICES, inputs, resolve

TABLES = (cases_things, cases_groups, cases_settings, cases_packages, cases_jobs,
          cases_certificates, cases_policies, cases_provisioning, cases_role_aliases,
          cases_streams, cases_ota_updates)
CASES = [*(case for table in TABLES for case in table.CASES), *cases_jobs.DATA_CASES,
         *cases_broker.CASES]
PAGED = [row for table in TABLES for row in table.PAGED]

# What no request of a client can provoke, and why.
UNPROVOKED = {
    "Throttling": "nothing is throttled",
    "ServiceUnavailable": "it answers or is not there",
    "InternalFailure": "would be a bug",
    "InternalServer": "would be a bug",
    "Unauthorized": "signatures are checked with --auth sigv4 only: test_sigv4.py",
    "iot-jobs-data CertificateValidation": "on the port for certificates only: test_https.py",
    "MethodNotAllowed": "AWS does not say when",
    "GetEffectivePolicies LimitExceeded": "adds nothing",
    "GetConnection success": "clients: test_connections_of_clients.py",
    "ListSubscriptions success": "clients: test_connections_of_clients.py",
    "ListSubscriptions paging": "clients: test_connections_of_clients.py",
    "DeleteConnection success": "clients: test_connections_of_clients.py",
    "iot-data Forbidden": "by policies alone: test_publish.py",
    "GetThingConnectivityData IndexNotReady": "needs no index here",
    "CreateOTAUpdate ResourceNotFound": "the update's status tells",
    "CreateOTAUpdate LimitExceeded": "the update's status tells",
    "DeleteOTAUpdate VersionConflict": "one change at a time",
    "UpdateStream LimitExceeded": "a file of 24 MiB and more: test_streams.py",
    "CreateStream LimitExceeded": "a file of 24 MiB and more: test_streams.py",
    "DeleteRoleAlias DeleteConflict": "nothing uses a role alias here",
    "TestAuthorization LimitExceeded": "adds nothing",
    "StopThingRegistrationTask success": "one under way: test_registration_tasks.py",
    "ServiceQuotaExceeded": "packages have no quota here",
    "DeleteThing ResourceNotFound": "deleting a missing thing succeeds",
    "ListBillingGroups ResourceNotFound": "names nothing that could be missing",
    "ListManagedJobTemplates ResourceNotFound": "an unknown name finds none",
    "ListPolicyPrincipals ResourceNotFound": "an unknown policy has none, as on AWS",
    "SearchIndex IndexNotReady": "an index is there as soon as it is turned on",
    "CreateJobTemplate LimitExceeded": "templates have no quota here",
    "CancelJob LimitExceeded": "500 jobs at once: tests/server/jobs/quota_test.cc",
    "DeleteJob LimitExceeded": "10 in deletion at once: tests/server/jobs/quota_test.cc",
    "GetIndexingConfiguration InvalidRequest": "takes nothing",
    "GetRegistrationCode InvalidRequest": "takes nothing",
    "RegisterCertificateWithoutCA CertificateState": "AWS does not say when",
    "UpdateCertificate CertificateState": "certificates are not transferred here",
    "RegisterCACertificate ResourceNotFound": "what it names is not looked up",
    "RegisterCACertificate LimitExceeded": "CAs have no quota here",
    "DetachPolicy LimitExceeded": "takes away only",
    "ListAttachedPolicies LimitExceeded": "adds nothing",
    "ListTargetsForPolicy LimitExceeded": "adds nothing",
    "CreateProvisioningTemplate LimitExceeded": "templates have no quota here",
    "UpdateProvisioningTemplate ConflictingResourceUpdate": "one change at a time",
    "DeleteProvisioningTemplate ConflictingResourceUpdate": "one change at a time",
    "CreateProvisioningTemplateVersion ConflictingResourceUpdate": "one change at a time",
    "DeleteProvisioningTemplateVersion ConflictingResourceUpdate": "one change at a time",
}
UNPAGED = {
    "ListThingRegistrationTaskReports": "a report is one link at most",
    "ListTagsForResource": "50 tags fit on a page, and it has no maxResults",
}


# How those are asked for.
ONE_PAGE = {
    "ListSubscriptions": ([], {"clientId": "x"}),
    "ListTagsForResource": (cases_settings.TAGGED, {"resourceArn": cases_settings.HALL}),
    "ListThingRegistrationTaskReports": (
        [cases_provisioning.TASK], {**cases_provisioning.ENDED, "reportType": "ERRORS"}),
}


MODELS = {service: botocore.session.get_session().get_service_model(service)
          for service in SERVICES}


def known_to_boto3(service, operation, members):
    """Debian's botocore is older than some operations and members."""
    model = MODELS[service]
    if operation not in model.operation_names:
        return False
    shape = model.operation_model(operation).input_shape
    return all(name in shape.members for name in members) if shape else not members


class Sdk:
    def __init__(self, emulator, family, clients):
        self._emulator, self._family = emulator, family
        self._clients = dict(zip(SERVICES, clients))

    def prepare(self, calls, services):
        """Makes the calls by whichever SDK knows them; all that they answered."""
        kept = {}
        for operation, members in calls:
            if aside(self._emulator, operation, members):
                continue
            call = getattr(services[service_of(operation)], operation)
            kept.update(call(**filled_in(members, kept)))
        return kept

    def call(self, service, operation, members):
        if self._family == "boto3" and not known_to_boto3(service, operation, members):
            pytest.skip("newer than Debian's botocore")
        return getattr(self._clients[service], operation)(**members)


@pytest.fixture
def sdk(emulator, _sdks, family):
    return Sdk(emulator, family, _sdks[family])


@pytest.fixture
def before(sdk, _sdks):
    """Makes what a case needs, by the SDK that knows every operation."""
    services = dict(zip(SERVICES, _sdks["npm"]))
    return lambda calls: sdk.prepare(calls, services)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case(sdk, before, case):
    kept = before(case.before)
    members = filled_in(case.input, kept)
    if case.error:
        with refused(*form_of(case.service, case.error), case.message):
            sdk.call(case.service, case.operation, members)
        return
    output = sdk.call(case.service, case.operation, members)
    assert holds(output, filled_in(case.answer, kept)), output
    for name in case.filters:
        unfiltered = {key: value for key, value in members.items() if key != name}
        with contextlib.suppress(ApiError):  # one filter may need another
            assert sdk.call(case.service, case.operation, unfiltered) != output, name


@pytest.mark.parametrize("operation, prepared, members, listed", PAGED,
                         ids=lambda value: value if isinstance(value, str) else "")
def test_pages(sdk, before, operation, prepared, members, listed):
    before(prepared)
    asked, answered, size = paging("iot", operation)
    whole = sdk.call("iot", operation, members)
    assert not whole.get(answered) and len(whole[listed]) > 1
    found, token = [], {}
    while token is not None:
        page = sdk.call("iot", operation, {**members, size: 1, **token})
        assert len(page[listed]) == 1
        found += page[listed]
        token = {asked: page[answered]} if page.get(answered) else None
    assert found == whole[listed]


@pytest.mark.parametrize("service, operation", lists(), ids=lambda value: value)
def test_a_made_up_token(sdk, before, service, operation):
    prepared, members = next(((row[1], row[2]) for row in PAGED if row[0] == operation),
                             ONE_PAGE.get(operation))
    members = filled_in(members, before(prepared))
    error = form_of(service, error_of_flaws(service, operation))
    message = "Invalid nextToken" if operation == "SearchIndex" else "Next token is invalid."
    with refused(*error, message):
        sdk.call(service, operation, {**members, paging(service, operation)[0]: "nonsense"})


def fitting(name, schema):
    known = {"targets": ["arn:aws:iot:us-east-1:123456789012:thing/x"], "status": "FAILED",
             "authInfos": [{"actionType": "CONNECT", "resources": ["x"]}],
             "tags": [{"Key": "k", "Value": "v"}], "tagKeys": ["k"], "files": [{}],
             "roleArn": "arn:aws:iam::123456789012:role/x", "executionNumber": 1}
    return known.get(name, {} if schema["type"] == "object" else "x")


def unfit(document, schema):
    """Values that break what is described, each in one way."""
    kind = schema["type"]
    if kind == "string" and "enum" in schema:
        yield "NONE_OF_THEM"
    elif kind == "string" and schema.get("maxLength", 5000) < 3000:
        yield "x" * (schema["maxLength"] + 1)
    if kind == "string" and schema.get("pattern", "").startswith("[a-zA-Z0-9"):
        yield "a b!"
    if kind in ("integer", "number") and "minimum" in schema:
        yield schema["minimum"] - 1
    if kind in ("integer", "number") and "maximum" in schema:
        yield schema["maximum"] + 1
    if kind == "array" and "maxItems" in schema:
        item = {} if resolve(document, schema["items"])["type"] == "object" else "x"
        yield [item] * (schema["maxItems"] + 1)


def flawed(service, operation):
    """Inputs of the operation with one member against its description: (input, member)."""
    document = DOCUMENTS[service]
    members = inputs(document, NODES[service, operation])
    fit = {name: fitting(name, resolve(document, schema))
           for name, (_, schema, required, _) in members.items() if required}
    return [({**fit, name: value}, name) for name, (_, schema, _, _) in members.items()
            for value in unfit(document, resolve(document, schema))]


def error_of_flaws(service, operation):
    """The operations on packages have a name of their own for it."""
    errors = NODES[service, operation]["x-errors"]
    return "Validation" if "Validation" in errors else "InvalidRequest"


FLAWED = [key for key in NODES if flawed(*key)]


@pytest.mark.parametrize("service, operation", FLAWED)
def test_a_flaw_is_named(running, _sdks, family, service, operation):
    sdk = Sdk(running, family, _sdks[family])  # as it stands: nothing comes of these calls
    for members, flaw in flawed(service, operation):
        if family == "boto3" and not known_to_boto3(service, operation, members):
            continue
        message = re.compile(f"at '{flaw}.*failed to satisfy constraint", re.S)
        with refused(*form_of(service, error_of_flaws(service, operation)), message):
            sdk.call(service, operation, members)


def unshown():
    """What is described, and neither shown by a case nor listed as impossible."""
    shown = {(case.service, case.operation, what) for case in CASES
             for what in [case.error or "success", *case.filters]}
    shown |= {("iot", row[0], "paging") for row in PAGED}
    shown |= {(*key, error_of_flaws(*key)) for key in FLAWED}
    for (service, operation), node in NODES.items():
        wanted = ["success", *node["x-errors"], *filters(service, operation)]
        if (service, operation) in lists():
            wanted.append("paging")
        for what in wanted:
            excused = (any(key in UNPROVOKED for key in (
                           what, f"{service} {what}", f"{operation} {what}"))
                       or what == "paging" and operation in UNPAGED)
            if ((service, operation, what) in shown) == excused:
                yield f"{operation} {what}" + (" is listed as impossible" if excused else "")


def test_every_success_error_page_and_filter_is_shown():
    assert list(unshown()) == []
