"""A lamp's device under test. Debian: python3-boto3, python3-paho-mqtt, python3-pytest."""


def test_a_lamp_does_its_job(iot_jobs):
    lamp = iot_jobs.device("lamp")
    iot_jobs.iot.create_job(jobId="blink", targets=[lamp.arn], document='{"blink": 3}')

    _, told = lamp.next_message(lamp.topics["notifyNext"])
    assert told["execution"]["jobDocument"] == {"blink": 3}
    lamp.ask("start-next")
    lamp.ask("blink/update", status="SUCCEEDED")

    assert iot_jobs.iot.describe_job(jobId="blink")["job"]["status"] == "COMPLETED"


def test_a_lamp_that_hangs_is_timed_out(iot_jobs):
    lamp = iot_jobs.device("lamp")
    iot_jobs.iot.create_job(jobId="blink", targets=[lamp.arn], document="{}",
                            timeoutConfig={"inProgressTimeoutInMinutes": 60})
    lamp.ask("start-next")

    iot_jobs.clock.advance("61m")

    found = iot_jobs.iot.describe_job_execution(jobId="blink", thingName="lamp")
    assert found["execution"]["status"] == "TIMED_OUT"


def test_that_fails_on_purpose(iot_jobs):
    lamp = iot_jobs.device("lamp")
    iot_jobs.iot.create_job(jobId="blink", targets=[lamp.arn], document="{}")
    lamp.ask("blink/update", status="SUCCEEDED")
    lamp.ask("blink/update", status="FAILED")  # it has ended already
