#!/usr/bin/env bash
# A lamp's device under test, in plain shell; each test beside an emulator of its own:
#   iot-jobs-local exec -- ./lamp.sh does_its_job
# Debian: curl, jq.
set -euo pipefail

call() {  # call METHOD PATH [BODY]
  curl -sS --fail-with-body -X "$1" ${3:+-d "$3"} "$IOT_JOBS_LOCAL_HTTP_URL$2"
}

create_job() {
  local arn
  arn=$(call POST /_emulator/devices '{"name":"lamp"}' | jq -r .thingArn)
  call PUT "/jobs/$1" '{"targets":["'"$arn"'"],"document":"{\"blink\":3}"}'
}

update() {
  call POST "/things/lamp/jobs/$1" '{"status":"'"$2"'"}'
}

does_its_job() {
  create_job blink
  [[ $(call PUT '/things/lamp/jobs/$next' | jq -r .execution.jobId) == blink ]]
  update blink SUCCEEDED
  [[ $(call GET /jobs/blink | jq -r .job.status) == COMPLETED ]]
}

fails_on_purpose() {
  create_job blink
  update blink SUCCEEDED
  update blink FAILED  # it has ended already
}

"$1" >/dev/null
