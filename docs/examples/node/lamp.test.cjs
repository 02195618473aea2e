// A lamp's device under test, with node:test, with Jest, and with Vitest (--globals):
//   npm install --save-dev --install-links /usr/share/iot-jobs-local/fixtures/node
//   npm install --save-dev @aws-sdk/client-iot mqtt
//   node --test
const assert = require("node:assert/strict");
const {CreateJobCommand, DescribeJobCommand, DescribeJobExecutionCommand} = require("@aws-sdk/client-iot");
const {withIotJobs} = require("iot-jobs-local");
const test = globalThis.test ?? require("node:test"); // Jest and Vitest have one of their own

test("a lamp does its job", withIotJobs(async ({iot, device}) => {
  const lamp = await device("lamp");
  await iot.send(new CreateJobCommand(
    {jobId: "blink", targets: [lamp.arn], document: '{"blink": 3}'}));

  const {payload} = await lamp.nextMessage(lamp.topics.notifyNext);
  assert.deepEqual(payload.execution.jobDocument, {blink: 3});
  await lamp.ask("start-next");
  await lamp.ask("blink/update", {status: "SUCCEEDED"});

  const {job} = await iot.send(new DescribeJobCommand({jobId: "blink"}));
  assert.equal(job.status, "COMPLETED");
}));

test("a lamp that hangs is timed out", withIotJobs(async ({iot, device, clock}) => {
  const lamp = await device("lamp");
  await iot.send(new CreateJobCommand({jobId: "blink", targets: [lamp.arn], document: "{}",
    timeoutConfig: {inProgressTimeoutInMinutes: 60}}));
  await lamp.ask("start-next");

  await clock.advance("61m");

  const {execution} = await iot.send(
    new DescribeJobExecutionCommand({jobId: "blink", thingName: "lamp"}));
  assert.equal(execution.status, "TIMED_OUT");
}));

test("that fails on purpose", withIotJobs(async ({iot, device}) => {
  const lamp = await device("lamp");
  await iot.send(new CreateJobCommand({jobId: "blink", targets: [lamp.arn], document: "{}"}));
  await lamp.ask("blink/update", {status: "SUCCEEDED"});
  await lamp.ask("blink/update", {status: "FAILED"}); // it has ended already
}));
