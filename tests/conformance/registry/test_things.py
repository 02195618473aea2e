"""Things (reference §3)."""

import re

import pytest

from clients import refused
from fleet import pages, thing_arn

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_create_thing_answers_name_arn_and_id(sdk_iot):
    made = sdk_iot.CreateThing(thingName="lamp")
    assert UUID.fullmatch(made.pop("thingId"))
    assert made == {"thingName": "lamp", "thingArn": thing_arn("lamp")}


def test_describe_thing_shows_what_was_created(sdk_iot):
    made = sdk_iot.CreateThing(
        thingName="hall:lamp_1-a", attributePayload={"attributes": {"room": "hall"}}
    )
    assert sdk_iot.DescribeThing(thingName="hall:lamp_1-a") == {
        **made,
        "defaultClientId": "hall:lamp_1-a",
        "attributes": {"room": "hall"},
        "version": 1,
    }


def test_a_thing_without_attributes_has_none(sdk_iot):
    sdk_iot.CreateThing(thingName="lamp")
    assert sdk_iot.DescribeThing(thingName="lamp")["attributes"] == {}


def test_creating_a_thing_again_alike_gives_the_same_thing(sdk_iot):
    attributes = {"attributes": {"room": "hall"}}
    first = sdk_iot.CreateThing(thingName="lamp", attributePayload=attributes)
    assert sdk_iot.CreateThing(thingName="lamp", attributePayload=attributes) == first


def test_creating_a_thing_again_otherwise_is_refused(sdk_iot):
    sdk_iot.CreateThing(thingName="lamp")
    with refused("ResourceAlreadyExistsException", 409) as caught:
        sdk_iot.CreateThing(
            thingName="lamp", attributePayload={"attributes": {"room": "attic"}}
        )
    assert caught.value.resource_arn == thing_arn("lamp")
    assert caught.value.resource_id
    assert sdk_iot.DescribeThing(thingName="lamp")["attributes"] == {}


def test_an_unknown_thing_is_not_found(sdk_iot):
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeThing(thingName="ghost")


def test_list_things_shows_every_thing(sdk_iot):
    sdk_iot.CreateThing(thingName="lamp", attributePayload={"attributes": {"room": "hall"}})
    assert sdk_iot.ListThings() == {
        "things": [
            {
                "thingName": "lamp",
                "thingArn": thing_arn("lamp"),
                "attributes": {"room": "hall"},
                "version": 1,
            }
        ]
    }


def test_list_things_pages(sdk_iot):
    names = {f"lamp{number}" for number in range(5)}
    for name in names:
        sdk_iot.CreateThing(thingName=name)
    listed = pages(sdk_iot.ListThings, "things", maxResults=2)
    assert [len(page) for page in listed] == [2, 2, 1]
    assert {thing["thingName"] for page in listed for thing in page} == names


def test_list_things_filters_by_attribute(sdk_iot):
    for name, room in (("a", "hall"), ("b", "attic"), ("c", "hallway")):
        sdk_iot.CreateThing(thingName=name, attributePayload={"attributes": {"room": room}})

    def names(**query):
        return [thing["thingName"] for thing in sdk_iot.ListThings(**query)["things"]]

    assert names(attributeName="room", attributeValue="hall") == ["a"]
    assert names(attributeName="room", attributeValue="nowhere") == []


def test_delete_thing_removes_it_and_a_missing_one_is_no_error(sdk_iot):
    sdk_iot.CreateThing(thingName="lamp")
    assert sdk_iot.DeleteThing(thingName="lamp") == {}
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeThing(thingName="lamp")
    assert sdk_iot.DeleteThing(thingName="lamp") == {}


def test_delete_thing_refuses_a_stale_version(sdk_iot):
    sdk_iot.CreateThing(thingName="lamp")
    with refused("VersionConflictException", 409):
        sdk_iot.DeleteThing(thingName="lamp", expectedVersion=7)
    assert sdk_iot.DescribeThing(thingName="lamp")["version"] == 1
    sdk_iot.DeleteThing(thingName="lamp", expectedVersion=1)


@pytest.mark.parametrize("operation", ["CreateThing", "DescribeThing", "DeleteThing"])
def test_a_thing_name_with_odd_characters_is_invalid(sdk_iot, operation):
    with refused("InvalidRequestException", 400, re.compile(re.escape("[a-zA-Z0-9:_-]+"))):
        getattr(sdk_iot, operation)(thingName="what a name")


@pytest.mark.parametrize(
    "endpoint_type", [None, "iot:Data", "iot:Data-ATS", "iot:Jobs", "iot:CredentialProvider"]
)
def test_describe_endpoint_gives_a_bare_host_name(sdk_iot, endpoint_type):
    query = {"endpointType": endpoint_type} if endpoint_type else {}
    address = sdk_iot.DescribeEndpoint(**query)
    assert set(address) == {"endpointAddress"}
    assert re.fullmatch(r"[a-zA-Z0-9.-]+", address["endpointAddress"])


def test_describe_endpoint_refuses_an_unknown_type(sdk_iot):
    with refused("InvalidRequestException", 400):
        sdk_iot.DescribeEndpoint(endpointType="iot:Teapot")
