"""Thing groups, static and dynamic, and billing groups."""

from cases import ANY, cases, do
from cases_things import LAMP, SENSOR, STALE
from emulator import T0
from fleet import arn, group_arn

HALL, ROOM = {"thingGroupName": "hall"}, {"thingGroupName": "room"}
HOME = {"billingGroupName": "home"}
NONE = {"thingGroupName": "none"}
LIT = {"thingGroupDescription": "lit", "attributePayload": {"attributes": {"floor": "1"}}}
GROUP = do("CreateThingGroup", **HALL)
BELOW = do("CreateThingGroup", **ROOM, parentGroupName="hall")
DEEP = do("CreateThingGroup", thingGroupName="shelf", parentGroupName="room")
TREE = [GROUP, BELOW, DEEP, do("CreateThingGroup", thingGroupName="attic")]
BILLING = do("CreateBillingGroup", **HOME)
IN_HALL = [LAMP, GROUP, do("AddThingToThingGroup", **HALL, thingName="lamp")]
IN_ROOM = [*IN_HALL, BELOW, SENSOR, do("AddThingToThingGroup", **ROOM, thingName="sensor")]
IN_HOME = [LAMP, BILLING, do("AddThingToBillingGroup", **HOME, thingName="lamp")]
INDEX = do("UpdateIndexingConfiguration",
           thingIndexingConfiguration={"thingIndexingMode": "REGISTRY"})
RED = {"thingGroupName": "red", "queryString": "attributes.color:red"}
DYNAMIC = [INDEX, do("CreateDynamicThingGroup", **RED)]
BAD_QUERY = "thingGroupName:hall"
BAD_FIELD = ("Unable to parse query, invalid field name, field name: thingGroupName,"
             " query string: " + BAD_QUERY)


def shown(name):
    return {"groupName": name, "groupArn": group_arn(name)}


