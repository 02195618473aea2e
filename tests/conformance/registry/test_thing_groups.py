"""Thing groups (reference §3)."""

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, group_arn, pages, thing_arn


def test_create_thing_group_answers_name_arn_and_id(sdk_iot):
    made = sdk_iot.CreateThingGroup(thingGroupName="hall")
    assert made.pop("thingGroupId")
    assert made == {"thingGroupName": "hall", "thingGroupArn": group_arn("hall")}


def test_describe_thing_group_shows_properties_and_ancestors(sdk_iot):
    sdk_iot.CreateThingGroup(thingGroupName="house")
    sdk_iot.CreateThingGroup(thingGroupName="floor", parentGroupName="house")
    made = sdk_iot.CreateThingGroup(
        thingGroupName="hall",
        parentGroupName="floor",
        thingGroupProperties={
            "thingGroupDescription": "down the stairs",
            "attributePayload": {"attributes": {"lit": "yes"}},
        },
    )
    described = sdk_iot.DescribeThingGroup(thingGroupName="hall")
    assert {key: described[key] for key in made} == made
    assert described["version"] == 1
    properties = described["thingGroupProperties"]
    assert properties["thingGroupDescription"] == "down the stairs"
    assert properties["attributePayload"]["attributes"] == {"lit": "yes"}
    assert described["thingGroupMetadata"] == {
        "parentGroupName": "floor",
        "rootToParentThingGroups": [
            {"groupName": "house", "groupArn": group_arn("house")},
            {"groupName": "floor", "groupArn": group_arn("floor")},
        ],
        "creationDate": T0,
    }


def test_an_unknown_group_is_not_found(sdk_iot):
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeThingGroup(thingGroupName="ghost")
    with refused("ResourceNotFoundException", 404):
        sdk_iot.ListThingsInThingGroup(thingGroupName="ghost")


def test_creating_a_group_again_succeeds_only_when_alike(sdk_iot):
    first = sdk_iot.CreateThingGroup(thingGroupName="hall")
    assert sdk_iot.CreateThingGroup(thingGroupName="hall") == first
    with refused("ResourceAlreadyExistsException", 409) as caught:
        sdk_iot.CreateThingGroup(
            thingGroupName="hall", thingGroupProperties={"thingGroupDescription": "other"}
        )
    assert caught.value.resource_arn == group_arn("hall")


def test_create_thing_group_refuses_a_bad_name(sdk_iot):
    with refused("InvalidRequestException", 400):
        sdk_iot.CreateThingGroup(thingGroupName="no spaces")


def test_things_join_and_leave_by_name_or_arn(sdk_iot):
    Fleet(sdk_iot).thing("lamp", "fan")
    sdk_iot.CreateThingGroup(thingGroupName="hall")

    def members():
        return sdk_iot.ListThingsInThingGroup(thingGroupName="hall")["things"]

    assert sdk_iot.AddThingToThingGroup(thingGroupName="hall", thingName="lamp") == {}
    sdk_iot.AddThingToThingGroup(thingGroupArn=group_arn("hall"), thingArn=thing_arn("fan"))
    sdk_iot.AddThingToThingGroup(thingGroupName="hall", thingName="lamp")
    assert sorted(members()) == ["fan", "lamp"]
    assert sdk_iot.RemoveThingFromThingGroup(thingGroupName="hall", thingName="lamp") == {}
    assert members() == ["fan"]
    sdk_iot.RemoveThingFromThingGroup(
        thingGroupArn=group_arn("hall"), thingArn=thing_arn("fan")
    )
    assert members() == []


@pytest.mark.parametrize("operation", ["AddThingToThingGroup", "RemoveThingFromThingGroup"])
class TestMembership:
    def test_needs_a_known_thing_and_group(self, sdk_iot, operation):
        Fleet(sdk_iot).thing("lamp")
        sdk_iot.CreateThingGroup(thingGroupName="hall")
        change = getattr(sdk_iot, operation)
        with refused("ResourceNotFoundException", 404):
            change(thingGroupName="hall", thingName="ghost")
        with refused("ResourceNotFoundException", 404):
            change(thingGroupName="ghost", thingName="lamp")

    def test_needs_both_a_thing_and_a_group(self, sdk_iot, operation):
        Fleet(sdk_iot).thing("lamp")
        sdk_iot.CreateThingGroup(thingGroupName="hall")
        change = getattr(sdk_iot, operation)
        for members in ({"thingName": "lamp"}, {"thingGroupName": "hall"}, {}):
            with refused("InvalidRequestException", 400):
                change(**members)


def test_members_of_children_are_listed_only_when_recursive(sdk_iot):
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp", "fan")
    fleet.group("house", "lamp")
    fleet.group("hall", "fan", parentGroupName="house")

    def members(**query):
        return sdk_iot.ListThingsInThingGroup(thingGroupName="house", **query)["things"]

    assert members() == ["lamp"]
    assert sorted(members(recursive=True)) == ["fan", "lamp"]


def test_members_come_in_pages(sdk_iot):
    fleet = Fleet(sdk_iot)
    names = [f"lamp{number}" for number in range(3)]
    fleet.thing(*names)
    fleet.group("hall", *names)
    listed = pages(
        sdk_iot.ListThingsInThingGroup, "things", thingGroupName="hall", maxResults=2
    )
    assert [len(page) for page in listed] == [2, 1]
    assert sorted(sum(listed, [])) == names
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListThingsInThingGroup(thingGroupName="hall", nextToken="bogus")


def test_a_thing_cannot_join_two_groups_of_one_hierarchy(fleet):
    fleet.thing("lamp")
    fleet.group("house", "lamp")
    fleet.group("hall", parentGroupName="house")
    with refused("InvalidRequestException", 400):
        fleet.join("hall", "lamp")


def test_a_thing_joins_at_most_ten_groups(fleet):
    fleet.thing("lamp")
    for number in range(10):
        fleet.group(f"group{number}", "lamp")
    fleet.group("one-too-many")
    with refused("InvalidRequestException", 400):
        fleet.join("one-too-many", "lamp")


def test_groups_nest_at_most_seven_deep(fleet):
    fleet.group("level1")
    for level in range(2, 8):
        fleet.group(f"level{level}", parentGroupName=f"level{level - 1}")
    with refused("InvalidRequestException", 400):
        fleet.group("level8", parentGroupName="level7")


def test_deleting_a_thing_takes_it_out_of_its_groups(fleet, iot):
    fleet.thing("lamp")
    fleet.group("hall", "lamp")
    iot.DeleteThing(thingName="lamp")
    assert iot.ListThingsInThingGroup(thingGroupName="hall")["things"] == []
