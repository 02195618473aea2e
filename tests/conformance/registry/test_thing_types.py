"""Thing types, and things that have one (reference §3)."""

import re

import pytest

from clients import refused
from emulator import T0
from fleet import arn, pages


def type_arn(name):
    return arn(f"thingtype/{name}")


def test_create_thing_type_answers_name_arn_and_id(sdk_iot):
    made = sdk_iot.CreateThingType(thingTypeName="lamps")
    assert made.pop("thingTypeId")
    assert made == {"thingTypeName": "lamps", "thingTypeArn": type_arn("lamps")}


def test_describe_thing_type_shows_what_was_created(sdk_iot):
    properties = {"thingTypeDescription": "they glow", "searchableAttributes": ["watts"]}
    made = sdk_iot.CreateThingType(thingTypeName="lamps", thingTypeProperties=properties)
    assert sdk_iot.DescribeThingType(thingTypeName="lamps") == {
        **made,
        "thingTypeProperties": properties,
        "thingTypeMetadata": {"deprecated": False, "creationDate": T0},
    }


def test_creating_a_thing_type_again_succeeds_only_when_alike(sdk_iot):
    first = sdk_iot.CreateThingType(thingTypeName="lamps")
    assert sdk_iot.CreateThingType(thingTypeName="lamps") == first
    with refused("ResourceAlreadyExistsException", 409) as caught:
        sdk_iot.CreateThingType(
            thingTypeName="lamps", thingTypeProperties={"thingTypeDescription": "other"}
        )
    assert caught.value.resource_arn == type_arn("lamps")


@pytest.mark.parametrize(
    "operation", ["DescribeThingType", "DeprecateThingType", "DeleteThingType"]
)
def test_an_unknown_thing_type_is_not_found(sdk_iot, operation):
    with refused("ResourceNotFoundException", 404):
        getattr(sdk_iot, operation)(thingTypeName="ghosts")


@pytest.mark.parametrize(
    "operation",
    ["CreateThingType", "DescribeThingType", "DeprecateThingType", "DeleteThingType"],
)
def test_a_thing_type_name_with_odd_characters_is_invalid(sdk_iot, operation):
    with refused("InvalidRequestException", 400, re.compile(re.escape("[a-zA-Z0-9:_-]+"))):
        getattr(sdk_iot, operation)(thingTypeName="what a name")


def test_list_thing_types_pages_and_filters(sdk_iot):
    names = [f"type{number}" for number in range(3)]
    for name in names:
        sdk_iot.CreateThingType(thingTypeName=name)
    listed = pages(sdk_iot.ListThingTypes, "thingTypes", maxResults=2)
    assert [[shown["thingTypeName"] for shown in page] for page in listed] == [
        names[:2],
        names[2:],
    ]
    assert sdk_iot.ListThingTypes(thingTypeName="type1")["thingTypes"] == [
        {
            "thingTypeName": "type1",
            "thingTypeArn": type_arn("type1"),
            "thingTypeProperties": {},
            "thingTypeMetadata": {"deprecated": False, "creationDate": T0},
        }
    ]
    with refused("InvalidRequestException", 400, "Next token is invalid."):
        sdk_iot.ListThingTypes(nextToken="bogus")


def test_a_deprecated_type_is_given_to_no_thing_until_that_is_undone(sdk_iot):
    sdk_iot.CreateThingType(thingTypeName="lamps")
    sdk_iot.CreateThing(thingName="old")
    assert sdk_iot.DeprecateThingType(thingTypeName="lamps") == {}
    metadata = sdk_iot.DescribeThingType(thingTypeName="lamps")["thingTypeMetadata"]
    assert metadata == {"deprecated": True, "creationDate": T0, "deprecationDate": T0}
    with refused("InvalidRequestException", 400):
        sdk_iot.CreateThing(thingName="new", thingTypeName="lamps")
    with refused("InvalidRequestException", 400):
        sdk_iot.UpdateThing(thingName="old", thingTypeName="lamps")
    sdk_iot.DeprecateThingType(thingTypeName="lamps", undoDeprecate=True)
    sdk_iot.CreateThing(thingName="new", thingTypeName="lamps")


