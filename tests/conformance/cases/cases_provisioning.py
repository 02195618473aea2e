"""Provisioning templates, their versions, and RegisterThing."""

from cases import ANY, Kept, cases, do
from cases_certificates import LEAF, ONE, REGISTERED, TRUSTED
from emulator import T0
from fleet import arn, thing_arn
from pems import signing_request
from test_provisioning import POLICY, ROLE, template

LAMPS = {"templateName": "lamps"}
ARN = {"templateArn": arn("provisioningtemplate/lamps")}
BODY, LATER_BODY = template(), template(Mappings={})
NEW = {**LAMPS, "templateBody": BODY, "provisioningRoleArn": ROLE}
TEMPLATE = do("CreateProvisioningTemplate", **NEW, description="for lamps", enabled=True)
TEMPLATES = [TEMPLATE, do("CreateProvisioningTemplate", **{**NEW, "templateName": "more"})]
VERSION = do("CreateProvisioningTemplateVersion", **LAMPS, templateBody=LATER_BODY)
VERSIONS = [TEMPLATE, VERSION]
FIRST, SECOND = {**LAMPS, "versionId": 1}, {**LAMPS, "versionId": 2}
SHOWN = {**LAMPS, **ARN, "description": "for lamps", "creationDate": T0,
         "lastModifiedDate": T0, "enabled": True, "type": "FLEET_PROVISIONING"}

TEMPLATE_CASES = cases([
    ("CreateProvisioningTemplate", [],
     {**NEW, "description": "for lamps", "enabled": True, "type": "FLEET_PROVISIONING"},
     {**LAMPS, **ARN, "defaultVersionId": 1}),
    ("CreateProvisioningTemplate", [TEMPLATE], NEW, "ResourceAlreadyExists"),
    ("CreateProvisioningTemplate", [], {**NEW, "templateBody": "{}"}, "InvalidRequest"),
    ("DescribeProvisioningTemplate", VERSIONS, LAMPS,
     {**SHOWN, "defaultVersionId": 1, "templateBody": BODY, "provisioningRoleArn": ROLE}),
    ("DescribeProvisioningTemplate", [], LAMPS, "ResourceNotFound"),
    ("UpdateProvisioningTemplate", VERSIONS,
     {**LAMPS, "description": "x", "enabled": False, "defaultVersionId": 2,
      "provisioningRoleArn": ROLE, "removePreProvisioningHook": True}, {}),
    ("UpdateProvisioningTemplate", [], {**LAMPS, "enabled": False}, "ResourceNotFound"),
    ("UpdateProvisioningTemplate", [TEMPLATE], {**LAMPS, "defaultVersionId": 2},
     "ResourceNotFound"),
    ("DeleteProvisioningTemplate", [TEMPLATE], LAMPS, {}),
    ("DeleteProvisioningTemplate", VERSIONS, LAMPS, "DeleteConflict"),
    ("DeleteProvisioningTemplate", [], LAMPS, "ResourceNotFound"),
    ("ListProvisioningTemplates", [TEMPLATE], {}, {"templates": [SHOWN]}),
    ("CreateProvisioningTemplateVersion", [TEMPLATE],
     {**LAMPS, "templateBody": LATER_BODY, "setAsDefault": True},
     {**LAMPS, **ARN, "versionId": 2, "isDefaultVersion": True}),
    ("CreateProvisioningTemplateVersion", [], {**LAMPS, "templateBody": BODY},
     "ResourceNotFound"),
    ("CreateProvisioningTemplateVersion", [TEMPLATE], {**LAMPS, "templateBody": "{}"},
     "InvalidRequest"),
    ("CreateProvisioningTemplateVersion", [TEMPLATE, *[VERSION] * 4],
     {**LAMPS, "templateBody": BODY}, "VersionsLimitExceeded"),
    ("DescribeProvisioningTemplateVersion", VERSIONS, SECOND,
     {"versionId": 2, "creationDate": T0, "templateBody": LATER_BODY,
      "isDefaultVersion": False}),
    ("DescribeProvisioningTemplateVersion", [TEMPLATE], SECOND, "ResourceNotFound"),
    ("ListProvisioningTemplateVersions", VERSIONS, LAMPS,
     {"versions": [{"versionId": 1, "creationDate": T0, "isDefaultVersion": True},
                   {"versionId": 2, "creationDate": T0, "isDefaultVersion": False}]}),
    ("ListProvisioningTemplateVersions", [], LAMPS, "ResourceNotFound"),
    ("DeleteProvisioningTemplateVersion", VERSIONS, SECOND, {}),
    ("DeleteProvisioningTemplateVersion", VERSIONS, FIRST, "DeleteConflict"),
    ("DeleteProvisioningTemplateVersion", [TEMPLATE], SECOND, "ResourceNotFound"),
    ("CreateProvisioningClaim", [TEMPLATE], LAMPS,
     {"certificateId": ANY, "certificatePem": ANY, "expiration": T0 + 300,
      "keyPair": {"PublicKey": ANY, "PrivateKey": ANY}}),
    ("CreateProvisioningClaim", [], LAMPS, "ResourceNotFound"),
])

