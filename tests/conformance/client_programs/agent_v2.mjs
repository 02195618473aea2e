// The Jobs clients of aws-iot-device-sdk-v2: take one job to its end, and are refused what AWS
// refuses.
//   node agent_v2.mjs classic|3.1.1|5 HOST PORT CA CERTIFICATE KEY THING
//   node agent_v2.mjs classic|3.1.1|5 HOST PORT CA wss - THING      over WebSocket, with SigV4
// "classic" is the older client, on MQTT 3.1.1; the others are the V2 client. Prints a line of JSON
// for each step.
import { iotjobs } from "aws-iot-device-sdk-v2";
import { Asking, connected } from "./device_sdk.mjs";

const [client, host, port, ca, certificate, key, thing] = process.argv.slice(2);
const say = (step, members = {}) => console.log(JSON.stringify({ step, ...members }));

class Classic extends Asking {
  startNextPendingJobExecution(request) {
    return this.ask("StartNextPendingJobExecution", request, { thingName: thing });
  }

  updateJobExecution(request) {
    return this.ask("UpdateJobExecution", request, { thingName: thing, jobId: request.jobId });
  }

  describeJobExecution(request) {
    return this.ask("DescribeJobExecution", request, { thingName: thing, jobId: request.jobId });
  }
}

const connection = await connected(client === "5", {
  host, port, ca, certificate, key, clientId: thing, keepsSession: true });
say("connected");
const limits = {
  maxRequestResponseSubscriptions: 10,
  maxStreamingSubscriptions: 4,
  operationTimeoutInSeconds: 10,
};
const jobs = {
  classic: () => new Classic(new iotjobs.IotJobsClient(connection)),
  "3.1.1": () => iotjobs.IotJobsClientv2.newFromMqtt311(connection, limits),
  5: () => iotjobs.IotJobsClientv2.newFromMqtt5(connection, limits),
}[client]();

const refused = async (step, call) => {
  try {
    say(step, { answer: await call() });
  } catch (error) {
    say(step, { code: error.modeledError?.code ?? String(error) });
  }
};

const { execution } = await jobs.startNextPendingJobExecution({ thingName: thing });
say("started", { id: execution.jobId, document: execution.jobDocument, status: execution.status });
const update = (status, more = {}) =>
  jobs.updateJobExecution({ thingName: thing, jobId: execution.jobId, status, ...more });
await refused("stale", () => update("SUCCEEDED", { expectedVersion: 99 }));
await refused("unknown", () => jobs.describeJobExecution({ thingName: thing, jobId: "none" }));
await update("SUCCEEDED", { expectedVersion: execution.versionNumber });
say("succeeded");
await refused("ended", () => update("IN_PROGRESS"));
await refused("terminal", () =>
  jobs.describeJobExecution({ thingName: thing, jobId: execution.jobId }));
process.exit(0);
