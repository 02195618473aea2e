"""Jobs with a namespaceId, as AWS IoT Greengrass uses them."""

import pytest

from clients import refused
from device import Device

NAMESPACE = "aws-gg-deployment"
NOTIFY = f"notify-namespace-{NAMESPACE}"
NOTIFY_NEXT = f"notify-next-namespace-{NAMESPACE}"


@pytest.fixture
def nucleus(emulator, fleet, mqtt_version):
    """A Greengrass core: subscribes as its nucleus and as nucleus lite do."""
    fleet.thing("core")
    device = Device(emulator.mqtt, "core", mqtt_version, subscribe=(
        NOTIFY, NOTIFY_NEXT, f"+/namespace-{NAMESPACE}/update/accepted", "notify", "notify-next"))
    yield device
    device.close()


def test_a_greengrass_core_gets_its_deployment_on_its_own_topics(fleet, nucleus):
    fleet.job("deployment", "core", namespaceId=NAMESPACE, document='{"configurationArn":"x"}')
    (first, listed), (second, told) = nucleus.heard()
    assert (first, second) == (NOTIFY, NOTIFY_NEXT)
    assert [entry["jobId"] for entry in listed["jobs"]["QUEUED"]] == ["deployment"]
    assert told["execution"]["jobDocument"] == {"configurationArn": "x"}

    # What the nucleus sends, superfluous members and a version that is text included.
    request = {"jobId": "$next", "thingName": "core", "includeJobDocument": True}
    answer = nucleus.accepted(f"$next/namespace-{NAMESPACE}/get", request)
    assert answer["execution"]["jobId"] == "deployment"
    assert answer["execution"]["jobDocument"] == {"configurationArn": "x"}
    for status, version in (("IN_PROGRESS", "1"), ("SUCCEEDED", "2")):
        nucleus.accepted(f"deployment/namespace-{NAMESPACE}/update",
                         {"status": status, "expectedVersion": version})
    assert fleet.status("deployment") == "COMPLETED"
    heard = nucleus.heard()
    assert [topic for topic, _ in heard] == [NOTIFY, NOTIFY_NEXT]
    assert heard[0][1]["jobs"] == {}
    assert nucleus.accepted(f"$next/namespace-{NAMESPACE}/get", request) == {}


def test_a_canceled_deployment_leaves_an_empty_list(fleet, iot, nucleus):
    fleet.job("deployment", "core", namespaceId=NAMESPACE)
    nucleus.heard()
    iot.CancelJob(jobId="deployment")
    (topic, listed), _ = nucleus.heard()
    assert (topic, listed["jobs"]) == (NOTIFY, {})


def test_plain_topics_and_the_http_data_plane_do_not_see_it(fleet, sdk_data, nucleus):
    fleet.job("deployment", "core", namespaceId=NAMESPACE)
    nucleus.heard()
    assert nucleus.accepted("get") == {"inProgressJobs": [], "queuedJobs": []}
    assert nucleus.accepted("start-next") == {}
    assert nucleus.rejected("deployment/get")["code"] == "ResourceNotFound"
    update = {"status": "IN_PROGRESS"}
    assert nucleus.rejected("deployment/update", update)["code"] == "ResourceNotFound"
    other = nucleus.rejected("deployment/namespace-other/get")
    assert other["code"] == "ResourceNotFound"
    assert sdk_data.GetPendingJobExecutions(thingName="core")["queuedJobs"] == []
    with refused("ResourceNotFoundException", 404):
        sdk_data.DescribeJobExecution(thingName="core", jobId="deployment")
    assert fleet.counts("deployment") == {"Queued": 1}