GROUND = [do("CreatePolicy", policyName="lamp-policy", policyDocument=POLICY),
          do("CreateThingGroup", thingGroupName="lamps")]
BY_ID = {"AWS::IoT::Certificate::Id": ONE.id, "Serial": "1"}
FROM_CSR = template(certificate={"CertificateSigningRequest": {"Ref": "CSR"}})
FROM_PEM = template(certificate={"CertificatePem": LEAF.text, "Status": "Inactive"})
STRICT = template(thing={"OverrideSettings": {"AttributePayload": "FAIL"}})
MADE = {"thing": thing_arn("lamp-1"), "policy": arn("policy/lamp-policy")}

REGISTRATION_CASES = cases([
    ("RegisterThing", [*GROUND, REGISTERED], {"templateBody": BODY, "parameters": BY_ID},
     {"certificatePem": ONE.text, "resourceArns": {**MADE, "certificate": ONE.arn}}),
    ("RegisterThing", GROUND,
     {"templateBody": FROM_CSR, "parameters": {"Serial": "1", "CSR": signing_request()}},
     {"certificatePem": ANY, "resourceArns": {**MADE, "certificate": ANY}}),
    ("RegisterThing", [*GROUND, TRUSTED],
     {"templateBody": FROM_PEM, "parameters": {"Serial": "1"}},
     {"certificatePem": LEAF.text, "resourceArns": {**MADE, "certificate": LEAF.arn}}),
    ("RegisterThing", [*GROUND, REGISTERED], {"templateBody": BODY},
     ("InvalidRequest", "Missing required template parameter: AWS::IoT::Certificate::Id")),
    ("RegisterThing", [], {"templateBody": "{}"}, "InvalidRequest"),
    ("RegisterThing", [REGISTERED], {"templateBody": BODY, "parameters": BY_ID},
     "ResourceRegistrationFailure"),
    ("RegisterThing", [*GROUND, REGISTERED, do("CreateThing", thingName="lamp-1")],
     {"templateBody": STRICT, "parameters": BY_ID}, "ConflictingResourceUpdate"),
])

FILE = {"inputFileBucket": "files", "inputFileKey": "lamps.jsonl", "roleArn": ROLE}
TASK = do("StartThingRegistrationTask", **FILE, templateBody=BODY)  # whose file is not there
NOBODY, ENDED = {"taskId": "nobody"}, {"taskId": Kept("taskId")}

TASK_CASES = cases([
    ("StartThingRegistrationTask", [], {**FILE, "templateBody": BODY}, {"taskId": ANY}),
    ("StartThingRegistrationTask", [], {**FILE, "templateBody": "{}"}, "InvalidRequest"),
    ("DescribeThingRegistrationTask", [TASK], ENDED,
     {**ENDED, **FILE, "templateBody": BODY, "status": "Failed", "creationDate": T0,
      "lastModifiedDate": T0, "successCount": 0, "failureCount": 0, "percentageProgress": 0,
      "message": "The input file files/lamps.jsonl cannot be found."}),
    ("DescribeThingRegistrationTask", [], NOBODY, "ResourceNotFound"),
    ("DescribeThingRegistrationTask", [], {"taskId": "x" * 41}, "InvalidRequest"),
    ("ListThingRegistrationTasks", [TASK], {}, {"taskIds": [ANY]}),
    ("ListThingRegistrationTasks", [TASK], {"status": "Completed"}, {"taskIds": []}),
    ("ListThingRegistrationTasks", [], {"status": "Asleep"}, "InvalidRequest"),
    ("ListThingRegistrationTaskReports", [TASK], {**ENDED, "reportType": "ERRORS"},
     {"resourceLinks": [], "reportType": "ERRORS"}),
    ("ListThingRegistrationTaskReports", [], {**NOBODY, "reportType": "RESULTS"},
     "InvalidRequest"),
    ("StopThingRegistrationTask", [TASK], ENDED, "InvalidRequest"),
    ("StopThingRegistrationTask", [], NOBODY, "ResourceNotFound"),
])

CASES = TEMPLATE_CASES + REGISTRATION_CASES + TASK_CASES

PAGED = [
    ("ListThingRegistrationTasks", [TASK, TASK], {}, "taskIds"),
    ("ListProvisioningTemplates", TEMPLATES, {}, "templates"),
    ("ListProvisioningTemplateVersions", VERSIONS, LAMPS, "versions"),
]