STATIC_CASES = cases([
    ("CreateThingGroup", [GROUP], {**ROOM, "parentGroupName": "hall", "thingGroupProperties": LIT},
     {**ROOM, "thingGroupArn": group_arn("room"), "thingGroupId": ANY}),
    ("CreateThingGroup", [GROUP], {**HALL, "thingGroupProperties": LIT},
     ("ResourceAlreadyExists",
      "Thing Group hall already exists in current account with different properties")),
    ("CreateThingGroup", [], {**HALL, "parentGroupName": "none"}, "InvalidRequest"),
    ("DescribeThingGroup", [GROUP, BELOW], ROOM,
     {**ROOM, "thingGroupArn": group_arn("room"), "thingGroupId": ANY, "version": 1,
      "thingGroupMetadata": {"parentGroupName": "hall", "creationDate": T0,
                             "rootToParentThingGroups": [shown("hall")]}}),
    ("DescribeThingGroup", [], NONE, "ResourceNotFound"),
    ("UpdateThingGroup", [GROUP], {**HALL, "thingGroupProperties": LIT, "expectedVersion": 1},
     {"version": 2}),
    ("UpdateThingGroup", [GROUP], {**HALL, "thingGroupProperties": LIT, "expectedVersion": 7},
     ("VersionConflict", STALE)),
    ("UpdateThingGroup", [], {**NONE, "thingGroupProperties": LIT}, "ResourceNotFound"),
    ("DeleteThingGroup", [GROUP], {**HALL, "expectedVersion": 1}, {}),
    ("DeleteThingGroup", [], NONE, {}),
    ("DeleteThingGroup", [GROUP], {**HALL, "expectedVersion": 7}, ("VersionConflict", STALE)),
    ("DeleteThingGroup", [GROUP, BELOW], HALL, "InvalidRequest"),
    ("ListThingGroups", TREE, {},
     {"thingGroups": [shown("attic"), shown("hall"), shown("room"), shown("shelf")]}),
    ("ListThingGroups", TREE, {"parentGroup": "hall"},
     {"thingGroups": [shown("room")]}),
    ("ListThingGroups", TREE, {"parentGroup": "hall", "recursive": True},
     {"thingGroups": [shown("room"), shown("shelf")]}),
    ("ListThingGroups", TREE, {"namePrefixFilter": "sh"}, {"thingGroups": [shown("shelf")]}),
    ("ListThingGroups", [], {"parentGroup": "none"}, "ResourceNotFound"),
    ("ListThingGroupsForThing", IN_ROOM, {"thingName": "sensor"},
     {"thingGroups": [shown("hall"), shown("room")]}),
    ("ListThingGroupsForThing", [], {"thingName": "ghost"}, "ResourceNotFound"),
    ("AddThingToThingGroup", [LAMP, GROUP],
     {"thingGroupArn": group_arn("hall"), "thingArn": arn("thing/lamp")}, {}),
    ("AddThingToThingGroup", [LAMP], {**NONE, "thingName": "lamp"}, "ResourceNotFound"),
    ("AddThingToThingGroup", [GROUP], {**HALL, "thingName": "ghost"}, "ResourceNotFound"),
    ("AddThingToThingGroup", [*IN_HALL, BELOW], {**ROOM, "thingName": "lamp"}, "InvalidRequest"),
    ("RemoveThingFromThingGroup", IN_HALL, {**HALL, "thingName": "lamp"}, {}),
    ("AddThingToThingGroup", [LAMP, GROUP],
     {**HALL, "thingName": "lamp", "overrideDynamicGroups": True}, {}),
    ("RemoveThingFromThingGroup", IN_HALL,
     {"thingGroupArn": group_arn("hall"), "thingArn": arn("thing/lamp")}, {}),
    ("RemoveThingFromThingGroup", [LAMP], {**NONE, "thingName": "lamp"}, "ResourceNotFound"),
    ("UpdateThingGroupsForThing", [*IN_HALL, BELOW],
     {"thingName": "lamp", "thingGroupsToAdd": ["room"], "thingGroupsToRemove": ["hall"]}, {}),
    ("UpdateThingGroupsForThing", [LAMP, GROUP],
     {"thingName": "lamp", "thingGroupsToAdd": ["hall"], "overrideDynamicGroups": True}, {}),
    ("UpdateThingGroupsForThing", [GROUP],
     {"thingName": "ghost", "thingGroupsToAdd": ["hall"]}, "ResourceNotFound"),
    ("ListThingsInThingGroup", IN_ROOM, HALL, {"things": ["lamp"]}),
    ("ListThingsInThingGroup", IN_ROOM, {**HALL, "recursive": True},
     {"things": ["lamp", "sensor"]}),
    ("ListThingsInThingGroup", [], NONE, "ResourceNotFound"),
])

DYNAMIC_CASES = cases([
    ("CreateDynamicThingGroup", [INDEX],
     {**RED, "thingGroupProperties": LIT, "indexName": "AWS_Things",
      "queryVersion": "2017-09-30"},
     {**RED, "thingGroupArn": group_arn("red"), "thingGroupId": ANY, "indexName": "AWS_Things",
      "queryVersion": "2017-09-30"}),
    ("CreateDynamicThingGroup", DYNAMIC, {**RED, "queryString": "attributes.color:blue"},
     "ResourceAlreadyExists"),
    ("CreateDynamicThingGroup", [], RED, "ResourceNotFound"),
    ("CreateDynamicThingGroup", [INDEX], {**RED, "queryString": BAD_QUERY},
     ("InvalidQuery", BAD_FIELD)),
    ("CreateDynamicThingGroup",
     [INDEX, *(do("CreateDynamicThingGroup", thingGroupName=f"g{i}", queryString="thingName:a")
               for i in range(100))], RED, "LimitExceeded"),
    ("UpdateDynamicThingGroup", DYNAMIC,
     {"thingGroupName": "red", "thingGroupProperties": LIT, "expectedVersion": 1,
      "queryString": "attributes.color:blue"}, {"version": 2}),
    ("UpdateDynamicThingGroup", DYNAMIC,
     {"thingGroupName": "red", "thingGroupProperties": LIT, "expectedVersion": 7},
     ("VersionConflict", STALE)),
    ("UpdateDynamicThingGroup", [INDEX], {**NONE, "thingGroupProperties": LIT},
     "ResourceNotFound"),
    ("UpdateDynamicThingGroup", DYNAMIC,
     {"thingGroupName": "red", "thingGroupProperties": LIT, "queryString": BAD_QUERY},
     ("InvalidQuery", BAD_FIELD)),
    ("DeleteDynamicThingGroup", DYNAMIC, {"thingGroupName": "red", "expectedVersion": 1}, {}),
    ("DeleteDynamicThingGroup", DYNAMIC, {"thingGroupName": "red", "expectedVersion": 7},
     ("VersionConflict", STALE)),
    ("DeleteDynamicThingGroup", [GROUP], HALL, "InvalidRequest"),
])

