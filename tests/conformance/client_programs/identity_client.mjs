// aws-iot-device-sdk-v2's identity clients: a device gets a certificate and becomes a thing.
//   node identity_client.mjs classic|3.1.1|5 HOST PORT CA CERTIFICATE KEY TEMPLATE SERIAL
// "classic" is the older client, on MQTT 3.1.1; the others are the V2 client. Prints one JSON object:
// the certificate's id, what the thing became, and how a wrong token was refused.
import { iotidentity } from "aws-iot-device-sdk-v2";
import { Asking, connected } from "./device_sdk.mjs";

const [client, host, port, ca, certificate, key, templateName, serial] = process.argv.slice(2);

class Classic extends Asking {
  createKeysAndCertificate(request) {
    return this.ask("CreateKeysAndCertificate", request, {});
  }

  registerThing(request) {
    return this.ask("RegisterThing", request, { templateName: request.templateName });
  }
}

async function identity() {
  const connection = await connected(client === "5", {
    host, port, ca, certificate, key, clientId: `claim-${serial}` });
  if (client === "classic") return new Classic(new iotidentity.IotIdentityClient(connection));
  const options = { maxRequestResponseSubscriptions: 4, maxStreamingSubscriptions: 2,
                    operationTimeoutInSeconds: 20 };
  return client === "5"
    ? iotidentity.IotIdentityClientv2.newFromMqtt5(connection, options)
    : iotidentity.IotIdentityClientv2.newFromMqtt311(connection, options);
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
