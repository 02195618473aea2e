"""The sequence and the assumptions of aws-iot-device-client's jobs feature."""

import pytest

from emulator import T0

REPLY_TOPICS = ("start-next/accepted", "start-next/rejected", "notify-next")
UPDATE_TOPICS = ("+/update/accepted", "+/update/rejected")


class Agent:
    """Does what the agent does: takes an execution unless it is the one it had last."""

    def __init__(self, connect):
        self.device = connect("lamp", subscribe=(*REPLY_TOPICS, *UPDATE_TOPICS))
        self.last = None

    def start(self):
        self.device.publish("start-next", b"{}")
        return self.take(self.device.reply("start-next").payload.get("execution"))

    def next_changed(self):
        message = self.device.wait_for(lambda m: m.topic == "notify-next", "notify-next")
        return self.take(message.payload.get("execution"))

    def take(self, execution):
        if execution is None:
            return None
        key = execution["jobId"], execution["jobDocument"], execution["executionNumber"]
        assert isinstance(execution["jobDocument"], dict)
        assert isinstance(execution["executionNumber"], int)
        if key == self.last:
            return None
        self.last = key
        return execution

    def update(self, job_id, status, **details):
        members = {"status": status}
        if details:
            members["statusDetails"] = details
        return self.device.accepted(f"{job_id}/update", members)


@pytest.fixture
def agent(fleet, connect):
    fleet.thing("lamp")
    return Agent(connect)


def test_without_a_job_it_waits(agent):
    assert agent.start() is None


def test_a_job_that_waited_is_done(agent, fleet):
    fleet.job("first", "lamp")
    execution = agent.start()
    assert (execution["jobId"], execution["status"]) == ("first", "IN_PROGRESS")
    agent.update("first", "IN_PROGRESS")  # although start-next did so already
    agent.update("first", "SUCCEEDED", stdout="done\nwell\n", reason="exit status 0")
    assert fleet.status("first") == "COMPLETED"


def test_a_job_that_comes_later_is_told_by_notify_next(agent, fleet):
    assert agent.start() is None
    fleet.job("later", "lamp")
    execution = agent.next_changed()
    assert (execution["jobId"], execution["status"]) == ("later", "QUEUED")
    agent.update("later", "IN_PROGRESS")
    agent.update("later", "SUCCEEDED")
    assert agent.next_changed() is None
    assert fleet.status("later") == "COMPLETED"


def test_several_jobs_are_done_one_after_the_other(agent, fleet):
    names = ["a", "b", "c"]
    for name in names:
        fleet.job(name, "lamp")
    agent.device.heard()
    done, execution = [], agent.start()
    while execution:
        done.append(execution["jobId"])
        agent.update(execution["jobId"], "IN_PROGRESS")
        agent.update(execution["jobId"], "SUCCEEDED")
        execution = agent.next_changed()
    assert done == names


def test_a_retried_job_is_not_taken_for_a_repeat(agent, fleet):
    retries = {"criteriaList": [{"failureType": "FAILED", "numberOfRetries": 1}]}
    fleet.job("j", "lamp", jobExecutionsRetryConfig=retries)
    assert agent.start()["executionNumber"] == 1
    agent.device.heard()
    agent.update("j", "FAILED", reason="exit status 1", stderr="no\n")
    assert agent.next_changed()["executionNumber"] == 2
    agent.update("j", "IN_PROGRESS")
    agent.update("j", "SUCCEEDED")
    assert fleet.counts("j") == {"Failed": 1, "Succeeded": 1}


def test_an_update_sent_twice_is_answered_twice(agent, fleet):
    fleet.job("j", "lamp")
    agent.start()
    for token in ("attempt-1", "attempt-2"):
        members = {"status": "IN_PROGRESS", "clientToken": token}
        agent.device.publish("j/update", members)
        assert agent.device.reply("j/update", token).topic == "j/update/accepted"


def test_a_rejection_has_a_code_and_the_token(agent, fleet):
    fleet.job("j", "lamp")
    agent.update("j", "SUCCEEDED")
    late = {"status": "IN_PROGRESS", "clientToken": "late"}
    agent.device.publish("j/update", late)
    reply = agent.device.reply("j/update", "late")
    assert reply.topic == "j/update/rejected"
    assert reply.payload["code"] == "InvalidStateTransition"
    assert reply.payload["timestamp"] == T0
