"""Search, tags, endpoints and the switches of indexing and events."""

from cases import ANY, cases, do
from cases_groups import BAD_FIELD, BAD_QUERY, GROUP, INDEX
from cases_things import LAMP, SENSOR
from fleet import arn

BOTH = do("UpdateIndexingConfiguration",
          thingIndexingConfiguration={"thingIndexingMode": "REGISTRY",
                                      "thingConnectivityIndexingMode": "STATUS"},
          thingGroupIndexingConfiguration={"thingGroupIndexingMode": "ON"})
HALL = arn("thinggroup/hall")
FLOOR = {"Key": "floor", "Value": "1"}
TAGGED = [do("CreateThingGroup", thingGroupName="hall", tags=[FLOOR])]

CASES = cases([
    ("SearchIndex", [INDEX, LAMP, SENSOR],
     {"queryString": "attributes.color:red", "indexName": "AWS_Things",
      "queryVersion": "2017-09-30"},
     {"things": [{"thingName": "lamp", "thingId": ANY, "attributes": {"color": "red"}}]}),
    ("SearchIndex", [BOTH, GROUP],
     {"queryString": "thingGroupName:hall", "indexName": "AWS_ThingGroups"},
     {"thingGroups": [{"thingGroupName": "hall", "thingGroupId": ANY}]}),
    ("SearchIndex", [], {"queryString": "*"}, "ResourceNotFound"),
    ("SearchIndex", [INDEX], {"queryString": BAD_QUERY}, ("InvalidQuery", BAD_FIELD)),
    ("DescribeIndex", [BOTH], {"indexName": "AWS_Things"},
     {"indexName": "AWS_Things", "indexStatus": "ACTIVE",
      "schema": "REGISTRY_AND_CONNECTIVITY_STATUS"}),
    ("DescribeIndex", [], {"indexName": "AWS_Things"}, "ResourceNotFound"),
    ("ListIndices", [BOTH], {}, {"indexNames": ["AWS_ThingGroups", "AWS_Things"]}),
    ("GetIndexingConfiguration", [BOTH], {},
     {"thingIndexingConfiguration": {"thingIndexingMode": "REGISTRY",
                                     "thingConnectivityIndexingMode": "STATUS"},
      "thingGroupIndexingConfiguration": {"thingGroupIndexingMode": "ON"}}),
    ("UpdateIndexingConfiguration", [],
     {"thingIndexingConfiguration": {"thingIndexingMode": "REGISTRY"}}, {}),
    ("UpdateIndexingConfiguration", [], {}, "InvalidRequest"),
    ("TagResource", [GROUP], {"resourceArn": HALL, "tags": [FLOOR]}, {}),
    ("TagResource", [], {"resourceArn": HALL, "tags": [FLOOR]}, "ResourceNotFound"),
    ("TagResource", [], {"resourceArn": "nonsense", "tags": [FLOOR]}, "InvalidRequest"),
    ("TagResource", [], {"resourceArn": arn("thing/lamp"), "tags": [FLOOR]}, "InvalidRequest"),
    ("TagResource", TAGGED,
     {"resourceArn": HALL, "tags": [{"Key": f"k{i}", "Value": ""} for i in range(50)]},
     "LimitExceeded"),
    ("UntagResource", TAGGED, {"resourceArn": HALL, "tagKeys": ["floor"]}, {}),
    ("UntagResource", [], {"resourceArn": HALL, "tagKeys": ["floor"]}, "ResourceNotFound"),
    ("UntagResource", [], {"resourceArn": "nonsense", "tagKeys": ["floor"]}, "InvalidRequest"),
    ("ListTagsForResource", TAGGED, {"resourceArn": HALL}, {"tags": [FLOOR]}),
    ("ListTagsForResource", [], {"resourceArn": HALL}, "ResourceNotFound"),
    ("ListTagsForResource", [], {"resourceArn": "nonsense"}, "InvalidRequest"),
    ("DescribeEndpoint", [], {"endpointType": "iot:Data-ATS"}, {"endpointAddress": ANY}),
    ("DescribeEndpoint", [], {"endpointType": "iot:Nothing"}, "InvalidRequest"),
    ("DescribeEventConfigurations",
     [do("UpdateEventConfigurations", eventConfigurations={"JOB": {"Enabled": True}})], {},
     {"eventConfigurations": {"JOB": {"Enabled": True}, "THING": {"Enabled": False}}}),
    ("UpdateEventConfigurations", [], {"eventConfigurations": {"JOB": {"Enabled": True}}}, {}),
    ("UpdateEventConfigurations", [], {"eventConfigurations": {"LAMP": {"Enabled": True}}},
     "InvalidRequest"),
])

PAGED = [
    ("SearchIndex", [INDEX, LAMP, SENSOR], {"queryString": "*"}, "things"),
    ("ListIndices", [BOTH], {}, "indexNames"),
]
