"""Listing, changing and deleting thing groups; things that move (reference §3)."""

import pytest

from clients import refused
from fleet import Fleet, group_arn, pages, thing_arn


@pytest.fixture
def house(sdk_iot):
    """house > (kitchen > shelf, attic), and a garden."""
    fleet = Fleet(sdk_iot)
    fleet.thing("lamp")
    fleet.group("house")
    fleet.group("kitchen", parentGroupName="house")
    fleet.group("attic", parentGroupName="house")
    fleet.group("shelf", parentGroupName="kitchen")
    fleet.group("garden")
    return fleet


def names(answer):
    for group in answer["thingGroups"]:
        assert group["groupArn"] == group_arn(group["groupName"])
    return [group["groupName"] for group in answer["thingGroups"]]


def groups_of(iot, thing):
    return names(iot.ListThingGroupsForThing(thingName=thing))


def test_list_thing_groups_shows_all_children_or_descendants(sdk_iot, house):
    assert names(sdk_iot.ListThingGroups()) == ["attic", "garden", "house", "kitchen", "shelf"]
    assert names(sdk_iot.ListThingGroups(parentGroup="house")) == ["attic", "kitchen"]
    assert names(sdk_iot.ListThingGroups(parentGroup="house", recursive=True)) == [
        "attic",
        "kitchen",
        "shelf",
    ]
    assert names(sdk_iot.ListThingGroups(namePrefixFilter="k")) == ["kitchen"]
    with refused("ResourceNotFoundException", 404):
        sdk_iot.ListThingGroups(parentGroup="ghost")


def test_list_thing_groups_pages(sdk_iot, house):
    listed = pages(sdk_iot.ListThingGroups, "thingGroups", maxResults=2)
    assert [len(page) for page in listed] == [2, 2, 1]
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListThingGroups(nextToken="bogus")


def test_groups_of_a_thing_come_with_their_parents_in_pages(sdk_iot, house):
    house.join("shelf", "lamp")
    house.join("garden", "lamp")
    assert groups_of(sdk_iot, "lamp") == ["garden", "house", "kitchen", "shelf"]
    listed = pages(
        sdk_iot.ListThingGroupsForThing, "thingGroups", thingName="lamp", maxResults=3
    )
    assert [len(page) for page in listed] == [3, 1]
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListThingGroupsForThing(thingName="lamp", nextToken="bogus")
    with refused("ResourceNotFoundException", 404):
        sdk_iot.ListThingGroupsForThing(thingName="ghost")


def test_update_thing_group_changes_what_is_sent(sdk_iot, house):
    def update(**properties):
        return sdk_iot.UpdateThingGroup(
            thingGroupName="house", thingGroupProperties=properties
        )

    assert update(
        thingGroupDescription="ours",
        attributePayload={"attributes": {"floors": "2", "sold": "no"}},
    ) == {"version": 2}
    assert update(
        attributePayload={"attributes": {"sold": "", "rooms": "5"}, "merge": True}
    ) == {"version": 3}
    shown = sdk_iot.DescribeThingGroup(thingGroupName="house")
    assert shown["version"] == 3
    assert shown["thingGroupProperties"] == {
        "thingGroupDescription": "ours",
        "attributePayload": {"attributes": {"floors": "2", "rooms": "5"}},
    }


def test_update_thing_group_refuses_what_it_cannot_do(sdk_iot, house):
    with refused(
        "VersionConflictException", 409, "Expected version 5 but found version 1"
    ):
        sdk_iot.UpdateThingGroup(
            thingGroupName="house", thingGroupProperties={}, expectedVersion=5
        )
    with refused("ResourceNotFoundException", 404):
        sdk_iot.UpdateThingGroup(thingGroupName="ghost", thingGroupProperties={})
    with refused("InvalidRequestException", 400):
        sdk_iot.UpdateThingGroup(
            thingGroupName="house",
            thingGroupProperties={"thingGroupDescription": "bell \x07"},
        )


def test_delete_thing_group_removes_it_and_a_missing_one_is_no_error(sdk_iot, house):
    house.join("garden", "lamp")
    with refused("VersionConflictException", 409):
        sdk_iot.DeleteThingGroup(thingGroupName="garden", expectedVersion=5)
    assert sdk_iot.DeleteThingGroup(thingGroupName="garden", expectedVersion=1) == {}
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeThingGroup(thingGroupName="garden")
    assert groups_of(sdk_iot, "lamp") == []
    assert sdk_iot.DeleteThingGroup(thingGroupName="garden") == {}


def test_a_group_with_children_is_not_deleted(sdk_iot, house):
    with refused(
        "InvalidRequestException",
        400,
        "Cannot delete thing group : kitchen when there are still child groups "
        "attached to it.",
    ):
        sdk_iot.DeleteThingGroup(thingGroupName="kitchen")
    sdk_iot.DeleteThingGroup(thingGroupName="shelf")
    sdk_iot.DeleteThingGroup(thingGroupName="kitchen")


def test_members_of_a_deleted_group_leave_its_jobs(sdk_iot, house):
    house.join("shelf", "lamp")
    house.job("own", group_arn("shelf"), targetSelection="CONTINUOUS")
    house.job("above", group_arn("house"), targetSelection="CONTINUOUS")
    house.job("itself", thing_arn("lamp"), group_arn("house"), targetSelection="CONTINUOUS")
    sdk_iot.DeleteThingGroup(thingGroupName="shelf")
    assert house.execution("lamp", "own")["status"] == "REMOVED"
    assert house.execution("lamp", "above")["status"] == "REMOVED"
    assert house.execution("lamp", "itself")["status"] == "QUEUED"


def test_a_thing_changes_groups_in_one_step(sdk_iot, house):
    house.join("kitchen", "lamp")
    house.job("j", group_arn("house"), targetSelection="CONTINUOUS")
    assert (
        sdk_iot.UpdateThingGroupsForThing(
            thingName="lamp",
            thingGroupsToRemove=["kitchen"],
            thingGroupsToAdd=["attic", "garden"],
        )
        == {}
    )
    assert groups_of(sdk_iot, "lamp") == ["attic", "garden", "house"]
    assert house.execution("lamp", "j")["status"] == "QUEUED"


def test_a_refused_change_of_groups_changes_nothing(sdk_iot, house):
    house.join("kitchen", "lamp")

    def change(thing, *groups):
        sdk_iot.UpdateThingGroupsForThing(thingName=thing, thingGroupsToAdd=list(groups))

    with refused("ResourceNotFoundException", 404):
        change("lamp", "garden", "ghost")
    with refused("InvalidRequestException", 400):
        change("lamp", "garden", "attic")  # the kitchen is of the same hierarchy
    with refused("ResourceNotFoundException", 404):
        change("ghost", "garden")
    with refused("InvalidRequestException", 400):
        sdk_iot.UpdateThingGroupsForThing(thingGroupsToAdd=["garden"])
    assert groups_of(sdk_iot, "lamp") == ["house", "kitchen"]
