# A lamp's device under test. Debian: bats, curl, jq.
load "${IOT_JOBS_LOCAL_FIXTURES:-/usr/share/iot-jobs-local/fixtures}/shell/iot-jobs-local.bash"

setup_file() { iot_jobs_start; }
teardown_file() { iot_jobs_stop; }
setup() { iot_jobs_reset; }
teardown() { iot_jobs_tell_failure; }

create_job() {
  arn=$(iot_jobs_call POST /_emulator/devices '{"name":"lamp"}' | jq -r .thingArn)
  iot_jobs_call PUT "/jobs/$1" '{"targets":["'"$arn"'"],"document":"{\"blink\":3}"}'
}

update() {
  iot_jobs_call POST "/things/lamp/jobs/$1" '{"status":"'"$2"'"}'
}

@test "a lamp does its job" {
  create_job blink
  [[ $(iot_jobs_call PUT '/things/lamp/jobs/$next' | jq -r .execution.jobId) == blink ]]
  update blink SUCCEEDED
  [[ $(iot_jobs_call GET /jobs/blink | jq -r .job.status) == COMPLETED ]]
}

@test "that fails on purpose" {
  create_job blink
  update blink SUCCEEDED
  update blink FAILED  # it has ended already
}