def test_a_thing_type_is_deleted_five_minutes_after_its_deprecation(sdk_iot, emulator):
    sdk_iot.CreateThingType(thingTypeName="lamps")
    with refused("InvalidRequestException", 400):
        sdk_iot.DeleteThingType(thingTypeName="lamps")
    sdk_iot.DeprecateThingType(thingTypeName="lamps")
    with refused(
        "InvalidRequestException",
        400,
        "Cannot delete thing type : lamps. "
        "Please wait for 5 minutes after deprecation and then retry",
    ):
        sdk_iot.DeleteThingType(thingTypeName="lamps")
    emulator.advance("5m")
    assert sdk_iot.DeleteThingType(thingTypeName="lamps") == {}
    with refused("ResourceNotFoundException", 404):
        sdk_iot.DescribeThingType(thingTypeName="lamps")


def test_a_thing_type_in_use_is_not_deleted(sdk_iot, emulator):
    sdk_iot.CreateThingType(thingTypeName="lamps")
    sdk_iot.CreateThing(thingName="lamp", thingTypeName="lamps")
    sdk_iot.DeprecateThingType(thingTypeName="lamps")
    emulator.advance("5m")
    with refused("InvalidRequestException", 400):
        sdk_iot.DeleteThingType(thingTypeName="lamps")
    sdk_iot.UpdateThing(thingName="lamp", removeThingType=True)
    sdk_iot.DeleteThingType(thingTypeName="lamps")


def test_things_show_their_type_and_are_listed_by_it(sdk_iot):
    sdk_iot.CreateThingType(thingTypeName="lamps")
    made = sdk_iot.CreateThing(thingName="lamp", thingTypeName="lamps")
    sdk_iot.CreateThing(thingName="stone")
    assert sdk_iot.CreateThing(thingName="lamp", thingTypeName="lamps") == made
    assert sdk_iot.DescribeThing(thingName="lamp")["thingTypeName"] == "lamps"
    assert "thingTypeName" not in sdk_iot.DescribeThing(thingName="stone")
    listed = sdk_iot.ListThings(thingTypeName="lamps")["things"]
    assert [(thing["thingName"], thing["thingTypeName"]) for thing in listed] == [
        ("lamp", "lamps")
    ]
    with refused("ResourceAlreadyExistsException", 409):
        sdk_iot.CreateThing(thingName="lamp")
    with refused("ResourceNotFoundException", 404):
        sdk_iot.CreateThing(thingName="fan", thingTypeName="ghosts")


def test_update_thing_merges_or_replaces_attributes(sdk_iot):
    sdk_iot.CreateThing(
        thingName="lamp", attributePayload={"attributes": {"room": "hall", "watts": "5"}}
    )

    def update(attributes, **more):
        payload = {"attributes": attributes, **more}
        assert sdk_iot.UpdateThing(thingName="lamp", attributePayload=payload) == {}
        shown = sdk_iot.DescribeThing(thingName="lamp")
        return shown["attributes"], shown["version"]

    assert update({"lit": "yes", "room": ""}, merge=True) == ({"lit": "yes", "watts": "5"}, 2)
    assert update({"room": "attic"}) == ({"room": "attic"}, 3)
    assert update({}) == ({}, 4)


def test_update_thing_refuses_a_stale_version_and_an_unknown_thing(sdk_iot):
    sdk_iot.CreateThing(thingName="lamp")
    with refused(
        "VersionConflictException", 409, "Expected version 5 but found version 1"
    ):
        sdk_iot.UpdateThing(thingName="lamp", expectedVersion=5)
    sdk_iot.UpdateThing(thingName="lamp", expectedVersion=1)
    assert sdk_iot.DescribeThing(thingName="lamp")["version"] == 2
    with refused("ResourceNotFoundException", 404):
        sdk_iot.UpdateThing(thingName="ghost")


def test_more_than_three_attributes_need_a_type(sdk_iot):
    attributes = {"attributes": {name: "x" for name in "abcd"}}
    with refused("InvalidRequestException", 400):
        sdk_iot.CreateThing(thingName="lamp", attributePayload=attributes)
    sdk_iot.CreateThingType(thingTypeName="lamps")
    sdk_iot.CreateThing(
        thingName="lamp", thingTypeName="lamps", attributePayload=attributes
    )
    with refused("InvalidRequestException", 400):
        sdk_iot.UpdateThing(thingName="lamp", removeThingType=True)
