"""Fleet indexing: its configuration, its indices, and SearchIndex."""

import re

import pytest

from clients import refused
from fleet import Fleet, pages

REGISTRY = [
    {"name": "registry.thingGroupNames", "type": "String"},
    {"name": "registry.thingTypeName", "type": "String"},
    {"name": "registry.version", "type": "Number"},
    {"name": "thingId", "type": "String"},
    {"name": "thingName", "type": "String"},
]


def turn_on(iot, **modes):
    iot.UpdateIndexingConfiguration(
        thingIndexingConfiguration={"thingIndexingMode": "REGISTRY", **modes}
    )


def found(iot, query, **more):
    return [thing["thingName"] for thing in iot.SearchIndex(queryString=query, **more)["things"]]


@pytest.fixture
def rooms(sdk_iot):
    turn_on(sdk_iot)
    fleet = Fleet(sdk_iot)
    sdk_iot.CreateThingType(thingTypeName="room")
    for name, thing_type, attributes in (
        ("Hall", "room", {"temperature": "18", "colour": "Red"}),
        ("cellar", None, {"temperature": "9.5"}),
        ("roof", None, {}),
    ):
        more = {"thingTypeName": thing_type} if thing_type else {}
        sdk_iot.CreateThing(
            thingName=name, attributePayload={"attributes": attributes}, **more
        )
    fleet.group("house", "Hall", "cellar")
    return sdk_iot


# Queries of AWS's guide and their like; a result is a set of names.
@pytest.mark.parametrize(
    "query, names",
    [
        ("*", {"Hall", "cellar", "roof"}),
        ("thingName:hall", {"Hall"}),
        ("thingName:*l*", {"Hall", "cellar"}),
        ("thingName:roo?", {"roof"}),
        ("thingTypeName:room", {"Hall"}),
        ("thingGroupNames:hou*", {"Hall", "cellar"}),
        ("attributes.temperature:[9 TO 18]", {"Hall", "cellar"}),
        ("attributes.temperature:{9.5 TO 18]", {"Hall"}),
        ('attributes.colour:["rea" TO "ree"]', {"Hall"}),
        ("attributes.temperature<10", {"cellar"}),
        ("NOT attributes.temperature:*", {"roof"}),
        ("attributes.temperature>5 -thingTypeName:room", {"cellar"}),
        ("thingName:(roof OR hall)", {"Hall", "roof"}),
        ("red", {"Hall"}),
        ("thingName:roof OR thingName:cellar thingGroupNames:house", {"cellar"}),
        ("thingName:roof OR thingName:cellar AND thingGroupNames:house", {"cellar", "roof"}),
    ],
)
def test_a_query_finds_things(rooms, query, names):
    assert set(found(rooms, query)) == names


def test_a_thing_is_shown_with_what_it_has(rooms):
    described = rooms.DescribeThing(thingName="Hall")
    (hall,) = rooms.SearchIndex(queryString="thingName:hall", indexName="AWS_Things")["things"]
    assert hall == {
        "thingName": "Hall",
        "thingId": described["thingId"],
        "thingTypeName": "room",
        "thingGroupNames": ["house"],
        "attributes": {"temperature": "18", "colour": "Red"},
    }


def test_what_is_found_comes_in_pages(rooms):
    listed = pages(rooms.SearchIndex, "things", queryString="thingName:*", maxResults=2)
    assert [len(page) for page in listed] == [2, 1]
    with refused("InvalidRequestException", 400, "Invalid nextToken"):
        rooms.SearchIndex(queryString="*", nextToken="bogus")


@pytest.mark.parametrize(
    "query, what",
    [
        ("thingName:(a", "invalid syntax"),
        ("thingName:a AND", "invalid syntax"),
        ("thingName:a~", "unsupported query type - fuzzy"),
        ("bogus:1", "invalid field name, field name: bogus"),
        ("a b c d e f g h i j k l m", "number of terms cannot exceed 12, terms found: 13"),
    ],
)
def test_a_bad_query_is_refused_in_aws_words(rooms, query, what):
    message = f"Unable to parse query, {what}, query string: {query}"
    with refused("InvalidQueryException", 400, message):
        rooms.SearchIndex(queryString=query)


def test_other_mistakes_of_a_search_are_refused(rooms):
    with refused(
        "InvalidRequestException", 400, "Invalid queryVersion. Expected one of: [2017-09-30]"
    ):
        rooms.SearchIndex(queryString="*", queryVersion="2020-01-01")
    with refused("InvalidRequestException", 400, "Unrecognized indexName Nope"):
        rooms.SearchIndex(queryString="*", indexName="Nope")
    with refused(
        "InvalidRequestException",
        400,
        "Query includes one or more constraints for Connectivity attribute, but Connectivity "
        "indexing is not enabled for AWS_Things index",
    ):
        rooms.SearchIndex(queryString="connectivity.connected:true")
    long = "thingName:" + "a" * 991
    with refused("InvalidRequestException", 400, re.compile("less than or equal to 1000$")):
        rooms.SearchIndex(queryString=long)


