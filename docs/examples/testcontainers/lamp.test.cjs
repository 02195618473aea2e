// A lamp's device under test, beside a container: npm install --save-dev testcontainers, and what
// node/lamp.test.cjs needs.
const assert = require("node:assert/strict");
const {after, before, test} = require("node:test");
const {CreateJobCommand, DescribeJobCommand} = require("@aws-sdk/client-iot");
const {GenericContainer, Wait} = require("testcontainers");
const {withIotJobs} = require("iot-jobs-local");

let container;

before(async () => {
  container = await new GenericContainer(process.env.IMAGE ?? "ghcr.io/OWNER/iot-jobs-local")
    // A device is told the ports, so they are the same outside.
    .withExposedPorts(...[4580, 8883].map((port) => ({container: port, host: port})))
    .withWaitStrategy(Wait.forLogMessage('"ready":true'))
    .start();
  process.env.IOT_JOBS_LOCAL_ENDPOINT = "http://localhost:4580";
});
after(() => container?.stop());

test("a lamp does its job", withIotJobs(async ({iot, device}) => {
  const lamp = await device("lamp");
  await iot.send(new CreateJobCommand({jobId: "blink", targets: [lamp.arn], document: "{}"}));
  await lamp.ask("start-next");
  await lamp.ask("blink/update", {status: "SUCCEEDED"});

  const {job} = await iot.send(new DescribeJobCommand({jobId: "blink"}));
  assert.equal(job.status, "COMPLETED");
}));

test("that fails on purpose", withIotJobs(async ({iot, device}) => {
  const lamp = await device("lamp");
  await iot.send(new CreateJobCommand({jobId: "blink", targets: [lamp.arn], document: "{}"}));
  await lamp.ask("blink/update", {status: "SUCCEEDED"});
  await lamp.ask("blink/update", {status: "FAILED"}); // it has ended already
}));
