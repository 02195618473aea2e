// Connections of aws-iot-device-sdk-v2, in MQTT 3.1.1 and 5, and its older service clients with the
// newer ones' manners.
import { auth, iot, mqtt, mqtt5 } from "aws-iot-device-sdk-v2";
import { once } from "node:events";

const region = "us-east-1";
const credentials = auth.AwsCredentialsProvider.newStatic("local", "local");

// The certificate "wss" stands for a WebSocket, with SigV4.
export const connected = (inMqtt5, options) =>
  inMqtt5 ? connected5(options) : connected311(options);

async function connected311({ host, port, ca, certificate, key, clientId, keepsSession = false }) {
  const Builder = iot.AwsIotMqttConnectionConfigBuilder;
  const config = (certificate === "wss"
    ? Builder.new_with_websockets({ region, credentials_provider: credentials })
    : Builder.new_mtls_builder_from_path(certificate, key))
    .with_certificate_authority_from_path(undefined, ca)
    .with_clean_session(!keepsSession)
    .with_client_id(clientId)
    .with_endpoint(host)
    .with_port(Number(port))
    .build();
  const connection = new mqtt.MqttClient().new_connection(config);
  await connection.connect();
  return connection;
}

async function connected5({ host, port, ca, certificate, key, clientId }) {
  const Builder = iot.AwsIotMqtt5ClientConfigBuilder;
  const config = (certificate === "wss"
    ? Builder.newWebsocketMqttBuilderWithSigv4Auth(host, {
        region, credentialsProvider: credentials,
      })
    : Builder.newDirectMqttBuilderWithMtlsFromPath(host, certificate, key))
    .withCertificateAuthorityFromPath(undefined, ca)
    .withPort(Number(port))
    .withConnectProperties({ clientId, keepAliveIntervalSeconds: 60 })
    .build();
  const connection = new mqtt5.Mqtt5Client(config);
  const success = once(connection, "connectionSuccess");
  connection.start();
  await success;
  return connection;
}

// What the older clients give as callbacks, as the newer ones' promises.
export class Asking {
  constructor(client) {
    this.client = client;
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
}
