// Says what is wrong with API descriptions: the URLs given are of OpenAPI or AsyncAPI documents.
// Prints a line for each mistake.
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

async function openApiMistakes(document) {
  const result = await new Validator({ strict: false }).validate(document);
  return result.valid ? [] : [].concat(result.errors);
}

function asyncApiMistakes(document) {
  const schema = require(`@asyncapi/specs/schemas/${document.asyncapi}.json`);
  const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return validate(document) ? [] : validate.errors;
}

for (const url of process.argv.slice(2)) {
  const text = url.startsWith("http") ? await (await fetch(url)).text() : await readFile(url, "utf8");
  const document = JSON.parse(text);
  const mistakes = document.openapi ? await openApiMistakes(document) : asyncApiMistakes(document);
  for (const mistake of mistakes) console.log(`${url}: ${JSON.stringify(mistake)}`);
}