def test_an_index_that_is_off_cannot_be_searched(sdk_iot):
    for index in ("AWS_Things", "AWS_ThingGroups"):
        message = f"Index {index} does not exist. Please enable index by calling "
        with refused(
            "ResourceNotFoundException", 404, message + "UpdateIndexingConfiguration"
        ):
            sdk_iot.SearchIndex(queryString="*", indexName=index)
        with refused("ResourceNotFoundException", 404, f"Index {index} does not exist"):
            sdk_iot.DescribeIndex(indexName=index)
    assert sdk_iot.ListIndices()["indexNames"] == []


def test_indexing_is_configured(sdk_iot):
    configuration = sdk_iot.GetIndexingConfiguration()
    assert configuration["thingIndexingConfiguration"]["thingIndexingMode"] == "OFF"
    fields = [{"name": "attributes.version", "type": "Number"}]
    turn_on(sdk_iot, thingConnectivityIndexingMode="STATUS", customFields=fields)
    things = sdk_iot.GetIndexingConfiguration()["thingIndexingConfiguration"]
    assert things["thingIndexingMode"] == "REGISTRY"
    assert things["thingConnectivityIndexingMode"] == "STATUS"
    assert things["customFields"] == fields
    for field in REGISTRY + [{"name": "connectivity.connected", "type": "Boolean"}]:
        assert field in things["managedFields"]
    assert sdk_iot.DescribeIndex(indexName="AWS_Things") == {
        "indexName": "AWS_Things",
        "indexStatus": "ACTIVE",
        "schema": "REGISTRY_AND_CONNECTIVITY_STATUS",
    }
    assert sdk_iot.ListIndices()["indexNames"] == ["AWS_Things"]


def test_thing_groups_have_an_index_of_their_own(sdk_iot):
    fleet = Fleet(sdk_iot)
    sdk_iot.UpdateIndexingConfiguration(
        thingGroupIndexingConfiguration={"thingGroupIndexingMode": "ON"}
    )
    fleet.group("house")
    fleet.group(
        "hall",
        parentGroupName="house",
        thingGroupProperties={
            "thingGroupDescription": "below",
            "attributePayload": {"attributes": {"floor": "0"}},
        },
    )
    groups = sdk_iot.SearchIndex(indexName="AWS_ThingGroups", queryString="attributes.floor:0")
    described = sdk_iot.DescribeThingGroup(thingGroupName="hall")
    assert groups["thingGroups"] == [
        {
            "thingGroupName": "hall",
            "thingGroupId": described["thingGroupId"],
            "thingGroupDescription": "below",
            "attributes": {"floor": "0"},
            "parentGroupNames": ["house"],
        }
    ]


def test_a_configuration_that_makes_no_sense_is_refused(sdk_iot):
    with refused("InvalidRequestException", 400, re.compile("^At least one configuration")):
        sdk_iot.UpdateIndexingConfiguration()
    message = "ThingIndexingMode must be turned ON for enabling ThingConnectivityIndexingMode"
    with refused("InvalidRequestException", 400, message):
        turn_on(sdk_iot, thingIndexingMode="OFF", thingConnectivityIndexingMode="STATUS")
    message = (
        "1 validation error detected: Value 'BOGUS' at "
        "'thingIndexingConfiguration.thingIndexingMode' failed to satisfy constraint: Member "
        "must satisfy enum value set: [REGISTRY_AND_SHADOW, OFF, REGISTRY]"
    )
    with refused("InvalidRequestException", 400, message):
        turn_on(sdk_iot, thingIndexingMode="BOGUS")


def test_shadows_and_violations_are_refused_by_name(sdk_iot):
    with refused("NotImplementedException", 501, re.compile("namedShadowIndexingMode")):
        turn_on(sdk_iot, namedShadowIndexingMode="ON")
    with refused("NotImplementedException", 501, re.compile("deviceDefenderIndexingMode")):
        turn_on(sdk_iot, deviceDefenderIndexingMode="VIOLATIONS")
    turn_on(sdk_iot, thingIndexingMode="REGISTRY_AND_SHADOW")
    with refused("NotImplementedException", 501, re.compile("shadow.reported.x")):
        sdk_iot.SearchIndex(queryString="shadow.reported.x:1")
