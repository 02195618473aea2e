"""Nothing is swallowed: what goes in comes out, acts, is refused by name, or AWS shows it no more
than we do."""

import json

import pytest

from cases import Kept, aside, do, filled_in, paging, service_of
from cases_certificates import ACTIVE, LEAF, NOW, ONE, OURS, proof, sni_only
from cases_groups import INDEX
from cases_jobs import HALL
from cases_ota_updates import FILE, GIVEN
from cases_policies import ALL, CONNECT
from cases_provisioning import LATER_BODY
from cases_streams import FILES, OBJECT, STREAM
from cases_things import BULB, LAMP
from description import DOCUMENTS, inputs, operations, resolve
from fleet import arn, group_arn, thing_arn
from pems import signing_request
from test_cases import CASES
from test_provisioning import ROLE, template

TAGS = [{"Key": "made", "Value": "yes"}]
LIT = {"thingGroupDescription": "lit", "attributePayload": {"attributes": {"floor": "1"}}}
GROUP = do("CreateThingGroup", thingGroupName="r")
BILLING = do("CreateBillingGroup", billingGroupName="r")
PACKAGE = do("CreatePackage", packageName="r")
VERSION = {"packageName": "r", "versionName": "1"}
DRAFT = [PACKAGE, do("CreatePackageVersion", **VERSION)]
MADE_OF = {"attributes": {"size": "7"}, "recipe": "r",
           "artifact": {"s3Location": {"bucket": "b", "key": "k", "version": "v"}}}
TEMPLATE = {"templateName": "r", "templateBody": template(), "provisioningRoleArn": ROLE}
CONFIG = {"templateBody": template(), "roleArn": ROLE, "templateName": "lamps"}
RATE = {"baseRatePerMinute": 5, "incrementFactor": 1.5}
WINDOW = {"startTime": "cron(0 2 ? * MON *)", "durationInMinutes": 60}
CONFIGS = {
    "presignedUrlConfig": {"roleArn": ROLE, "expiresInSec": 90},
    "jobExecutionsRolloutConfig": {"maximumPerMinute": 9, "exponentialRate": {
        **RATE, "rateIncreaseCriteria": {"numberOfNotifiedThings": 3}}},
    "abortConfig": {"criteriaList": [{"failureType": "FAILED", "action": "CANCEL",
                                      "thresholdPercentage": 12.5,
                                      "minNumberOfExecutedThings": 2}]},
    "timeoutConfig": {"inProgressTimeoutInMinutes": 7},
    "jobExecutionsRetryConfig": {"criteriaList": [
        {"failureType": "FAILED", "numberOfRetries": 0}]}}
BY_SUCCEEDED = {"jobExecutionsRolloutConfig": {"maximumPerMinute": 9, "exponentialRate": {
    **RATE, "rateIncreaseCriteria": {"numberOfSucceededThings": 4}}}}
VERSIONS = {"destinationPackageVersions": [arn("package/fw/version/1")]}
JOB = {"jobId": "r", "targets": [group_arn("hall")], "targetSelection": "CONTINUOUS",
       "document": '{"a":1}'}
PLAIN = [LAMP, do("CreateJob", jobId="r", targets=[thing_arn("lamp")], document="{}",
                  jobExecutionsRetryConfig=CONFIGS["jobExecutionsRetryConfig"])]
STARTED = [*PLAIN, do("StartNextPendingJobExecution", thingName="lamp")]
OF_LAMP = {"thingName": "lamp", "jobId": "r"}
CA, LEAFS, ONES = ({"certificateId": pem.id} for pem in (OURS.pem, LEAF, ONE))
PROPAGATING = {"propagatingAttributes": [
    {"userPropertyKey": "size", "thingAttribute": "size"},
    {"userPropertyKey": "id", "connectionAttribute": "iot:ClientId"}]}
OF_VERSION = [{"fileId": 9, "s3Location": {**FILES[0]["s3Location"], "version": "null"}}]
FILE_OF_VERSION = {**FILE, "fileLocation": {"s3Location": OF_VERSION[0]["s3Location"]}}
FIELDS = [{"name": "attributes.size", "type": "Number"}]


def tags_of(resource):
    return do("ListTagsForResource", resourceArn=arn(resource))


def active(name):
    return {name: ("status", "ACTIVE")}


