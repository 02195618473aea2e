// The jobs class of aws-iot-device-sdk: takes one job to its end, as its jobs agent does.
//   node agent_v1.mjs HOST PORT CA CERTIFICATE KEY THING OPERATION END
//   node agent_v1.mjs HOST PORT CA wss - THING OPERATION END     over WebSocket (trusts the CA by
//                                                               NODE_EXTRA_CA_CERTS)
// END is "succeeded" or "failed"; the class does not look at refusals. Prints a line of JSON for each step.
import awsIot from "aws-iot-device-sdk";

const [host, port, caPath, certificate, key, thing, operation, end] = process.argv.slice(2);
const say = (step, members = {}) => console.log(JSON.stringify({ step, ...members }));

const signed = { protocol: "wss", region: "us-east-1", accessKeyId: "local", secretKey: "local" };
const identity =
  certificate === "wss" ? signed : { caPath, certPath: certificate, keyPath: key };
const jobs = awsIot.jobs({ host, port: Number(port), clientId: thing, ...identity });

const failed = (error) => {
  say("broken", { error: String(error?.message ?? error) });
  process.exit(1);
};

jobs.on("error", failed);
jobs.on("connect", () => say("connected"));
jobs.subscribeToJobs(thing, operation, (error, job) => {
  if (error) return failed(error);
  if (job.status.status !== "QUEUED") return undefined;
  say("job", { id: job.id, document: job.document, status: job.status.status });
  return job.inProgress({ progress: "half", uptime: 7 }, (refused) => {
    if (refused) return failed(refused);
    say("in progress");
    return job[end]({ progress: "whole" }, (alsoRefused) => {
      if (alsoRefused) return failed(alsoRefused);
      say("ended");
      return jobs.end(false, () => process.exit(0));
    });
  });
});
jobs.startJobNotifications(thing, (error) => (error ? failed(error) : say("listening")));