BILLING_CASES = cases([
    ("CreateBillingGroup", [],
     {**HOME, "billingGroupProperties": {"billingGroupDescription": "ours"}},
     {**HOME, "billingGroupArn": arn("billinggroup/home"), "billingGroupId": ANY}),
    ("CreateBillingGroup", [BILLING],
     {**HOME, "billingGroupProperties": {"billingGroupDescription": "ours"}},
     "ResourceAlreadyExists"),
    ("DescribeBillingGroup", [BILLING], HOME,
     {**HOME, "billingGroupArn": arn("billinggroup/home"), "billingGroupId": ANY, "version": 1,
      "billingGroupMetadata": {"creationDate": T0}}),
    ("DescribeBillingGroup", [], HOME, "ResourceNotFound"),
    ("UpdateBillingGroup", [BILLING],
     {**HOME, "billingGroupProperties": {"billingGroupDescription": "x"}, "expectedVersion": 1},
     {"version": 2}),
    ("UpdateBillingGroup", [BILLING],
     {**HOME, "billingGroupProperties": {}, "expectedVersion": 7}, ("VersionConflict", STALE)),
    ("UpdateBillingGroup", [], {**HOME, "billingGroupProperties": {}}, "ResourceNotFound"),
    ("DeleteBillingGroup", [BILLING], {**HOME, "expectedVersion": 1}, {}),
    ("DeleteBillingGroup", [], HOME, {}),
    ("DeleteBillingGroup", [BILLING], {**HOME, "expectedVersion": 7},
     ("VersionConflict", STALE)),
    ("ListBillingGroups", [BILLING], {}, {"billingGroups": [
        {"groupName": "home", "groupArn": arn("billinggroup/home")}]}),
    ("ListBillingGroups", [BILLING, do("CreateBillingGroup", billingGroupName="work")],
     {"namePrefixFilter": "wo"}, {"billingGroups": [{"groupName": "work"}]}),
    ("AddThingToBillingGroup", [LAMP, BILLING], {**HOME, "thingName": "lamp"}, {}),
    ("AddThingToBillingGroup", [LAMP, BILLING],
     {"billingGroupArn": arn("billinggroup/home"), "thingArn": arn("thing/lamp")}, {}),
    ("AddThingToBillingGroup", [LAMP], {**HOME, "thingName": "lamp"}, "ResourceNotFound"),
    ("RemoveThingFromBillingGroup", IN_HOME,
     {"billingGroupArn": arn("billinggroup/home"), "thingArn": arn("thing/lamp")}, {}),
    ("RemoveThingFromBillingGroup", [LAMP], {**HOME, "thingName": "lamp"}, "ResourceNotFound"),
    ("ListThingsInBillingGroup", IN_HOME, HOME, {"things": ["lamp"]}),
    ("ListThingsInBillingGroup", [], HOME, "ResourceNotFound"),
])

CASES = STATIC_CASES + DYNAMIC_CASES + BILLING_CASES

PAGED = [
    ("ListThingGroups", TREE, {}, "thingGroups"),
    ("ListThingGroups", TREE, {"parentGroup": "hall", "recursive": True}, "thingGroups"),
    ("ListThingGroupsForThing", IN_ROOM, {"thingName": "sensor"}, "thingGroups"),
    ("ListThingsInThingGroup", IN_ROOM, {**HALL, "recursive": True}, "things"),
    ("ListBillingGroups", [BILLING, do("CreateBillingGroup", billingGroupName="work")], {},
     "billingGroups"),
    ("ListThingsInBillingGroup",
     [*IN_HOME, SENSOR, do("AddThingToBillingGroup", **HOME, thingName="sensor")], HOME,
     "things"),
]