MADE = {"certificateId": Kept("certificateId")}
JOB_SHOWN = [do("DescribeJob", jobId="r"), do("GetJobDocument", jobId="r"), tags_of("job/r")]
# (operation, what was done before, the whole input, who shows it, what is shown by another name:
# member -> (name, value))
SENT = [
    ("CreateThing", [BULB, BILLING],
     {"thingName": "r", "thingTypeName": "bulb", "billingGroupName": "r",
      "attributePayload": {"attributes": {"color": "red"}}},
     [do("DescribeThing", thingName="r")], {}),
    ("UpdateThing", [BULB, LAMP],
     {"thingName": "lamp", "thingTypeName": "bulb",
      "attributePayload": {"attributes": {"color": "blue"}}},
     [do("DescribeThing", thingName="lamp")], {}),
    ("CreateThingType", [],
     {"thingTypeName": "r", "tags": TAGS,
      "thingTypeProperties": {"thingTypeDescription": "d", "searchableAttributes": ["watt"]}},
     [do("DescribeThingType", thingTypeName="r"), tags_of("thingtype/r")], {}),
    ("CreateThingType", [], {"thingTypeName": "r", "thingTypeProperties": {
        "mqtt5Configuration": PROPAGATING}}, [do("DescribeThingType", thingTypeName="r")], {}),
    ("UpdateThingType", [do("CreateThingType", thingTypeName="r")],
     {"thingTypeName": "r", "thingTypeProperties": {
         "thingTypeDescription": "d", "mqtt5Configuration": PROPAGATING}},
     [do("DescribeThingType", thingTypeName="r")], {}),
    ("CreateRoleAlias", [],
     {"roleAlias": "r", "roleArn": ROLE, "credentialDurationSeconds": 900, "tags": TAGS},
     [do("DescribeRoleAlias", roleAlias="r"), tags_of("rolealias/r")], {}),
    ("UpdateRoleAlias", [do("CreateRoleAlias", roleAlias="r", roleArn=ROLE)],
     {"roleAlias": "r", "roleArn": ROLE + "2", "credentialDurationSeconds": 900},
     [do("DescribeRoleAlias", roleAlias="r")], {}),
    ("CreateStream", [OBJECT],
     {"streamId": "r", "roleArn": ROLE, "description": "d", "files": OF_VERSION, "tags": TAGS},
     [do("DescribeStream", streamId="r"), tags_of("stream/r")], {}),
    ("UpdateStream", STREAM,
     {"streamId": "lamps", "roleArn": ROLE + "2", "description": "d", "files": OF_VERSION},
     [do("DescribeStream", streamId="lamps")], {}),
    *(("CreateOTAUpdate", [LAMP, OBJECT], {**GIVEN, **more},
       [do("GetOTAUpdate", otaUpdateId="u"), do("DescribeJob", jobId="AFR_OTA-u"),
        tags_of("otaupdate/u")], {})
      for more in ({"description": "d", "protocols": ["MQTT", "HTTP"], "tags": TAGS,
                    "targetSelection": "SNAPSHOT", "additionalParameters": {"k": "v"},
                    "awsJobPresignedUrlConfig": {"expiresInSec": 90},
                    "awsJobExecutionsRolloutConfig": CONFIGS["jobExecutionsRolloutConfig"],
                    "awsJobAbortConfig": {
                        "abortCriteriaList": CONFIGS["abortConfig"]["criteriaList"]},
                    "awsJobTimeoutConfig": CONFIGS["timeoutConfig"],
                    "files": [{**FILE, "fileType": 3, "fileVersion": "2",
                               "attributes": {"a": "b"}}]},
                   {"awsJobExecutionsRolloutConfig": BY_SUCCEEDED["jobExecutionsRolloutConfig"],
                    "files": [FILE_OF_VERSION]})),
    ("CreateThingGroup", [HALL],
     {"thingGroupName": "r", "parentGroupName": "hall", "thingGroupProperties": LIT,
      "tags": TAGS},
     [do("DescribeThingGroup", thingGroupName="r"), tags_of("thinggroup/r")], {}),
    ("UpdateThingGroup", [GROUP], {"thingGroupName": "r", "thingGroupProperties": LIT},
     [do("DescribeThingGroup", thingGroupName="r")], {}),
    ("CreateDynamicThingGroup", [INDEX],
     {"thingGroupName": "r", "thingGroupProperties": LIT, "tags": TAGS,
      "indexName": "AWS_Things", "queryString": "thingName:a", "queryVersion": "2017-09-30"},
     [do("DescribeThingGroup", thingGroupName="r"), tags_of("thinggroup/r")], {}),
    ("UpdateDynamicThingGroup",
     [INDEX, do("CreateDynamicThingGroup", thingGroupName="r", queryString="thingName:b")],
     {"thingGroupName": "r", "thingGroupProperties": LIT, "indexName": "AWS_Things",
      "queryString": "thingName:a", "queryVersion": "2017-09-30"},
     [do("DescribeThingGroup", thingGroupName="r")], {}),
    ("CreateBillingGroup", [],
     {"billingGroupName": "r", "tags": TAGS,
      "billingGroupProperties": {"billingGroupDescription": "d"}},
     [do("DescribeBillingGroup", billingGroupName="r"), tags_of("billinggroup/r")], {}),
    ("UpdateBillingGroup", [BILLING],
     {"billingGroupName": "r", "billingGroupProperties": {"billingGroupDescription": "d"}},
     [do("DescribeBillingGroup", billingGroupName="r")], {}),
    ("UpdateIndexingConfiguration", [],
     {"thingIndexingConfiguration": {
         "thingIndexingMode": "REGISTRY", "thingConnectivityIndexingMode": "STATUS",
         "deviceDefenderIndexingMode": "OFF", "namedShadowIndexingMode": "OFF",
         "managedFields": [{"name": "thingId", "type": "String"}], "customFields": FIELDS},
      "thingGroupIndexingConfiguration": {
          "thingGroupIndexingMode": "ON", "customFields": FIELDS,
          "managedFields": [{"name": "thingGroupId", "type": "String"}]}},
     [do("GetIndexingConfiguration")], {}),
    ("CreateKeysAndCertificate", [], {"setAsActive": True},
     [do("DescribeCertificate", **MADE)], active("setAsActive")),
    ("CreateCertificateFromCsr", [],
     {"setAsActive": True, "certificateSigningRequest": signing_request()},
     [do("DescribeCertificate", **MADE)], active("setAsActive")),
    ("RegisterCertificateWithoutCA", [], {"certificatePem": ONE.text, "status": "ACTIVE"},
     [do("DescribeCertificate", **ONES)], {}),
    ("RegisterCertificate", [sni_only(OURS, setAsActive=True)],
     {"certificatePem": LEAF.text, "caCertificatePem": OURS.pem.text, "status": "ACTIVE"},
     [do("DescribeCertificate", **LEAFS)], {}),
    ("RegisterCertificate", [sni_only(OURS, setAsActive=True)],
     {"certificatePem": LEAF.text, "setAsActive": True},
     [do("DescribeCertificate", **LEAFS)], active("setAsActive")),
    ("UpdateCertificate", [ACTIVE], {**ONES, "newStatus": "REVOKED"},
     [do("DescribeCertificate", **ONES)], {"newStatus": ("status", "REVOKED")}),
    ("RegisterCACertificate", [NOW, do("GetRegistrationCode")],
     {"caCertificate": OURS.pem.text, "verificationCertificate": proof(OURS),
      "setAsActive": True, "allowAutoRegistration": False, "registrationConfig": CONFIG,
      "tags": TAGS, "certificateMode": "DEFAULT"},
     [do("DescribeCACertificate", **CA), tags_of("cacert/" + OURS.pem.id)],
     {"caCertificate": ("certificatePem", OURS.pem.text), **active("setAsActive"),
      "allowAutoRegistration": ("autoRegistrationStatus", "DISABLE")}),
    ("UpdateCACertificate", [sni_only(OURS)],
     {**CA, "newStatus": "ACTIVE", "newAutoRegistrationStatus": "DISABLE",
      "registrationConfig": CONFIG},
     [do("DescribeCACertificate", **CA)],
     {**active("newStatus"),
      "newAutoRegistrationStatus": ("autoRegistrationStatus", "DISABLE")}),
    ("CreatePolicy", [], {"policyName": "r", "policyDocument": CONNECT, "tags": TAGS},
     [do("GetPolicy", policyName="r"), tags_of("policy/r")], {}),
    ("CreatePolicyVersion", [do("CreatePolicy", policyName="r", policyDocument=CONNECT)],
     {"policyName": "r", "policyDocument": ALL, "setAsDefault": True},
     [do("GetPolicyVersion", policyName="r", policyVersionId="2")],
     {"setAsDefault": ("isDefaultVersion", True)}),
    ("AttachThingPrincipal", [LAMP, ACTIVE],
     {"thingName": "lamp", "principal": ONE.arn, "thingPrincipalType": "EXCLUSIVE_THING"},
     [do("ListThingPrincipalsV2", thingName="lamp")], {}),
    ("CreateJob", [HALL],
     {**JOB, **CONFIGS, **VERSIONS, "description": "d", "tags": TAGS, "namespaceId": "n",
      "schedulingConfig": {"startTime": "2026-01-02T00:00", "endTime": "2026-02-02T00:00",
                           "endBehavior": "CANCEL", "maintenanceWindows": [WINDOW]}},
     JOB_SHOWN, {}),
    ("CreateJob", [HALL], {**JOB, **BY_SUCCEEDED}, JOB_SHOWN, {}),
    ("CreateJob", [HALL],
     {"jobId": "r", "targets": [group_arn("hall")], "documentParameters": {"command": "ls"},
      "jobTemplateArn": "arn:aws:iot:us-east-1::jobtemplate/AWS-Run-Command:1.0"},
     JOB_SHOWN, {}),
    ("UpdateJob", PLAIN, {"jobId": "r", **CONFIGS, "description": "d"}, JOB_SHOWN, {}),
    ("UpdateJob", PLAIN, {"jobId": "r", **BY_SUCCEEDED}, JOB_SHOWN, {}),
    ("AssociateTargetsWithJob", [HALL, GROUP, do("CreateJob", **JOB)],
     {"jobId": "r", "targets": [group_arn("r")], "comment": "c"}, JOB_SHOWN,
     {"targets": ("targets", [group_arn("hall"), group_arn("r")])}),
    ("CancelJob", STARTED,
     {"jobId": "r", "force": True, "reasonCode": "WHY", "comment": "c"}, JOB_SHOWN,
     {"force": ("forceCanceled", True)}),
    ("CancelJobExecution", STARTED, {**OF_LAMP, "force": True, "statusDetails": {"by": "us"}},
     [do("DescribeJobExecution", **OF_LAMP)],
     {"force": ("forceCanceled", True), "statusDetails": ("detailsMap", {"by": "us"})}),
    ("StartNextPendingJobExecution", PLAIN, {"thingName": "lamp", "statusDetails": {"by": "us"},
                                             "stepTimeoutInMinutes": 5},
     [do("DescribeJobExecution", **OF_LAMP)],
     {"statusDetails": ("detailsMap", {"by": "us"}),
      "stepTimeoutInMinutes": ("approximateSecondsBeforeTimedOut", 300)}),
    ("UpdateJobExecution", PLAIN,
     {**OF_LAMP, "status": "IN_PROGRESS", "statusDetails": {"by": "us"},
      "stepTimeoutInMinutes": 5, "executionNumber": 1},
     [do("DescribeJobExecution", **OF_LAMP)],
     {"statusDetails": ("detailsMap", {"by": "us"}),
      "stepTimeoutInMinutes": ("approximateSecondsBeforeTimedOut", 300)}),
    *(("CreateJobTemplate", [],
       {"jobTemplateId": "r", "document": '{"a":1}', "description": "d", **more},
       [do("DescribeJobTemplate", jobTemplateId="r"), tags_of("jobtemplate/r")], {})
      for more in ({**CONFIGS, **VERSIONS, "tags": TAGS, "maintenanceWindows": [WINDOW]},
                   BY_SUCCEEDED)),
    ("UpdateEventConfigurations", [], {"eventConfigurations": {"JOB": {"Enabled": True}}},
     [do("DescribeEventConfigurations")], {}),
    ("TagResource", [GROUP], {"resourceArn": group_arn("r"), "tags": TAGS},
     [tags_of("thinggroup/r")], {}),
    ("CreatePackage", [], {"packageName": "r", "description": "d", "tags": {"made": "yes"}},
     [do("GetPackage", packageName="r"), tags_of("package/r")], {"tags": ("tags", TAGS)}),
    ("UpdatePackage", [*DRAFT, do("UpdatePackageVersion", **VERSION, action="PUBLISH")],
     {"packageName": "r", "description": "d", "defaultVersionName": "1"},
     [do("GetPackage", packageName="r")], {}),
    ("CreatePackageVersion", [PACKAGE],
     {**VERSION, **MADE_OF, "description": "d", "tags": {"made": "yes"}},
     [do("GetPackageVersion", **VERSION), tags_of("package/r/version/1")],
     {"tags": ("tags", TAGS)}),
    ("UpdatePackageVersion", DRAFT,
     {**VERSION, **MADE_OF, "description": "d", "action": "PUBLISH"},
     [do("GetPackageVersion", **VERSION)], {"action": ("status", "PUBLISHED")}),
    ("CreateProvisioningTemplate", [],
     {**TEMPLATE, "description": "d", "enabled": True, "tags": TAGS,
      "type": "FLEET_PROVISIONING"},
     [do("DescribeProvisioningTemplate", templateName="r"), tags_of("provisioningtemplate/r")],
     {}),
    ("UpdateProvisioningTemplate",
     [do("CreateProvisioningTemplate", **TEMPLATE),
      do("CreateProvisioningTemplateVersion", templateName="r", templateBody=LATER_BODY)],
     {"templateName": "r", "description": "d", "enabled": True, "defaultVersionId": 2,
      "provisioningRoleArn": ROLE + "2"},
     [do("DescribeProvisioningTemplate", templateName="r")], {}),
    ("CreateProvisioningTemplateVersion", [do("CreateProvisioningTemplate", **TEMPLATE)],
     {"templateName": "r", "templateBody": LATER_BODY, "setAsDefault": True},
     [do("DescribeProvisioningTemplateVersion", templateName="r", versionId=2)],
     {"setAsDefault": ("isDefaultVersion", True)}),
]

