"""Events on $aws/events/ topics (reference §9; AWS's guide, "Jobs events", "Registry events")."""

import uuid

import pytest

from clients import Boto3, refused
from device import Device
from emulator import T0, Emulator
from fleet import Fleet, group_arn, thing_arn
from test_foreign_broker import Broker

TYPES = {
    "THING", "THING_GROUP", "THING_TYPE", "THING_GROUP_MEMBERSHIP", "THING_GROUP_HIERARCHY",
    "THING_TYPE_ASSOCIATION", "JOB", "JOB_EXECUTION", "POLICY", "CERTIFICATE", "CA_CERTIFICATE",
}  # fmt: skip


def enabled(*types):
    return {event_type: {"Enabled": True} for event_type in types}


class Watcher:
    """Someone who listens to events, and to nothing else."""

    def __init__(self, device):
        self._device = device

    def event(self, topic):
        """The next event on the topic, less its id: a UUID, the registry's without dashes."""
        registry = not topic.startswith("job")
        topic = "$aws/events/" + topic
        message = self._device.wait_for(lambda m: m.topic == topic, topic)
        assert (message.qos, message.retain) == (1, False), message
        event_id = message.payload.pop("eventId")
        assert event_id == (uuid.UUID(event_id).hex if registry else str(uuid.UUID(event_id)))
        return message.payload

    def heard(self):
        return sorted(topic for topic, _ in self._device.overheard()
                      if not topic.startswith("$aws/events/presence/"))


@pytest.fixture
def watch(connect):
    return lambda *filters: Watcher(connect("watcher", subscribe=filters))


def test_all_types_are_off_until_switched_on(emulator, sdk_iot):
    before = sdk_iot.DescribeEventConfigurations()["eventConfigurations"]
    assert before == {event_type: {"Enabled": False} for event_type in TYPES}
    sdk_iot.UpdateEventConfigurations(eventConfigurations=enabled("JOB", "THING"))
    emulator.advance("1500ms")
    sdk_iot.UpdateEventConfigurations(eventConfigurations={"THING": {"Enabled": False}})
    described = sdk_iot.DescribeEventConfigurations()
    assert described["eventConfigurations"] == {**before, **enabled("JOB")}
    assert described["creationDate"] == T0
    assert described["lastModifiedDate"] == T0 + 1.5


def test_what_is_not_published_is_refused_by_name(sdk_iot):
    with refused("NotImplementedException", 501) as caught:
        sdk_iot.UpdateEventConfigurations(eventConfigurations=enabled("CERTIFICATE", "JOB"))
    assert "CERTIFICATE" in caught.value.message
    described = sdk_iot.DescribeEventConfigurations()["eventConfigurations"]
    assert described["JOB"] == {"Enabled": False}


def test_a_job_and_its_executions_are_watched(fleet, iot, data, emulator, watch):
    iot.UpdateEventConfigurations(eventConfigurations=enabled("JOB", "JOB_EXECUTION"))
    watcher = watch("$aws/events/job/+/+", "$aws/events/jobExecution/#")
    fleet.thing("lamp", "fan")
    fleet.job("j", "lamp", "fan", description="night light")
    emulator.advance("2s")
    data.UpdateJobExecution(
        jobId="j", thingName="lamp", status="SUCCEEDED", statusDetails={"step": "3"}
    )
    assert watcher.event("jobExecution/j/succeeded") == {
        "eventType": "JOB_EXECUTION",
        "timestamp": T0 + 2,
        "operation": "succeeded",
        "jobId": "j",
        "thingArn": thing_arn("lamp"),
        "status": "SUCCEEDED",
        "statusDetails": {"step": "3"},
    }
    data.UpdateJobExecution(jobId="j", thingName="fan", status="REJECTED")
    assert "statusDetails" not in watcher.event("jobExecution/j/rejected")
    assert watcher.event("job/j/completed") == {
        "eventType": "JOB",
        "timestamp": T0 + 2,
        "operation": "completed",
        "jobId": "j",
        "status": "COMPLETED",
        "targetSelection": "SNAPSHOT",
        "targets": [thing_arn("lamp"), thing_arn("fan")],
        "description": "night light",
        "completedAt": (T0 + 2) * 1000,
        "createdAt": T0 * 1000,
        "lastUpdatedAt": (T0 + 2) * 1000,
        "jobProcessDetails": {
            "numberOfCanceledThings": 0,
            "numberOfRejectedThings": 1,
            "numberOfFailedThings": 0,
            "numberOfRemovedThings": 0,
            "numberOfSucceededThings": 1,
        },
    }
    assert watcher.heard() == []


