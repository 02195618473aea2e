// The Jobs clients of aws-iot-device-sdk-v2: take one job to its end, and are refused what AWS
// refuses.
//   node agent_v2.mjs classic|3.1.1|5 HOST PORT CA CERTIFICATE KEY THING
//   node agent_v2.mjs classic|3.1.1|5 HOST PORT CA wss - THING      over WebSocket, with SigV4
// "classic" is the older client, on MQTT 3.1.1; the others are the V2 client. Prints a line of JSON
// for each step.
import { auth, iot, iotjobs, mqtt, mqtt5 } from "aws-iot-device-sdk-v2";
import { once } from "node:events";

const [client, host, port, ca, certificate, key, thing] = process.argv.slice(2);
const say = (step, members = {}) => console.log(JSON.stringify({ step, ...members }));

const region = "us-east-1";
const credentials = auth.AwsCredentialsProvider.newStatic("local", "local");
const overWebSocket = certificate === "wss";

async function connected311() {
  const Builder = iot.AwsIotMqttConnectionConfigBuilder;
  const config = (overWebSocket
    ? Builder.new_with_websockets({ region, credentials_provider: credentials })
    : Builder.new_mtls_builder_from_path(certificate, key))
    .with_certificate_authority_from_path(undefined, ca)
    .with_clean_session(false)
    .with_client_id(thing)
    .with_endpoint(host)
    .with_port(Number(port))
    .build();
  const connection = new mqtt.MqttClient().new_connection(config);
  await connection.connect();
  return connection;
}

async function connected5() {
  const Builder = iot.AwsIotMqtt5ClientConfigBuilder;
  const config = (overWebSocket
    ? Builder.newWebsocketMqttBuilderWithSigv4Auth(host, {
        region, credentialsProvider: credentials,
      })
    : Builder.newDirectMqttBuilderWithMtlsFromPath(host, certificate, key))
    .withCertificateAuthorityFromPath(undefined, ca)
    .withPort(Number(port))
    .withConnectProperties({ clientId: thing, keepAliveIntervalSeconds: 60 })
    .build();
  const connection = new mqtt5.Mqtt5Client(config);
  const success = once(connection, "connectionSuccess");
  connection.start();
  await success;
  return connection;
}

// What the older client gives as callbacks, as the newer one's promises.
class Classic {
  constructor(connection) {
    this.client = new iotjobs.IotJobsClient(connection);
  }

  async ask(name, request, subscription = { thingName: thing }) {
    const qos = mqtt.QoS.AtLeastOnce;
    let settle;
    const answer = new Promise((resolve, reject) => (settle = { resolve, reject }));
    answer.catch(() => {}); // it may be refused before anybody waits for it
    await this.client[`subscribeTo${name}Accepted`](subscription, qos, (error, response) =>
      error ? settle.reject(error) : settle.resolve(response));
    await this.client[`subscribeTo${name}Rejected`](subscription, qos, (error, response) =>
      settle.reject({ modeledError: error ?? response }));
    await this.client[`publish${name}`](request, qos);
    return answer;
  }

  startNextPendingJobExecution(request) {
    return this.ask("StartNextPendingJobExecution", request);
  }

  updateJobExecution(request) {
    return this.ask("UpdateJobExecution", request, { thingName: thing, jobId: request.jobId });
  }

  describeJobExecution(request) {
    return this.ask("DescribeJobExecution", request, { thingName: thing, jobId: request.jobId });
  }
}

const connection = client === "5" ? await connected5() : await connected311();
say("connected");
const limits = {
  maxRequestResponseSubscriptions: 10,
  maxStreamingSubscriptions: 4,
  operationTimeoutInSeconds: 10,
};
const jobs = {
  classic: () => new Classic(connection),
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