NO_TOKEN = "docs/differences.md: it is checked and no more"
# What AWS itself does not show, and what it does instead.
UNSHOWN = {
    "CreateThing attributePayload.merge": "there is nothing to merge with yet",
    **{f"{operation} thingGroupProperties.attributePayload.merge":
           "group attributes: tests/conformance/registry/test_group_changes.py"
       for operation in ("CreateThingGroup", "UpdateThingGroup", "CreateDynamicThingGroup",
                         "UpdateDynamicThingGroup")},
    "CreateCertificateFromCsr certificateSigningRequest":
        "the certificate is shown that was made of it",
    "RegisterCertificate caCertificatePem": "says by which CA's certificate to check",
    "RegisterCACertificate verificationCertificate": "a proof, looked at and forgotten",
    **{f"CreateOTAUpdate files.{member}": "tests/conformance/ota/test_ota_updates.py"
       for member in ("codeSigning.awsSignerJobId", *(
               f"codeSigning.customCodeSigning.{one}" for one in (
                   "signature.inlineDocument", "certificateChain.certificateName",
                   "certificateChain.inlineDocument", "hashAlgorithm", "signatureAlgorithm")), *(
           f"codeSigning.startSigningJobParameter.{one}" for one in (
               "signingProfileParameter.certificateArn", "signingProfileParameter.platform",
               "signingProfileParameter.certificatePathOnDevice", "signingProfileName",
               "destination.s3Destination.bucket", "destination.s3Destination.prefix")),
           "fileLocation.stream.streamId", "fileLocation.stream.fileId")},
    "DeleteOTAUpdate deleteStream": "tests/server/ota/ota_update_test.cc",
    "DeleteOTAUpdate forceDeleteAWSJob": "tests/server/ota/ota_update_test.cc",
    "CreateJob documentSource": "read once: tests/conformance/files/test_downloads.py",
    "CreateJobTemplate documentSource": "read once: tests/conformance/files/test_downloads.py",
    "DescribeJob beforeSubstitution":
        "the document itself has it: descriptions/test_newer_members.py",
    "GetJobDocument beforeSubstitution": "descriptions/test_newer_members.py",
    **{f"Publish {member}": "it goes with the message: tests/conformance/broker/test_publish.py"
       for member in ("retain", "contentType", "responseTopic", "messageExpiry",
                      "userProperties", "payloadFormatIndicator", "correlationData")},
    **{f"{operation} {member}": "it acts: tests/conformance/broker/test_connections_of_clients.py"
       for operation, member in (
           ("GetConnection", "includeSocketInformation"), ("DeleteConnection", "cleanSession"),
           ("DeleteConnection", "preventWillMessage"),
           ("GetThingConnectivityData", "includeSocketInformation"))},
    "TestAuthorization clientId":
        "what variables stand for: tests/engine/access/policy_evaluation_test.cc",
    **{f"{operation} preProvisioningHook.{member}":
       "shown where --hook names it: tests/conformance/identity/test_provisioning_hooks.py"
       for operation in ("CreateProvisioningTemplate", "UpdateProvisioningTemplate")
       for member in ("payloadVersion", "targetArn")},
    "UpdateProvisioningTemplate removePreProvisioningHook":
        "it acts: tests/conformance/identity/test_provisioning_hooks.py",
    **{f"{operation} clientToken": NO_TOKEN for operation in (
        "CreatePackage", "UpdatePackage", "DeletePackage", "CreatePackageVersion",
        "UpdatePackageVersion", "DeletePackageVersion")},
}


