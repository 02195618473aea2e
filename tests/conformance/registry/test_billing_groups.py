"""Billing groups, as far as things need them."""

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, arn, pages, thing_arn

PAYER = arn("billinggroup/payer")


@pytest.fixture
def payer(sdk_iot):
    sdk_iot.CreateBillingGroup(
        billingGroupName="payer",
        billingGroupProperties={"billingGroupDescription": "north"},
        tags=[{"Key": "k", "Value": "v"}],
    )
    return sdk_iot


def things(iot):
    return iot.ListThingsInBillingGroup(billingGroupName="payer")["things"]


def test_a_billing_group_is_described_changed_and_deleted(payer):
    described = payer.DescribeBillingGroup(billingGroupName="payer")
    assert described["billingGroupArn"] == PAYER
    assert described["version"] == 1
    assert described["billingGroupProperties"] == {"billingGroupDescription": "north"}
    assert described["billingGroupMetadata"] == {"creationDate": T0}
    assert payer.ListTagsForResource(resourceArn=PAYER)["tags"] == [{"Key": "k", "Value": "v"}]
    update = {
        "billingGroupName": "payer",
        "billingGroupProperties": {"billingGroupDescription": "south"},
        "expectedVersion": 1,
    }
    assert payer.UpdateBillingGroup(**update) == {"version": 2}
    with refused("VersionConflictException", 409):
        payer.UpdateBillingGroup(**update)
    with refused("VersionConflictException", 409):
        payer.DeleteBillingGroup(billingGroupName="payer", expectedVersion=1)
    assert payer.DeleteBillingGroup(billingGroupName="payer") == {}
    assert payer.DeleteBillingGroup(billingGroupName="payer") == {}
    with refused("ResourceNotFoundException", 404):
        payer.DescribeBillingGroup(billingGroupName="payer")


def test_making_it_again_succeeds_only_when_alike(payer):
    alike = {"billingGroupDescription": "north"}
    payer.CreateBillingGroup(billingGroupName="payer", billingGroupProperties=alike)
    with refused("ResourceAlreadyExistsException", 409) as caught:
        payer.CreateBillingGroup(billingGroupName="payer")
    assert caught.value.resource_arn == PAYER


def test_things_join_and_leave(payer):
    payer.CreateThing(thingName="born", billingGroupName="payer")
    assert payer.DescribeThing(thingName="born")["billingGroupName"] == "payer"
    Fleet(payer).thing("late")
    payer.AddThingToBillingGroup(thingArn=thing_arn("late"), billingGroupArn=PAYER)
    assert things(payer) == ["born", "late"]
    payer.RemoveThingFromBillingGroup(thingName="born", billingGroupName="payer")
    assert things(payer) == ["late"]
    payer.DeleteBillingGroup(billingGroupName="payer")
    assert "billingGroupName" not in payer.DescribeThing(thingName="late")


def test_a_thing_is_in_one_billing_group_only(payer):
    payer.CreateBillingGroup(billingGroupName="other")
    payer.CreateThing(thingName="lamp", billingGroupName="payer")
    with refused("InvalidRequestException", 400):
        payer.AddThingToBillingGroup(thingName="lamp", billingGroupName="other")


def test_unknown_ones_are_not_found(payer):
    with refused("ResourceNotFoundException", 404):
        payer.CreateThing(thingName="lamp", billingGroupName="ghost")
    with refused("ResourceNotFoundException", 404):
        payer.AddThingToBillingGroup(thingName="ghost", billingGroupName="payer")
    with refused("ResourceNotFoundException", 404):
        payer.ListThingsInBillingGroup(billingGroupName="ghost")
    with refused("ResourceNotFoundException", 404):
        payer.UpdateBillingGroup(billingGroupName="ghost", billingGroupProperties={})
    with refused("InvalidRequestException", 400):
        payer.AddThingToBillingGroup(billingGroupName="payer")


def test_billing_groups_are_listed_by_prefix_and_in_pages(payer):
    for name in ("a1", "a2", "a3"):
        payer.CreateBillingGroup(billingGroupName=name)
    listed = pages(
        payer.ListBillingGroups, "billingGroups", namePrefixFilter="a", maxResults=2
    )
    assert [[group["groupName"] for group in page] for page in listed] == [["a1", "a2"], ["a3"]]
    assert listed[1][0]["groupArn"] == arn("billinggroup/a3")


def test_things_of_a_billing_group_come_in_pages(payer):
    for name in ("a", "b", "c"):
        payer.CreateThing(thingName=name, billingGroupName="payer")
    listed = pages(
        payer.ListThingsInBillingGroup, "things", billingGroupName="payer", maxResults=2
    )
    assert listed == [["a", "b"], ["c"]]
