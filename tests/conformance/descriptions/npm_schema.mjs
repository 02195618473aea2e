// Prints, as JSON, what the AWS SDKs for JavaScript know of the API: operations, shapes, enums and
// the statuses of errors. Which errors an operation has, which members are required and which
// enum they take is in their type declarations only.
import { NormalizedSchema } from "@smithy/core/schema";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as broker from "@aws-sdk/client-iot-data-plane";
import * as data from "@aws-sdk/client-iot-jobs-data-plane";
import * as iot from "@aws-sdk/client-iot";

const require = createRequire(import.meta.url);
const services = {
  iot: [iot, "@aws-sdk/client-iot"],
  "iot-jobs-data": [data, "@aws-sdk/client-iot-jobs-data-plane"],
  "iot-data": [broker, "@aws-sdk/client-iot-data-plane"],
};

function typeOf(schema) {
  for (const [type, test] of [
    ["list", "isListSchema"], ["map", "isMapSchema"], ["structure", "isStructSchema"],
    ["boolean", "isBooleanSchema"], ["timestamp", "isTimestampSchema"],
    ["number", "isNumericSchema"], ["string", "isStringSchema"], ["blob", "isBlobSchema"],
  ]) {
    if (schema[test]()) return type;
  }
  return "document";
}

// {shape: {member: {required, type}}}
function declarations(folder) {
  const found = {};
  const models = path.join(folder, "dist-types", "models");
  for (const file of readdirSync(models).filter((name) => name.startsWith("models_"))) {
    const text = readFileSync(path.join(models, file), "utf8");
    for (const [, name, body] of text.matchAll(/^export interface (\w+) \{\n(.*?)^\}/gms)) {
      found[name] = {};
      for (const [, member, optional, type] of body.matchAll(/^    (\w+)(\??): (.*?);$/gm)) {
        found[name][member] = { required: !optional, type: type.replace(" | undefined", "") };
      }
    }
  }
  return found;
}

function describe(schema, shapes) {
  const type = typeOf(schema);
  const found = { type };
  if (type === "list") found.items = describe(schema.getValueSchema(), shapes);
  if (type === "map") found.values = describe(schema.getValueSchema(), shapes);
  if (type !== "structure") return found;
  const name = schema.getName();
  found.name = name;
  if (shapes[name]) return found;
  const shape = (shapes[name] = { members: {} });
  for (const [member, node] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPayload, jsonName } = node.getMergedTraits();
    const place = httpLabel ? ["path", member] : httpQuery ? ["query", httpQuery]
      : httpHeader ? ["header", httpHeader] : httpPayload ? ["payload", member] : ["body", jsonName ?? member];
    shape.members[member] = { ...describe(node, shapes), in: place[0], wire: place[1] };
  }
  return found;
}

function errorsOf(folder, operation) {
  const file = path.join(folder, "dist-types", "commands", `${operation}Command.d.ts`);
  return [...readFileSync(file, "utf8").matchAll(/@throws \{@link (\w+Exception)\}/g)]
    .map((match) => match[1])
    .filter((name) => !name.endsWith("ServiceException"));
}

function read([module, packageName]) {
  const folder = path.resolve(path.dirname(require.resolve(packageName)), "..");
  const declared = declarations(folder);
  const result = { operations: {}, shapes: {}, errors: {}, enums: {} };
  for (const [name, value] of Object.entries(module)) {
    if (name.endsWith("$") && Array.isArray(value)) {
      if (value[0] === -3) result.errors[value[2]] = value[3]?.httpError;
      if (value[0] !== 9) continue;
      const [, , operation, { http: [method, uri] }, input, output] = value;
      result.operations[operation] = {
        method, uri,
        input: describe(NormalizedSchema.of(input), result.shapes),
        output: describe(NormalizedSchema.of(output), result.shapes),
        errors: errorsOf(folder, operation),
      };
    } else if (typeof value === "object" && /^[A-Z]/.test(name)) {
      const values = Object.values(value);
      if (values.length && values.every((one) => typeof one === "string")) {
        result.enums[name] = values;
      }
    }
  }
  for (const [shape, { members }] of Object.entries(result.shapes)) {
    for (const [member, node] of Object.entries(members)) {
      // A name that JavaScript has already is written with a line before it; unions have none.
      const known = (declared[shape] ?? declared[`_${shape}`])?.[member];
      node.required = known?.required ?? false;
      node.enum = result.enums[known?.type.replace("[]", "")] ?? null;
    }
  }
  return result;
}

console.log(JSON.stringify(Object.fromEntries(
  Object.entries(services).map(([service, found]) => [service, read(found)]))));