def leaves(value, path=()):
    """(path, value) of what holds no members that are described; lists of scalars are whole."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, value


def shown(output, name, value):
    """Whether a member of that name has the value, wherever it stands."""
    if isinstance(output, dict):
        return any((key == name and item == value) or shown(item, name, value)
                   for key, item in output.items())
    return isinstance(output, list) and any(shown(item, name, value) for item in output)


@pytest.fixture
def ask(emulator, _sdks):
    """By the SDK that knows every operation; all that was answered so far is kept."""
    clients = dict(zip(("iot", "iot-jobs-data"), _sdks["npm"]))
    kept = {}

    def call(operation, members):
        if aside(emulator, operation, members):
            return None
        output = getattr(clients[service_of(operation)], operation)(**filled_in(members, kept))
        kept.update(output)
        return output

    return call


@pytest.mark.parametrize("row", SENT, ids=lambda row: row[0])
def test_what_goes_in_comes_out(ask, row):
    operation, before, input_, readers, renamed = row
    for each in before:
        ask(*each)
    ask(operation, input_)
    outputs = [ask(*reader) for reader in readers]
    asked_by = [pair for _, members_ in readers for pair in members_.items()]
    whole = {name: value for name, value in input_.items()
             if name not in renamed and (name, value) not in asked_by}
    expected = [(path[-1], value) for path, value in leaves(whole)
                if unshown(operation, path) is None and not callable(value)]
    for name, value in [*expected, *renamed.values()]:
        assert shown(outputs, name, value), (name, value, json.dumps(outputs, indent=1))


def unshown(operation, path):
    return UNSHOWN.get(f"{operation} {'.'.join(path)}")


def described(document, schema, path):
    """Paths of the members below that are not refused; a map's own is one."""
    schema = resolve(document, schema)
    if "x-refused" in schema:
        return
    if schema.get("properties"):
        for name, member in schema["properties"].items():
            yield from described(document, member, (*path, name))
    elif schema.get("items", {}) and "properties" in resolve(document, schema["items"]):
        yield from described(document, schema["items"], path)
    else:
        yield path


