// aws-iot-device-sdk-v2's identity clients: a device gets a certificate and becomes a thing.
//   node identity_client.mjs classic|3.1.1|5 HOST PORT CA CERTIFICATE KEY TEMPLATE SERIAL
// "classic" is the older client, on MQTT 3.1.1; the others are the V2 client. Prints one JSON object:
// the certificate's id, what the thing became, and how a wrong token was refused.
import { iot, iotidentity, mqtt, mqtt5 } from "aws-iot-device-sdk-v2";
import { once } from "node:events";

const [client, host, port, ca, certificate, key, templateName, serial] = process.argv.slice(2);

async function connected311() {
  const config = iot.AwsIotMqttConnectionConfigBuilder
    .new_mtls_builder_from_path(certificate, key)
    .with_certificate_authority_from_path(undefined, ca)
    .with_clean_session(true)
    .with_client_id(`claim-${serial}`)
    .with_endpoint(host)
    .with_port(Number(port))
    .build();
  const connection = new mqtt.MqttClient().new_connection(config);
  await connection.connect();
  return connection;
}

async function connected5() {
  const config = iot.AwsIotMqtt5ClientConfigBuilder
    .newDirectMqttBuilderWithMtlsFromPath(host, certificate, key)
    .withCertificateAuthorityFromPath(undefined, ca)
    .withPort(Number(port))
    .withConnectProperties({ clientId: `claim-${serial}`, keepAliveIntervalSeconds: 60 })
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
    this.client = new iotidentity.IotIdentityClient(connection);
  }

  async ask(name, request, subscription) {
    const qos = mqtt.QoS.AtLeastOnce;
    let settle;
    const answer = new Promise((resolve, reject) => (settle = { resolve, reject }));
    answer.catch(() => {}); // it may be refused before anybody waits for it
    await this.client[`subscribeTo${name}Accepted`](subscription, qos, (error, response) =>
      error ? settle.reject(error) : settle.resolve(response));
    await this.client[`subscribeTo${name}Rejected`](subscription, qos, (error, response) =>
      settle.reject(Object.assign(new Error(), { modeledError: error ?? response })));
    await this.client[`publish${name}`](request, qos);
    return answer;
  }

  createKeysAndCertificate(request) {
    return this.ask("CreateKeysAndCertificate", request, {});
  }

  registerThing(request) {
    return this.ask("RegisterThing", request, { templateName: request.templateName });
  }
}

async function identity() {
  if (client === "classic") return new Classic(await connected311());
  const options = { maxRequestResponseSubscriptions: 4, maxStreamingSubscriptions: 2,
                    operationTimeoutInSeconds: 20 };
  return client === "5"
    ? iotidentity.IotIdentityClientv2.newFromMqtt5(await connected5(), options)
    : iotidentity.IotIdentityClientv2.newFromMqtt311(await connected311(), options);
}

const device = await identity();
const made = await device.createKeysAndCertificate({});
const request = {
  templateName, certificateOwnershipToken: made.certificateOwnershipToken,
  parameters: { Serial: serial },
};
const registered = await device.registerThing(request);
let refusal;
try {
  await device.registerThing({ ...request, certificateOwnershipToken: "wrong" });
} catch (error) {
  refusal = error.modeledError ?? error.inner_error ?? { errorMessage: String(error) };
}
console.log(JSON.stringify({
  certificateId: made.certificateId, hasKey: made.privateKey.includes("PRIVATE KEY"),
  registered, refusal,
}));
process.exit(0);
