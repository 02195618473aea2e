"""Things and their types."""

from cases import ANY, cases, do
from fleet import arn, thing_arn

RED = {"attributes": {"color": "red"}}
LAMP = do("CreateThing", thingName="lamp", attributePayload=RED)
SENSOR = do("CreateThing", thingName="sensor")
BULB = do("CreateThingType", thingTypeName="bulb",
          thingTypeProperties={"thingTypeDescription": "gives light",
                               "searchableAttributes": ["watt"]})
TYPED = do("CreateThing", thingName="typed", thingTypeName="bulb")
OLD_BULB = [BULB, do("DeprecateThingType", thingTypeName="bulb")]
FLEET = [LAMP, SENSOR, BULB, TYPED,
         do("CreateThing", thingName="rose", attributePayload={"attributes": {"color": "rose"}}),
         do("CreateThing", thingName="sky", attributePayload={"attributes": {"color": "blue"}})]
GHOST = {"thingName": "ghost"}
STALE = "Expected version 7 but found version 1"

CASES = cases([
    ("CreateThing", [BULB, do("CreateBillingGroup", billingGroupName="home")],
     {"thingName": "lamp", "thingTypeName": "bulb", "attributePayload": RED,
      "billingGroupName": "home"},
     {"thingName": "lamp", "thingArn": thing_arn("lamp"), "thingId": ANY}),
    ("CreateThing", [LAMP], {"thingName": "lamp", "attributePayload": RED},
     {"thingName": "lamp", "thingArn": thing_arn("lamp")}),
    ("CreateThing", [LAMP], {"thingName": "lamp"},
     ("ResourceAlreadyExists",
      "Thing lamp already exists in account with different attributes")),
    ("CreateThing", [], {"thingName": "lamp", "thingTypeName": "none"}, "ResourceNotFound"),
    ("CreateThing", [], {"thingName": "lamp", "billingGroupName": "none"}, "ResourceNotFound"),
    ("CreateThing", OLD_BULB, {"thingName": "lamp", "thingTypeName": "bulb"}, "InvalidRequest"),
    ("DescribeThing", [BULB, TYPED], {"thingName": "typed"},
     {"thingName": "typed", "thingArn": thing_arn("typed"), "thingTypeName": "bulb",
      "defaultClientId": "typed", "version": 1, "attributes": {}}),
    ("DescribeThing", [], GHOST, "ResourceNotFound"),
    ("UpdateThing", [LAMP],
     {"thingName": "lamp", "expectedVersion": 1,
      "attributePayload": {"attributes": {"size": "5"}, "merge": True}}, {}),
    ("UpdateThing", [BULB, TYPED], {"thingName": "typed", "removeThingType": True}, {}),
    ("UpdateThing", [LAMP], {"thingName": "lamp", "expectedVersion": 7},
     ("VersionConflict", STALE)),
    ("UpdateThing", [], GHOST, "ResourceNotFound"),
    ("UpdateThing", [LAMP], {"thingName": "lamp", "thingTypeName": "none"}, "ResourceNotFound"),
    ("UpdateThing", [BULB, LAMP],
     {"thingName": "lamp", "thingTypeName": "bulb", "removeThingType": True}, "InvalidRequest"),
    ("DeleteThing", [LAMP], {"thingName": "lamp", "expectedVersion": 1}, {}),
    ("DeleteThing", [], GHOST, {}),
    ("DeleteThing", [LAMP], {"thingName": "lamp", "expectedVersion": 7},
     ("VersionConflict", STALE)),
    ("ListThings", [LAMP], {},
     {"things": [{"thingName": "lamp", "thingArn": thing_arn("lamp"), "version": 1,
                  "attributes": {"color": "red"}}]}),
    ("ListThings", FLEET, {"attributeName": "color", "attributeValue": "red"},
     {"things": [{"thingName": "lamp"}]}),
    ("ListThings", FLEET,
     {"attributeName": "color", "attributeValue": "r", "usePrefixAttributeValue": True},
     {"things": [{"thingName": "lamp"}, {"thingName": "rose"}]}),
    ("ListThings", FLEET, {"thingTypeName": "bulb"},
     {"things": [{"thingName": "typed", "thingTypeName": "bulb"}]}),
    ("ListThings", FLEET, {"thingTypeName": "bulb", "attributeName": "color"},
     ("InvalidRequest", "Listing things by the combination of attribute and thing type is not"
      " supported")),
    ("CreateThingType", [], {"thingTypeName": "bulb"},
     {"thingTypeName": "bulb", "thingTypeArn": arn("thingtype/bulb"), "thingTypeId": ANY}),
    ("CreateThingType", [BULB], {"thingTypeName": "bulb"}, "ResourceAlreadyExists"),
    ("DescribeThingType", [BULB], {"thingTypeName": "bulb"},
     {"thingTypeName": "bulb", "thingTypeArn": arn("thingtype/bulb"),
      "thingTypeProperties": {"thingTypeDescription": "gives light",
                              "searchableAttributes": ["watt"]},
      "thingTypeMetadata": {"deprecated": False}}),
    ("DescribeThingType", [], {"thingTypeName": "none"}, "ResourceNotFound"),
    ("GetThingConnectivityData", [LAMP], {"thingName": "lamp"},
     {"thingName": "lamp", "connected": False}),
    ("GetThingConnectivityData", [], {"thingName": "none"}, "ResourceNotFound"),
    ("UpdateThingType", [BULB],
     {"thingTypeName": "bulb", "thingTypeProperties": {"searchableAttributes": ["a"]}}, {}),
    ("UpdateThingType", [BULB],
     {"thingTypeName": "bulb",
      "thingTypeProperties": {"searchableAttributes": ["a", "b", "c", "d"]}},
     ("InvalidRequest", "A thing type can have at most 3 searchable attributes.")),
    ("UpdateThingType", [], {"thingTypeName": "none"}, "ResourceNotFound"),
    ("DeprecateThingType", [BULB], {"thingTypeName": "bulb"}, {}),
    ("DeprecateThingType", OLD_BULB, {"thingTypeName": "bulb", "undoDeprecate": True}, {}),
    ("DeprecateThingType", [], {"thingTypeName": "none"}, "ResourceNotFound"),
    ("DeleteThingType", [*OLD_BULB, do("(clock)", advance="5m")], {"thingTypeName": "bulb"}, {}),
    ("DeleteThingType", [BULB], {"thingTypeName": "bulb"}, "InvalidRequest"),
    ("DeleteThingType", OLD_BULB, {"thingTypeName": "bulb"}, "InvalidRequest"),
    ("DeleteThingType", [], {"thingTypeName": "none"}, "ResourceNotFound"),
    ("ListThingTypes", [BULB], {},
     {"thingTypes": [{"thingTypeName": "bulb", "thingTypeArn": arn("thingtype/bulb")}]}),
    ("ListThingTypes", [BULB, do("CreateThingType", thingTypeName="other")],
     {"thingTypeName": "bulb"}, {"thingTypes": [{"thingTypeName": "bulb"}]}),
])

PAGED = [
    ("ListThings", FLEET, {}, "things"),
    ("ListThings", FLEET, {"attributeName": "color", "attributeValue": "r",
                           "usePrefixAttributeValue": True}, "things"),
    ("ListThingTypes", [do("CreateThingType", thingTypeName=name) for name in "abc"], {},
     "thingTypes"),
]
