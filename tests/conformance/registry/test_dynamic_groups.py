"""Dynamic thing groups (reference §3)."""

import pytest

from clients import refused
from emulator import T0
from fleet import Fleet, group_arn


CONNECTIVITY = {"thingIndexingMode": "REGISTRY", "thingConnectivityIndexingMode": "STATUS"}


@pytest.fixture
def indexed(sdk_iot):
    sdk_iot.UpdateIndexingConfiguration(thingIndexingConfiguration=CONNECTIVITY)
    return sdk_iot


def room(iot, name, temperature):
    attributes = {"attributes": {"temperature": temperature}}
    iot.CreateThing(thingName=name, attributePayload=attributes)


def members(iot, group="warm"):
    return iot.ListThingsInThingGroup(thingGroupName=group)["things"]


def test_a_dynamic_group_is_created_described_and_listed(indexed):
    made = indexed.CreateDynamicThingGroup(
        thingGroupName="warm",
        queryString="attributes.temperature>60",
        thingGroupProperties={"thingGroupDescription": "over 60"},
        tags=[{"Key": "floor", "Value": "1"}],
    )
    assert made["thingGroupArn"] == group_arn("warm")
    assert made["indexName"] == "AWS_Things"
    assert made["queryVersion"] == "2017-09-30"
    described = indexed.DescribeThingGroup(thingGroupName="warm")
    assert {key: described[key] for key in made} == made
    assert described["status"] == "ACTIVE"
    assert described["version"] == 1
    assert described["thingGroupProperties"]["thingGroupDescription"] == "over 60"
    assert described["thingGroupMetadata"] == {"creationDate": T0}
    assert indexed.ListThingGroups()["thingGroups"] == [
        {"groupName": "warm", "groupArn": group_arn("warm")}
    ]
    tags = indexed.ListTagsForResource(resourceArn=group_arn("warm"))["tags"]
    assert tags == [{"Key": "floor", "Value": "1"}]


def test_members_follow_the_things(indexed):
    room(indexed, "hall", "61")
    room(indexed, "cellar", "12")
    indexed.CreateDynamicThingGroup(
        thingGroupName="warm", queryString="attributes.temperature>60"
    )
    assert members(indexed) == ["hall"]
    indexed.UpdateThing(
        thingName="cellar", attributePayload={"attributes": {"temperature": "80"}}
    )
    assert members(indexed) == ["cellar", "hall"]
    groups = indexed.ListThingGroupsForThing(thingName="cellar")["thingGroups"]
    assert groups == [{"groupName": "warm", "groupArn": group_arn("warm")}]
    indexed.DeleteThing(thingName="hall")
    assert members(indexed) == ["cellar"]


def test_an_update_changes_the_query_and_the_version(indexed):
    room(indexed, "hall", "61")
    indexed.CreateDynamicThingGroup(
        thingGroupName="warm", queryString="attributes.temperature>60"
    )
    update = {
        "thingGroupName": "warm",
        "queryString": "attributes.temperature>65",
        "thingGroupProperties": {"thingGroupDescription": "over 65"},
        "expectedVersion": 1,
    }
    assert indexed.UpdateDynamicThingGroup(**update) == {"version": 2}
    assert members(indexed) == []
    with refused("VersionConflictException", 409):
        indexed.UpdateDynamicThingGroup(**update)
    with refused("VersionConflictException", 409):
        indexed.DeleteDynamicThingGroup(thingGroupName="warm", expectedVersion=1)
    assert indexed.DeleteDynamicThingGroup(thingGroupName="warm", expectedVersion=2) == {}
    with refused("ResourceNotFoundException", 404):
        indexed.DescribeThingGroup(thingGroupName="warm")
    with refused("ResourceNotFoundException", 404):
        indexed.UpdateDynamicThingGroup(thingGroupName="warm", thingGroupProperties={})


def test_a_continuous_job_follows_the_members(indexed):
    fleet = Fleet(indexed)
    room(indexed, "hall", "61")
    indexed.CreateDynamicThingGroup(
        thingGroupName="warm", queryString="attributes.temperature>60"
    )
    fleet.job("cool", group_arn("warm"), targetSelection="CONTINUOUS")
    room(indexed, "oven", "200")
    assert fleet.counts("cool") == {"Queued": 2}
    indexed.UpdateThing(
        thingName="oven", attributePayload={"attributes": {"temperature": "20"}}
    )
    assert fleet.counts("cool") == {"Queued": 1, "Removed": 1}
    assert fleet.execution("oven", "cool")["status"] == "REMOVED"


