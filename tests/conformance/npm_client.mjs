// Calls operations of the AWS SDKs for JavaScript: one JSON request a line on stdin, one JSON
// answer a line on stdout. Dates become epoch seconds.
import * as broker from "@aws-sdk/client-iot-data-plane";
import * as data from "@aws-sdk/client-iot-jobs-data-plane";
import * as iot from "@aws-sdk/client-iot";
import readline from "node:readline";

const [endpoint, accessKeyId, secretAccessKey, sessionToken] = process.argv.slice(2);
const options = {
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined },
  maxAttempts: 1,
};
const services = {
  iot: { module: iot, client: new iot.IoTClient(options) },
  "iot-jobs-data": { module: data, client: new data.IoTJobsDataPlaneClient(options) },
  "iot-data": { module: broker, client: new broker.IoTDataPlaneClient(options) },
};

function plain(value) {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

async function call({ service, operation, input }) {
  const { module, client } = services[service];
  try {
    const command = new module[`${operation}Command`](input);
    const { $metadata, ...output } = await client.send(command);
    return { output: plain(output) };
  } catch (error) {
    if (!error.$metadata?.httpStatusCode) return { broken: String(error.stack) };
    const { name, message, resourceId, resourceArn } = error;
    return {
      error: { name, message, resourceId, resourceArn, status: error.$metadata.httpStatusCode },
    };
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await call(JSON.parse(line))));
}
