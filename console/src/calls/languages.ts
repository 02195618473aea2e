// A call as one types it elsewhere.
import { type Call, operationOf, wireOf } from '../api/operation';

export type Language = 'cli' | 'boto3' | 'javascript' | 'curl';

const dashed = (name: string) => name.replace(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase();
const quoted = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;

function python(value: unknown, indent = ''): string {
  const deeper = `${indent}    `;
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map((item) => python(item, indent)).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value);
    if (members.length === 0) return '{}';
    return `{\n${members.map(([name, item]) =>
      `${deeper}${JSON.stringify(name)}: ${python(item, deeper)},\n`).join('')}${indent}}`;
  }
  return JSON.stringify(value);
}

function cli(call: Call, endpoint: string) {
  if (call.service === 'emulator') {
    const operation = operationOf(call);
    return operation.command ? ownCommand(operation.command, call, endpoint) : curl(call, endpoint);
  }
  const input = Object.keys(call.input).length
    ? ` \\\n  --cli-input-json ${quoted(JSON.stringify(call.input, null, 2))}` : '';
  return `aws ${call.service} ${dashed(call.operation)} --endpoint-url ${endpoint}${input}`;
}

// Members in braces of the path stand behind the command, all others are flags.
function ownCommand(command: string, call: Call, endpoint: string) {
  const inPath = [...operationOf(call).path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const flags = Object.entries(call.input).filter(([name]) => !inPath.includes(name)).map(
    ([name, value]) => value === true ? `--${dashed(name)}`
      : `--${dashed(name)} ${typeof value === 'string' && /^[\w:.-]+$/.test(value) ? value
        : quoted(typeof value === 'string' ? value : JSON.stringify(value))}`);
  return ['iot-jobs-local', command, ...inPath.map((name) => quoted(String(call.input[name]))),
    ...flags, `--endpoint ${endpoint}`].join(' ');
}

function boto3(call: Call, endpoint: string) {
  if (call.service === 'emulator') {
    const wire = wireOf(call);
    const body = wire.body ? `,\n    data=${python(wire.body)}.encode(),\n    headers={"Content-Type": "application/json"}` : '';
    return `from urllib.request import Request, urlopen\n\n` +
      `urlopen(Request("${endpoint}${wire.target}", method="${wire.method}"${body}))`;
  }
  const name = dashed(call.operation).replace(/-/g, '_');
  const members = Object.entries(call.input).map(
    ([member, value]) => `    ${member}=${python(value, '    ')},\n`).join('');
  return `import boto3\n\nclient = boto3.client("${call.service}", endpoint_url="${endpoint}")\n` +
    `client.${name}(${members ? `\n${members}` : ''})`;
}

function javascript(call: Call, endpoint: string) {
  const wire = wireOf(call);
  if (call.service === 'emulator') {
    return `await fetch("${endpoint}${wire.target}", ${JSON.stringify({
      method: wire.method, ...(wire.body ? { headers: wire.headers, body: wire.body } : {}),
    }, null, 2)});`;
  }
  const [client, module] = call.service === 'iot'
    ? ['IoTClient', '@aws-sdk/client-iot']
    : ['IoTJobsDataPlaneClient', '@aws-sdk/client-iot-jobs-data-plane'];
  return `import { ${client}, ${call.operation}Command } from "${module}";\n\n` +
    `const client = new ${client}({ endpoint: "${endpoint}" });\n` +
    `await client.send(new ${call.operation}Command(${JSON.stringify(call.input, null, 2)}));`;
}

function curl(call: Call, endpoint: string) {
  const wire = wireOf(call);
  const headers = Object.entries(wire.headers).map(
    ([name, value]) => ` \\\n  -H ${quoted(`${name}: ${value}`)}`).join('');
  const body = wire.body ? ` \\\n  -d ${quoted(wire.body)}` : '';
  return `curl -X ${wire.method} ${quoted(endpoint + wire.target)}${headers}${body}`;
}

const writers = { cli, boto3, javascript, curl };

export function written(call: Call, language: Language, endpoint: string) {
  return writers[language](call, endpoint);
}