def given(input_, path):
    """Whether an input has the member."""
    values = [input_]
    for name in path:
        values = [item for value in values
                  for item in (value if isinstance(value, list) else [value])]
        values = [value[name] for value in values if isinstance(value, dict) and name in value]
    return bool(values)


def accounted(operation, path):
    """By an input of the tables here, by a case of its own, or by a reason."""
    return (unshown(operation, path)
            or any(row[0] == operation and given(row[2], path) for row in SENT)
            or any(case.operation == operation and given(case.input, path) for case in CASES))


def members():
    """(operation, path) of all that is described and not refused, but for pages."""
    for service, operation, _, _, node in operations():
        document = DOCUMENTS[service]
        for name, (_, schema, _, _) in inputs(document, node).items():
            if name not in (paging(service, operation) or ()):
                for path in described(document, schema, (name,)):
                    yield operation, path


def test_every_member_is_accounted_for():
    assert [f"{operation} {'.'.join(path)}" for operation, path in members()
            if not accounted(operation, path)] == []


def test_what_keeps_something_is_shown_by_its_members_and_not_by_a_case_alone():
    keeping = {operation for _, operation, _, _, node in operations()
               if operation.startswith(("Create", "Register", "Update")) and "requestBody" in node}
    other_ways = {
        "RegisterThing": "makes other things: cases_provisioning.py",
        "UpdateThingGroupsForThing": "memberships: cases_groups.py",
    }
    assert keeping - {row[0] for row in SENT} == set(other_ways)


def test_nothing_is_excused_that_is_not_described():
    told = {f"{operation} {'.'.join(path)}" for operation, path in members()}
    assert set(UNSHOWN) - told == set()