def test_connecting_and_disconnecting_moves_a_continuous_job(iot, fleet, connect):
    iot.UpdateIndexingConfiguration(thingIndexingConfiguration=CONNECTIVITY)
    iot.UpdateEventConfigurations(eventConfigurations={"JOB_EXECUTION": {"Enabled": True}})
    iot.CreateDynamicThingGroup(
        thingGroupName="online", queryString="connectivity.connected:true"
    )
    fleet.thing("lamp")
    fleet.job("j", group_arn("online"), targetSelection="CONTINUOUS")
    watcher = connect("watcher", subscribe=["$aws/events/jobExecution/j/removed"])
    for number in (1, 2, 3, 4):
        assert members(iot, "online") == []
        # AWS: the index is slower than a device that subscribes as soon as it is connected.
        lamp = connect("lamp", client_id="lamp")
        told = lamp.wait_for(lambda m: m.topic == "notify-next", "the job").payload
        assert told["execution"]["executionNumber"] == number
        assert members(iot, "online") == ["lamp"]
        lamp.close()
        watcher.wait_for(lambda m: m.topic.endswith("/removed"), "the event")
        assert fleet.counts("j") == {"Removed": number}


def test_a_bad_query_is_refused_in_aws_words(indexed):
    query = "thingGroupName:mythinggroup"
    message = (
        "Unable to parse query, invalid field name, field name: thingGroupName, "
        f"query string: {query}"
    )
    with refused("InvalidQueryException", 400, message):
        indexed.CreateDynamicThingGroup(thingGroupName="g", queryString=query)
    indexed.CreateDynamicThingGroup(thingGroupName="g", queryString="thingName:a")
    with refused("InvalidQueryException", 400, message):
        indexed.UpdateDynamicThingGroup(
            thingGroupName="g", thingGroupProperties={}, queryString=query
        )


def test_the_index_must_be_on_and_stays_on(sdk_iot):
    message = (
        "Index AWS_Things does not exist. "
        "Please enable index by calling UpdateIndexingConfiguration"
    )
    with refused("ResourceNotFoundException", 404, message):
        sdk_iot.CreateDynamicThingGroup(thingGroupName="g", queryString="*")
    on = {"thingIndexingMode": "REGISTRY"}
    sdk_iot.UpdateIndexingConfiguration(thingIndexingConfiguration=on)
    sdk_iot.CreateDynamicThingGroup(thingGroupName="g", queryString="*")
    with refused("InvalidRequestException", 400):
        sdk_iot.UpdateIndexingConfiguration(
            thingIndexingConfiguration={"thingIndexingMode": "OFF"}
        )


def test_making_it_again_succeeds_only_when_alike(indexed):
    first = indexed.CreateDynamicThingGroup(thingGroupName="g", queryString="thingName:a")
    again = indexed.CreateDynamicThingGroup(thingGroupName="g", queryString="thingName:a")
    assert again == first
    with refused("ResourceAlreadyExistsException", 409) as caught:
        indexed.CreateDynamicThingGroup(thingGroupName="g", queryString="thingName:b")
    assert caught.value.resource_arn == group_arn("g")


def test_static_operations_refuse_it_in_aws_words(indexed):
    indexed.CreateThing(thingName="lamp")
    indexed.CreateDynamicThingGroup(thingGroupName="g", queryString="thingName:a")
    message = (
        "This operation does not support dynamic thing groups. "
        f"Thing group arn: {group_arn('g')}"
    )
    for operation, input in (
        ("DeleteThingGroup", {}),
        ("UpdateThingGroup", {"thingGroupProperties": {}}),
        ("AddThingToThingGroup", {"thingName": "lamp"}),
        ("RemoveThingFromThingGroup", {"thingName": "lamp"}),
    ):
        with refused("InvalidRequestException", 400, message):
            getattr(indexed, operation)(thingGroupName="g", **input)
    with refused("InvalidRequestException", 400, message):
        indexed.CreateThingGroup(thingGroupName="child", parentGroupName="g")


def test_a_static_group_takes_the_place_of_the_newest_dynamic_one(indexed):
    indexed.CreateThing(thingName="lamp")
    for number in range(10):
        indexed.CreateDynamicThingGroup(
            thingGroupName=f"g{number}", queryString="thingName:lamp"
        )
    indexed.CreateThingGroup(thingGroupName="static")
    place = {"thingGroupName": "static", "thingName": "lamp"}
    with refused("InvalidRequestException", 400):
        indexed.AddThingToThingGroup(**place)
    indexed.AddThingToThingGroup(**place, overrideDynamicGroups=True)
    assert members(indexed, "static") == ["lamp"]
    assert members(indexed, "g9") == []
    assert members(indexed, "g8") == ["lamp"]


def test_there_are_at_most_a_hundred(indexed):
    for number in range(100):
        indexed.CreateDynamicThingGroup(thingGroupName=f"g{number}", queryString="thingName:a")
    with refused("LimitExceededException", 410):
        indexed.CreateDynamicThingGroup(thingGroupName="more", queryString="thingName:a")
