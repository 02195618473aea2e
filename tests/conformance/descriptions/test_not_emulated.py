"""Members whose behaviour is not emulated are refused by name, never swallowed."""

import re

import pytest

from clients import refused
from fleet import arn, thing_arn


@pytest.mark.parametrize(
    "operation, name, member, value",
    [
        (
            "UpdateIndexingConfiguration",
            {},
            "thingIndexingConfiguration",
            {"thingIndexingMode": "REGISTRY", "filter": {"namedShadowNames": ["a"]}},
        ),
    ],
)
def test_other_operations_refuse_by_name(fleet, _sdks, operation, name, member, value):
    iot = _sdks["npm"][0]
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    with refused("NotImplementedException", 501, re.compile(member)):
        getattr(iot, operation)(**name, **{member: value})
    assert fleet.status("j") == "IN_PROGRESS"
    assert len(iot.ListThings()["things"]) == 1


@pytest.mark.parametrize(
    "operation, members",
    [
        ("ListTopicRules", {}),
        ("ListAuthorizers", {}),
        ("ListDimensions", {}),
        ("GetTopicRuleDestination", {"arn": arn("ruledestination/http/x")}),
    ],
)
def test_other_operations_are_refused_by_name(sdk_iot, operation, members):
    message = f"{operation} is not emulated; see docs/differences.md."
    with refused("NotImplementedException", 501, message):
        getattr(sdk_iot, operation)(**members)
