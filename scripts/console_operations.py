#!/usr/bin/env python3
"""Writes what the console takes from api_spec, into console/src/api: operations.json, how to ask for
each operation, and journalKinds.json. With --check only says whether they are up to date."""

import json
import re
import sys
from pathlib import Path

from spec_json import load

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "console/src/api"
SERVICES = ("iot", "iot-jobs-data", "emulator")


def members(document, operation, place):
    found = {}
    for parameter in operation.get("parameters", []):
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].split("/")[-1]]
        if parameter["in"] == place and parameter["name"] != "format":
            found[parameter.get("x-member", parameter["name"])] = parameter["name"]
    return found


def described(document, method, path, operation):
    for member, name in members(document, operation, "path").items():
        path = path.replace("{" + name + "}", "{" + member + "}")
    entry = {"method": method.upper(), "path": path}
    for place in ("query", "header"):
        if named := members(document, operation, place):
            entry[place] = named
    if "x-command" in operation:
        entry["command"] = re.sub(r" ?\{.*\}", "", operation["x-command"])
    return entry


def table():
    return {service: {operation["operationId"]: described(document, method, path, operation)
                      for path, methods in document["paths"].items()
                      for method, operation in methods.items()}
            for service in SERVICES
            for document in [load(ROOT / f"api_spec/{service}.openapi.yaml")]}


def text():
    """A line an operation."""
    services = (f' "{service}": {{\n' + ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in operations.items())
        + "\n }" for service, operations in table().items())
    return "{\n" + ",\n".join(services) + "\n}\n"


def kinds():
    parameters = load(ROOT / "api_spec/emulator.openapi.yaml")["components"]["parameters"]
    return json.dumps(parameters["entryKind"]["schema"]["enum"]) + "\n"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, written in (("operations.json", text()), ("journalKinds.json", kinds())):
        path = FOLDER / file
        if "--check" not in sys.argv[1:]:
            path.write_text(written, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != written:
            sys.exit(f"{path.relative_to(ROOT)} is stale: run scripts/console_operations.py")


if __name__ == "__main__":
    main()
