// The Jobs client of aws-iot-device-sdk-v2 while something goes wrong: starts a job and reports, and
// asks again until it is answered.
//   node agent_faults.mjs HOST PORT CA CERTIFICATE KEY THING STATUS...
// Prints a line of JSON for each step, with what became of each attempt: "accepted", "empty", the code
// of a rejection, or "none" where no answer came.
import { iotjobs } from "aws-iot-device-sdk-v2";
import { setTimeout as sleep } from "node:timers/promises";
import { connected } from "./device_sdk.mjs";

const [host, port, ca, certificate, key, thing, ...statuses] = process.argv.slice(2);
const say = (step, members) => console.log(JSON.stringify({ step, ...members }));
const FINAL = ["InvalidStateTransition", "VersionMismatch", "TerminalStateReached"];

const connection = await connected(true, { host, port, ca, certificate, key, clientId: thing });
let disconnections = 0;
connection.on("disconnection", () => disconnections++);
const jobs = iotjobs.IotJobsClientv2.newFromMqtt5(connection, {
  maxRequestResponseSubscriptions: 10,
  maxStreamingSubscriptions: 4,
  operationTimeoutInSeconds: 3,
});

async function attempt(call) {
  try {
    const answer = await call();
    return [answer, "execution" in answer || "timestamp" in answer ? "accepted" : "empty"];
  } catch (error) {
    return [undefined, error.modeledError?.code ?? "none"];
  }
}

async function insist(step, call, isGood = () => true) {
  const attempts = [];
  for (let left = 40; left > 0; left--) {
    const [answer, outcome] = await attempt(call);
    const good = answer !== undefined && isGood(answer);
    attempts.push(answer !== undefined && !good ? "empty" : outcome);
    if (good || FINAL.includes(outcome)) {
      say(step, { attempts });
      return answer;
    }
    await sleep(200);
  }
  say(step, { attempts });
  process.exit(1);
}

const { execution } = await insist("start",
  () => jobs.startNextPendingJobExecution({ thingName: thing }),
  (answer) => answer.execution !== undefined);
let version = execution.versionNumber;
for (const status of statuses) {
  const answer = await insist(status, () => jobs.updateJobExecution({
    thingName: thing, jobId: execution.jobId, status, expectedVersion: version }));
  if (answer !== undefined) version++;
}
say("end", { disconnections });
process.exit(0);
