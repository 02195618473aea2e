"""Tags (reference §2)."""

import re

import pytest

from cases import aside
from cases_ota_updates import GIVEN as UPDATE
from cases_streams import GIVEN, OBJECT
from cases_things import LAMP
from clients import refused
from description import DOCUMENTS, inputs, operations
from fleet import Fleet, arn, thing_arn
from pems import Authority
from test_provisioning import POLICY, ROLE, template

MADE = [{"Key": "made", "Value": "yes"}]
CA = Authority("tagged", "tagged").pem


INDEXED = ("UpdateIndexingConfiguration",
           {"thingIndexingConfiguration": {"thingIndexingMode": "REGISTRY"}})
TAGGED = {  # what its ARN ends with: what comes before, and how it is made
    "billinggroup/r": ([], "CreateBillingGroup", {"billingGroupName": "r"}),
    "cacert/" + CA.id: ([], "RegisterCACertificate",
                        {"caCertificate": CA.text, "certificateMode": "SNI_ONLY"}),
    "job/r": ([("CreateThing", {"thingName": "lamp"})], "CreateJob",
              {"jobId": "r", "targets": [thing_arn("lamp")], "document": "{}"}),
    "jobtemplate/r": ([], "CreateJobTemplate",
                      {"jobTemplateId": "r", "description": "x", "document": "{}"}),
    "otaupdate/u": ([LAMP, OBJECT], "CreateOTAUpdate", UPDATE),
    "package/r": ([], "CreatePackage", {"packageName": "r"}),
    "package/r/version/1": ([("CreatePackage", {"packageName": "r"})], "CreatePackageVersion",
                            {"packageName": "r", "versionName": "1"}),
    "policy/r": ([], "CreatePolicy", {"policyName": "r", "policyDocument": POLICY}),
    "provisioningtemplate/r": (
        [], "CreateProvisioningTemplate",
        {"templateName": "r", "templateBody": template(), "provisioningRoleArn": ROLE}),
    "rolealias/r": ([], "CreateRoleAlias", {"roleAlias": "r", "roleArn": ROLE}),
    "stream/lamps": ([OBJECT], "CreateStream", GIVEN),
    "thinggroup/dynamic": ([INDEXED], "CreateDynamicThingGroup",
                           {"thingGroupName": "dynamic", "queryString": "thingName:lamp"}),
    "thinggroup/r": ([], "CreateThingGroup", {"thingGroupName": "r"}),
    "thingtype/r": ([], "CreateThingType", {"thingTypeName": "r"}),
}


@pytest.fixture(params=TAGGED, ids=lambda resource: resource.removesuffix(CA.id))
def tagged(request, emulator, sdk_iot, _sdks):
    """The ARN of something that was made with a tag: of each kind that can have any."""
    before, operation, members = TAGGED[request.param]
    packages = "Package" in operation  # newer than Debian's botocore
    maker = _sdks["npm"][0] if packages or "cacert" in request.param else sdk_iot
    for earlier, input_ in before:
        if not aside(emulator, earlier, input_):
            getattr(maker, earlier)(**input_)
    tags_ = {tag["Key"]: tag["Value"] for tag in MADE} if packages else MADE
    getattr(maker, operation)(**members, tags=tags_)
    return arn(request.param)


def test_each_operation_that_takes_tags_is_shown():
    """But the operation that gives tags itself."""
    taking = {operation for service, operation, _, _, node in operations()
              if "tags" in inputs(DOCUMENTS[service], node)}
    assert taking - {"TagResource"} == {operation for _, operation, _ in TAGGED.values()}


def tags(iot, resource):
    answer = iot.ListTagsForResource(resourceArn=resource)
    assert not answer.get("nextToken")
    return {tag["Key"]: tag["Value"] for tag in answer["tags"]}


def test_tags_come_change_and_go(sdk_iot, tagged):
    assert tags(sdk_iot, tagged) == {"made": "yes"}
    more = [{"Key": "made", "Value": "no"}, {"Key": "key two", "Value": ""}]
    assert sdk_iot.TagResource(resourceArn=tagged, tags=more) == {}
    assert tags(sdk_iot, tagged) == {"made": "no", "key two": ""}
    assert sdk_iot.UntagResource(resourceArn=tagged, tagKeys=["made", "never"]) == {}
    assert tags(sdk_iot, tagged) == {"key two": ""}


def test_fifty_tags_are_the_limit(sdk_iot, tagged):
    many = [{"Key": f"k{number}", "Value": "v"} for number in range(50)]
    with refused("LimitExceededException", 410):
        sdk_iot.TagResource(resourceArn=tagged, tags=many)
    sdk_iot.TagResource(resourceArn=tagged, tags=many[1:])
    assert len(tags(sdk_iot, tagged)) == 50


@pytest.mark.parametrize("operation", ["TagResource", "UntagResource", "ListTagsForResource"])
def test_only_existing_resources_have_tags(sdk_iot, operation):
    more = {"TagResource": {"tags": MADE}, "UntagResource": {"tagKeys": ["made"]}}
    members = more.get(operation, {})
    with refused("ResourceNotFoundException", 404):
        getattr(sdk_iot, operation)(resourceArn=arn("job/ghost"), **members)
    for other in ("nonsense", thing_arn("lamp")):
        with refused("InvalidRequestException", 400):
            getattr(sdk_iot, operation)(resourceArn=other, **members)


def test_a_key_is_given_once_and_is_well_formed(sdk_iot):
    sdk_iot.CreateThingGroup(thingGroupName="r")
    resource = arn("thinggroup/r")
    with refused("InvalidRequestException", 400):
        sdk_iot.TagResource(resourceArn=resource, tags=[*MADE, *MADE])
    with refused("InvalidRequestException", 400, re.compile("tags.1.member.key", re.I)):
        sdk_iot.TagResource(resourceArn=resource, tags=[{"Key": "", "Value": "x"}])


def test_a_bad_token_is_refused(sdk_iot):
    sdk_iot.CreateThingGroup(thingGroupName="r")
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListTagsForResource(resourceArn=arn("thinggroup/r"), nextToken="nonsense")


def test_tags_go_with_their_job(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    fleet.job("j", "lamp", tags=MADE)
    sdk_iot.DeleteJob(jobId="j", force=True)
    fleet.job("j", "lamp")
    assert tags(sdk_iot, arn("job/j")) == {}


def test_tags_go_with_their_provisioning_template(sdk_iot):
    made = TAGGED["provisioningtemplate/r"][2]
    sdk_iot.CreateProvisioningTemplate(**made, tags=MADE)
    sdk_iot.DeleteProvisioningTemplate(templateName="r")
    sdk_iot.CreateProvisioningTemplate(**made)
    assert tags(sdk_iot, arn("provisioningtemplate/r")) == {}
