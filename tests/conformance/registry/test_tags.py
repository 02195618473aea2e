"""Tags (reference §2)."""

import re

import pytest

from clients import refused
from fleet import Fleet, arn, thing_arn

MADE = [{"Key": "made", "Value": "yes"}]


@pytest.fixture(
    params=["billinggroup", "dynamic", "job", "jobtemplate", "thinggroup", "thingtype"]
)
def tagged(request, sdk_iot):
    """The ARN of something that was made with a tag: of each kind that can have any."""
    Fleet(sdk_iot).thing("lamp")
    kind = request.param
    if kind == "job":
        sdk_iot.CreateJob(jobId="r", targets=[thing_arn("lamp")], document="{}", tags=MADE)
    elif kind == "jobtemplate":
        sdk_iot.CreateJobTemplate(
            jobTemplateId="r", description="x", document="{}", tags=MADE
        )
    elif kind == "billinggroup":
        sdk_iot.CreateBillingGroup(billingGroupName="r", tags=MADE)
    elif kind == "dynamic":
        kind = "thinggroup"
        sdk_iot.UpdateIndexingConfiguration(
            thingIndexingConfiguration={"thingIndexingMode": "REGISTRY"}
        )
        sdk_iot.CreateDynamicThingGroup(
            thingGroupName="r", queryString="thingName:lamp", tags=MADE
        )
    elif kind == "thinggroup":
        sdk_iot.CreateThingGroup(thingGroupName="r", tags=MADE)
    else:
        sdk_iot.CreateThingType(thingTypeName="r", tags=MADE)
    return arn(f"{kind}/r")


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
