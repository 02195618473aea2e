// The jobs class of aws-iot-device-sdk: takes one job to its end, as its jobs agent does.
//   node agent_v1.mjs HOST PORT CA CERTIFICATE KEY THING OPERATION
// prints a line of JSON for each step.
import awsIot from "aws-iot-device-sdk";

const [host, port, caPath, certPath, keyPath, thing, operation] = process.argv.slice(2);
const say = (step, members = {}) => console.log(JSON.stringify({ step, ...members }));

const jobs = awsIot.jobs({ host, port: Number(port), caPath, certPath, keyPath, clientId: thing });

const failed = (error) => {
  say("failed", { error: String(error?.message ?? error) });
  process.exit(1);
};

jobs.on("error", failed);
jobs.on("connect", () => say("connected"));
jobs.subscribeToJobs(thing, operation, (error, job) => {
  if (error) return failed(error);
  say("job", { id: job.id, document: job.document, status: job.status.status });
  job.inProgress({ progress: "half", uptime: 7 }, (refused) => {
    if (refused) return failed(refused);
    say("in progress");
    job.succeeded({ progress: "whole" }, (alsoRefused) => {
      if (alsoRefused) return failed(alsoRefused);
      say("succeeded");
      jobs.end(false, () => process.exit(0));
    });
  });
});
jobs.startJobNotifications(thing, (error) => (error ? failed(error) : say("listening")));