def test_a_deployment_waits_behind_an_ordinary_job_and_is_released_when_that_ends(fleet, nucleus):
    fleet.job("reboot", "core")
    assert [topic for topic, _ in nucleus.heard()] == ["notify", "notify-next"]
    fleet.job("deployment", "core", namespaceId=NAMESPACE)
    assert [topic for topic, _ in nucleus.heard()] == [NOTIFY]
    assert nucleus.accepted(f"$next/namespace-{NAMESPACE}/get") == {}
    waiting = nucleus.accepted(f"deployment/namespace-{NAMESPACE}/get")["execution"]
    assert waiting["status"] == "QUEUED"

    nucleus.accepted("reboot/update", {"status": "SUCCEEDED"})
    heard = nucleus.heard()
    assert [topic for topic, _ in heard] == ["notify", "notify-next", NOTIFY_NEXT]
    assert "execution" not in heard[1][1]
    assert heard[2][1]["execution"]["jobId"] == "deployment"
    answer = nucleus.accepted(f"$next/namespace-{NAMESPACE}/get")
    assert answer["execution"]["jobId"] == "deployment"


def test_an_ordinary_job_waits_behind_a_deployment(fleet, sdk_data, nucleus):
    fleet.job("deployment", "core", namespaceId=NAMESPACE)
    nucleus.heard()
    fleet.job("reboot", "core")
    assert [topic for topic, _ in nucleus.heard()] == ["notify"]
    assert nucleus.accepted("$next/get") == {}
    assert "execution" not in sdk_data.StartNextPendingJobExecution(thingName="core")
    nucleus.accepted(f"deployment/namespace-{NAMESPACE}/update", {"status": "SUCCEEDED"})
    heard = nucleus.heard()
    assert [topic for topic, _ in heard] == [NOTIFY, NOTIFY_NEXT, "notify-next"]
    assert heard[2][1]["execution"]["jobId"] == "reboot"


def test_a_job_that_starts_out_of_turn_comes_before_those_of_other_namespaces(fleet, nucleus):
    fleet.job("reboot", "core")
    fleet.job("deployment", "core", namespaceId=NAMESPACE)
    nucleus.heard()
    nucleus.accepted(f"deployment/namespace-{NAMESPACE}/update", {"status": "IN_PROGRESS"})
    heard = nucleus.heard()
    assert [topic for topic, _ in heard] == ["notify-next", NOTIFY_NEXT]
    assert "execution" not in heard[0][1]


def test_operators_see_filter_and_end_it_by_namespace(fleet, sdk_iot):
    fleet.thing("core")
    fleet.job("plain", "core")
    fleet.job("deployment", "core", namespaceId=NAMESPACE)
    assert sdk_iot.DescribeJob(jobId="deployment")["job"]["namespaceId"] == NAMESPACE
    jobs = sdk_iot.ListJobs(namespaceId=NAMESPACE)["jobs"]
    assert [job["jobId"] for job in jobs] == ["deployment"]
    assert len(sdk_iot.ListJobs()["jobs"]) == 2
    listed = sdk_iot.ListJobExecutionsForThing(thingName="core", namespaceId=NAMESPACE)
    assert [entry["jobId"] for entry in listed["executionSummaries"]] == ["deployment"]
    missing = "Job deployment cannot be found."
    with refused("ResourceNotFoundException", 404, missing):
        sdk_iot.UpdateJob(jobId="deployment", namespaceId="other", description="x")
    sdk_iot.UpdateJob(jobId="deployment", namespaceId=NAMESPACE, description="x")
    sdk_iot.DeleteJobExecution(jobId="deployment", thingName="core", executionNumber=1,
                               namespaceId=NAMESPACE)
    with refused("ResourceNotFoundException", 404, missing):
        sdk_iot.DeleteJob(jobId="deployment", namespaceId="other", force=True)
    sdk_iot.DeleteJob(jobId="deployment", namespaceId=NAMESPACE, force=True)


def test_a_namespace_has_letters_digits_underscore_and_minus(fleet, sdk_iot):
    with refused("InvalidRequestException", 400) as error:
        sdk_iot.ListJobs(namespaceId="a b")
    assert error.value.message == (
        "1 validation error detected: Value 'a b' at 'namespaceId' failed to satisfy constraint:"
        " Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+")
