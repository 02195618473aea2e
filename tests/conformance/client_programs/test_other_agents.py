"""How other device programs use the service (what they subscribe to, and what they send)."""

from fleet import DOCUMENT


def test_the_embedded_demo_subscribes_to_notify_next_only(fleet, connect):
    fleet.thing("lamp")
    fleet.job("waiting", "lamp")
    device = connect("lamp", subscribe=("notify-next",))
    device.publish("$next/get", b"", qos=1)
    reply = device.reply("$next/get")
    assert reply.payload["execution"]["jobId"] == "waiting"
    assert reply.payload["execution"]["jobDocument"] == DOCUMENT
    update = {"status": "SUCCEEDED", "expectedVersion": "1"}
    device.publish("waiting/update", update)
    assert device.reply("waiting/update").topic == "waiting/update/accepted"
    assert fleet.status("waiting") == "COMPLETED"


def test_the_javascript_v1_agent_uses_qos_0_and_no_token(fleet, connect):
    fleet.thing("lamp")
    device = connect("lamp", subscribe=("$next/get/accepted", "notify-next"))
    device.publish("$next/get", b"{}", qos=0)
    assert "execution" not in device.reply("$next/get").payload
    fleet.job("j", "lamp")
    told = device.wait_for(lambda m: m.topic == "notify-next", "notify-next").payload
    assert told["execution"]["status"] == "QUEUED"
    for status in ("IN_PROGRESS", "SUCCEEDED"):
        members = {"status": status, "statusDetails": {"uptime": 1234, "progress": "x"}}
        device.publish("j/update", members, qos=0)
        assert device.reply("j/update").topic == "j/update/accepted"
    details = fleet.execution("lamp", "j")["statusDetails"]["detailsMap"]
    assert details == {"uptime": "1234", "progress": "x"}


def test_the_python_v1_client_sends_numbers_as_strings(fleet, connect):
    fleet.thing("lamp")
    fleet.job("j", "lamp")
    device = connect("lamp", subscribe=("+/get/+", "+/update/+", "start-next/+"))
    version = device.accepted("start-next")["execution"]["versionNumber"]
    update = {"expectedVersion": str(version), "executionNumber": "1"}
    update.update(status="SUCCEEDED", statusDetails={}, includeJobExecutionState=True)
    state = device.accepted("j/update", update)["executionState"]
    assert (state["status"], state["versionNumber"]) == ("SUCCEEDED", version + 1)


def test_the_v2_clients_listen_to_their_replies(fleet, connect):
    fleet.thing("lamp")
    subscriptions = ("get/+", "start-next/+", "j/get/+", "j/update/+", "notify", "notify-next")
    device = connect("lamp", subscribe=subscriptions)
    fleet.job("j", "lamp")
    assert device.topics_heard() == ["notify", "notify-next"]
    assert device.accepted("get")["queuedJobs"][0]["jobId"] == "j"
    assert device.accepted("j/get")["execution"]["status"] == "QUEUED"
    device.accepted("j/update", {"status": "SUCCEEDED"})
    assert device.topics_heard() == ["notify", "notify-next"]


def test_a_user_name_without_a_password_is_no_obstacle(fleet, connect):
    fleet.thing("lamp")
    device = connect("lamp", user_name="?SDK=IoTDeviceClient&Version=1.9")
    assert device.accepted("get") == {"inProgressJobs": [], "queuedJobs": []}


def test_what_was_told_while_away_waits_in_the_session(fleet, connect):
    fleet.thing("lamp")
    connect("lamp", keep_session_as="agent").close()
    fleet.job("j", "lamp")
    back = connect("lamp", subscribe=(), keep_session_as="agent")
    assert back.topics_heard() == ["notify", "notify-next"]


def test_many_devices_do_one_job(fleet, connect, iot):
    names = [f"lamp{number}" for number in range(20)]
    fleet.thing(*names)
    devices = [connect(name) for name in names]
    fleet.job("j", fleet.group("hall", *names))
    for device in devices:
        assert device.topics_heard() == ["notify", "notify-next"]
        device.publish("start-next")
    for device in devices:
        assert device.reply("start-next").payload["execution"]["jobId"] == "j"
        device.publish("j/update", {"status": "SUCCEEDED"})
    for device in devices:
        assert device.topics_heard() == ["j/update/accepted", "notify", "notify-next"]
    assert fleet.counts("j") == {"Succeeded": 20}
    assert fleet.status("j") == "COMPLETED"
