#!/usr/bin/env python3
"""Writes docs/api.md from the API description; with --check, fails if the page is stale."""

import json
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).parents[1]
PAGE = ROOT / "docs" / "api.md"
PLANES = {
    "Control plane": "iot.openapi.yaml",
    "Data plane over HTTP": "iot-jobs-data.openapi.yaml",
    "The broker's data plane": "iot-data.openapi.yaml",
    "Credentials provider": "credentials-provider.openapi.yaml",
}
# As they stand on the page; more follow by name.
FIRST_TOPICS = ["iot-jobs.asyncapi.yaml", "fleet-provisioning.asyncapi.yaml"]


def load(file):
    return yaml.safe_load((ROOT / "api_spec" / file).read_text(encoding="utf-8"))


def resolve(document, node):
    if "$ref" not in node:
        return node
    target = document
    for level in node["$ref"].removeprefix("#/").split("/"):
        target = target[level]
    own = {word: value for word, value in node.items() if word != "$ref"}
    return resolve(document, target) | own


def cell(text):
    return text.replace("|", "\\|")


def members(document, node):
    """(name, schema, required) of each input member."""
    for parameter in node.get("parameters", []):
        parameter = resolve(document, parameter)
        yield parameter["name"], parameter["schema"], parameter.get("required", False)
    if "x-member" in node.get("requestBody", {}):
        payload = node["requestBody"]
        yield payload["x-member"], payload["content"]["application/octet-stream"]["schema"], False
    elif "requestBody" in node:
        body = resolve(document, node["requestBody"])["content"]["application/json"]["schema"]
        body = resolve(document, body)
        for name, schema in body["properties"].items():
            yield name, schema, name in body.get("required", [])


def member_text(document, name, schema, required):
    text = name + ("\\*" if required else "")
    return f"~~{text}~~" if "x-refused" in resolve(document, schema) else text


def operation_row(document, method, path, node):
    names = ", ".join(member_text(document, *member) for member in members(document, node))
    errors = ", ".join(node["x-errors"])
    return (f"| **{node['operationId']}**<br>`{method.upper()} {cell(path)}` | "
            f"{cell(node['summary'])} | {names or '–'} | {node['x-emulated']} | {errors} |")


def plane(title, file):
    document = load(file)
    operations = [(method, path, node) for path, methods in document["paths"].items()
                  for method, node in methods.items()]
    yield f"## {title}\n"
    yield f"Described in [{file}](../api_spec/{file}).\n"
    yield "| Operation | What it does | Input | Emulated | Errors |\n|---|---|---|---|---|"
    yield from (operation_row(document, *operation) for operation in operations)
    differing = [node for _, _, node in operations if "x-differs" in node]
    if differing:
        yield "\nWhat is missing:\n"
        yield from (f"- {node['operationId']}: {node['x-differs']}" for node in differing)
    refused = document.get("x-refused-operations", {})
    if refused:
        yield (f"\nRefused with 501 NotImplementedException ({len(refused)} operations): "
               + ", ".join(sorted(refused)) + ".")
    yield "\nErrors and their HTTP status:\n"
    yield "| Error | Status |\n|---|---|"
    forms = {form["name"]: form["status"] for form in document["x-error-forms"].values()}
    yield from (f"| {name} | {status} |" for name, status in sorted(forms.items()))
    yield ""


def own(title, file):
    document = load(file)
    yield f"## {title}\n"
    yield (f"Described in [{file}](../api_spec/{file}). {document['info']['description']} A member "
           "that is not described is refused. Answers are JSON; with `?format=text`, or the header "
           "`Accept: text/plain`, they are text. A command takes `--endpoint` and `--json`, too.\n")
    yield "| Operation | What it does | Input | Command |\n|---|---|---|---|"
    for path, methods in document["paths"].items():
        for method, node in methods.items():
            names = ", ".join(member_text(document, *member) for member in members(document, node))
            command = f"`{node['x-command']}`" if "x-command" in node else "–"
            yield (f"| **{node['operationId']}**<br>`{method.upper()} {path}` | {cell(node['summary'])} "
                   f"| {names or '–'} | {command} |")
    yield "\nMembers of their input:\n"
    yield "| Member | Type | What it is | Examples |\n|---|---|---|---|"
    described = {}
    for methods in document["paths"].values():
        for node in methods.values():
            for name, schema, _ in members(document, node):
                described[name] = resolve(document, schema)
    for name, schema in described.items():
        limits = (f" from {schema['minimum']} to {schema['maximum']}" if "minimum" in schema
                  else f": {' or '.join(schema['enum'])}" if "enum" in schema else "")
        examples = ", ".join(f"`{json.dumps(example)}`" for example in schema["examples"])
        yield f"| {name} | {schema.get('type', 'any')}{limits} | {cell(schema['description'])} | {examples} |"
    yield from seed(document)
    yield ""


def seed(document):
    yield "\nSections of a seed, in the order in which they are made:\n"
    yield "| Section | What an item has |\n|---|---|"
    for name, section in document["components"]["schemas"]["Seed"]["properties"].items():
        item = resolve(document, section.get("items", section))
        own = ", ".join(member + ("\\*" if member in item.get("required", []) else "")
                        for member in item.get("properties", {}))
        aws = f"the input of {item['x-input-of']}" if "x-input-of" in item else ""
        yield f"| {name} | {aws}{', and ' if aws and own else ''}{own} |"


def topics():
    files = [path.name for path in sorted((ROOT / "api_spec").glob("*.asyncapi.yaml"))]
    return sorted(files, key=lambda file: (FIRST_TOPICS + files).index(file))


def mqtt(file):
    document = load(file)
    yield f"## {document['info']['title']}\n"
    yield f"Described in [{file}](../api_spec/{file}). {document['info']['description']}\n"
    yield "| Topic | Direction | What it is |\n|---|---|---|"
    for operation in document["operations"].values():
        if "summary" in operation:
            address = resolve(document, operation["channel"])["address"]
            direction = "device → emulator" if operation["action"] == "receive" else "to devices"
            yield f"| `{address}` | {direction} | {cell(operation['summary'])} |"
    codes = {code["code"] if isinstance(code, dict) else code
             for code in document["x-error-codes"].values()}
    yield "\nCodes of a rejected request: " + ", ".join(sorted(codes)) + ".\n"


def page():
    yield "<!-- Written by scripts/api_doc.py from api_spec/; edit those files instead. -->"
    yield "# What is emulated\n"
    yield ("Members with \\* are required. ~~Struck out~~ members are refused with 501 "
           "NotImplementedException, since what they ask for is not emulated yet; see "
           "[differences.md](differences.md). Error names are given without \"Exception\".\n")
    for title, file in PLANES.items():
        yield from plane(title, file)
    for file in topics():
        yield from mqtt(file)


    yield from own("The emulator's own API", "emulator.openapi.yaml")


def main():
    text = "\n".join(page()).rstrip("\n") + "\n"
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/api.md is stale: run scripts/api_doc.py")
        return
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