def test_cancelling_and_deleting_have_a_beginning_and_an_end(fleet, iot, watch):
    iot.UpdateEventConfigurations(eventConfigurations=enabled("JOB"))
    watcher = watch("$aws/events/#")
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    iot.CancelJob(jobId="j", comment="too bright")
    begun = watcher.event("job/j/cancellation_in_progress")
    assert (begun["status"], begun["comment"]) == ("CANCELLATION_IN_PROGRESS", "too bright")
    ended = watcher.event("job/j/canceled")
    assert ended["status"] == "CANCELED" and "comment" not in ended
    iot.DeleteJob(jobId="j")
    begun = watcher.event("job/j/deletion_in_progress")
    assert (begun["status"], begun["comment"]) == ("DELETION_IN_PROGRESS", "too bright")
    ended = watcher.event("job/j/deleted")
    assert (ended["status"], ended["comment"]) == ("DELETED", "too bright")
    assert watcher.heard() == []


def test_timeouts_are_told_at_their_own_instant(fleet, iot, data, emulator, watch):
    iot.UpdateEventConfigurations(eventConfigurations=enabled("JOB_EXECUTION"))
    watcher = watch("$aws/events/jobExecution/j/timed_out")
    fleet.thing("lamp")
    fleet.job("j", "lamp", timeoutConfig={"inProgressTimeoutInMinutes": 10})
    data.StartNextPendingJobExecution(thingName="lamp")
    emulator.advance("1d")
    event = watcher.event("jobExecution/j/timed_out")
    assert (event["status"], event["timestamp"]) == ("TIMED_OUT", T0 + 600)


def test_the_registry_is_watched(iot, watch):
    watcher = watch("$aws/events/#")
    iot.CreateThingType(thingTypeName="bulb")
    iot.UpdateEventConfigurations(
        eventConfigurations=enabled(
            "THING", "THING_GROUP", "THING_TYPE", "THING_GROUP_MEMBERSHIP",
            "THING_GROUP_HIERARCHY", "THING_TYPE_ASSOCIATION",
        )  # fmt: skip
    )
    thing_id = iot.CreateThing(thingName="lamp", thingTypeName="bulb")["thingId"]
    common = {"timestamp": T0 * 1000, "operation": "CREATED"}
    account = {**common, "accountId": "123456789012"}
    assert watcher.event("thing/lamp/created") == {
        **account,
        "eventType": "THING_EVENT",
        "thingId": thing_id,
        "thingName": "lamp",
        "versionNumber": 1,
        "thingTypeName": "bulb",
        "billinGroupName": None,
        "attributes": {},
    }
    assert watcher.event("thingTypeAssociation/thing/lamp/bulb") == {
        **common,
        "eventType": "THING_TYPE_ASSOCIATION_EVENT",
        "thingId": thing_id,
        "thingName": "lamp",
        "thingTypeName": "bulb",
    }
    house = iot.CreateThingGroup(thingGroupName="house")["thingGroupId"]
    room = iot.CreateThingGroup(thingGroupName="room", parentGroupName="house")["thingGroupId"]
    assert watcher.event("thingGroup/house/created")["thingGroupId"] == house
    created = watcher.event("thingGroup/room/created")
    assert created["rootToParentThingGroups"] == [
        {"groupArn": group_arn("house"), "groupId": house}
    ]
    assert watcher.event("thingGroupHierarchy/thingGroup/house/childThingGroup/room/added") == {
        **account,
        "operation": "ADDED",
        "eventType": "THING_GROUP_HIERARCHY_EVENT",
        "thingGroupId": house,
        "thingGroupName": "house",
        "childGroupId": room,
        "childGroupName": "room",
    }
    iot.AddThingToThingGroup(thingName="lamp", thingGroupName="room")
    added = watcher.event("thingGroupMembership/thingGroup/room/thing/lamp/added")
    assert uuid.UUID(added.pop("membershipId"))
    assert added == {
        **account,
        "operation": "ADDED",
        "eventType": "THING_GROUP_MEMBERSHIP_EVENT",
        "groupArn": group_arn("room"),
        "groupId": room,
        "thingArn": thing_arn("lamp"),
        "thingId": thing_id,
    }
    iot.DeprecateThingType(thingTypeName="bulb")
    assert watcher.event("thingType/bulb/updated")["isDeprecated"] is True
    assert watcher.heard() == []


def test_a_broker_of_ones_own_gets_the_events_too(tmp_path):
    broker = Broker(tmp_path)
    url = "mqtt://{}:{}".format(*broker.address)
    with Emulator("--broker", url, ports=("--http-port", "0")) as emulator:
        iot = Boto3("iot", emulator.http)
        iot.UpdateEventConfigurations(eventConfigurations=enabled("JOB", "THING"))
        device = Device(emulator.mqtt, "watcher", subscribe=("$aws/events/#",))
        watcher = Watcher(device)
        fleet = Fleet(iot)
        fleet.thing("lamp")
        fleet.job("j", "lamp")
        iot.CancelJob(jobId="j")
        assert watcher.event("thing/lamp/created")["thingName"] == "lamp"
        assert watcher.event("job/j/canceled")["status"] == "CANCELED"
        device.close()
        assert emulator.stop() == 0
    broker.stop()
