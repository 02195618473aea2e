// A lamp's firmware under test; here it is three requests of the data plane. Debian: golang-go.
package lamp

import (
	"testing"

	"iot-jobs-local/iotjobs"
)

type object = map[string]any

func createJob(jobs *iotjobs.Jobs, id string) {
	lamp := jobs.Device("lamp")
	jobs.Call("PUT", "/jobs/"+id, object{"targets": []string{lamp.ARN}, "document": `{"blink":3}`}, nil)
}

func update(jobs *iotjobs.Jobs, id, status string) {
	jobs.Call("POST", "/things/lamp/jobs/"+id, object{"status": status}, nil)
}

func TestLampDoesItsJob(t *testing.T) {
	jobs := iotjobs.For(t)
	createJob(jobs, "blink")

	var started struct{ Execution struct{ JobID string } }
	jobs.Call("PUT", "/things/lamp/jobs/$next", nil, &started)
	if started.Execution.JobID != "blink" {
		t.Errorf("started %v", started)
	}
	update(jobs, "blink", "SUCCEEDED")

	var found struct{ Job struct{ Status string } }
	jobs.Call("GET", "/jobs/blink", nil, &found)
	if found.Job.Status != "COMPLETED" {
		t.Errorf("found %v", found)
	}
}

func TestThatFailsOnPurpose(t *testing.T) {
	jobs := iotjobs.For(t)
	createJob(jobs, "blink")
	update(jobs, "blink", "SUCCEEDED")
	update(jobs, "blink", "FAILED") // it has ended already
}
