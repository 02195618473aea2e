"""The API description against the newest SDK for JavaScript's own schema of the same services.

It is newer than botocore's model, but knows no lengths, bounds and patterns. Every place where
the description is meant to differ is listed here with its reason.
"""

import json
import re
import subprocess

import pytest

from clients import HERE
from description import DOCUMENTS, content, inputs, operations, resolve

PATH_LABEL = "npm's SDK labels the path's part by the member's name; the wire is the same"

ALLOWED = {
    text: PATH_LABEL
    for operation in ("DescribeCACertificate", "UpdateCACertificate", "DeleteCACertificate")
    for text in (
        f"iot {operation}: URI is /cacertificate/{{caCertificateId}}, in the SDK"
        " /cacertificate/{certificateId}",
        f"iot {operation}.certificateId: wire name is caCertificateId, in the SDK certificateId")
}

TYPES = {"structure": "object", "map": "object", "list": "array", "string": "string",
         "blob": "string", "number": ("integer", "number"), "boolean": "boolean", "timestamp": "number"}


@pytest.fixture(scope="module")
def models():
    printed = subprocess.run(["node", "descriptions/npm_schema.mjs"], cwd=HERE, check=True,
                             stdout=subprocess.PIPE, text=True)
    return json.loads(printed.stdout)


class Comparison:
    def __init__(self, service, model):
        self.service, self.model = service, model
        self.document = DOCUMENTS[service]
        self.found, self.seen = [], set()

    def equal(self, where, what, ours, theirs):
        if ours != theirs:
            self.found.append(f"{self.service} {where}: {what} is {ours}, in the SDK {theirs}")

    def names(self, where, ours, theirs):
        self.equal(where, "members", sorted(set(ours) - set(theirs)), [])
        self.equal(where, "missing members", sorted(set(theirs) - set(ours)), [])
        return [name for name in ours if name in theirs]

    def value(self, where, node, theirs):
        node = resolve(self.document, node)
        ours = node["type"][0] if isinstance(node["type"], list) else node["type"]
        kind = TYPES[theirs["type"]]
        if ours not in (kind if isinstance(kind, tuple) else (kind,)):
            self.equal(where, "type", ours, kind)
        if theirs["type"] == "list":
            self.value(where, node["items"], {**theirs["items"], "enum": theirs.get("enum")})
        elif theirs["type"] == "map":
            self.value(where, node["additionalProperties"], theirs["values"])
        elif theirs["type"] == "structure":
            self.structure(node, theirs["name"])
        else:
            self.equal(where, "enum", sorted(node.get("enum", [])),
                       sorted(theirs.get("enum") or []))

    def structure(self, node, name):
        if (id(node), name) in self.seen:
            return
        self.seen.add((id(node), name))
        members = self.model["shapes"][name]["members"]
        for member in self.names(name, node.get("properties", {}), members):
            self.value(f"{name}.{member}", node["properties"][member], members[member])

    def input(self, operation, node, theirs):
        ours = inputs(self.document, node)
        members = self.model["shapes"][theirs["input"]["name"]]["members"]
        for name in self.names(operation, ours, members):
            place, schema, required, wire = ours[name]
            where = f"{operation}.{name}"
            self.equal(where, "place", place, members[name]["in"])
            self.equal(where, "wire name", wire, members[name]["wire"])
            self.equal(where, "required", required, members[name]["required"])
            self.value(where, schema, members[name])

    def output(self, operation, node, theirs):
        body = content(self.document, node["responses"]["200"]) or {}
        if "name" in theirs["output"]:  # else it has none
            self.structure(body, theirs["output"]["name"])
        else:
            self.equal(operation, "output", body, {})

    def errors(self, operation, node, theirs):
        forms = [self.document["x-error-forms"][error] for error in node["x-errors"]]
        ours = {form["name"]: form["status"] for form in forms}
        self.names(f"{operation} errors", ours, theirs["errors"])
        for name, status in ours.items():
            self.equal(name, "status", status, self.model["errors"].get(name))


def differences(models, service, operation, method, path, node):
    comparison = Comparison(service, models[service])
    theirs = models[service]["operations"][operation]
    comparison.equal(operation, "method", method, theirs["method"])
    comparison.equal(operation, "URI", path, theirs["uri"])
    comparison.input(operation, node, theirs)
    comparison.output(operation, node, theirs)
    comparison.errors(operation, node, theirs)
    return comparison.found


@pytest.mark.parametrize("entry", operations(), ids=lambda entry: f"{entry[0]}-{entry[1]}")
def test_operation_is_as_the_sdk_has_it(models, entry):
    assert [text for text in differences(models, *entry) if text not in ALLOWED] == []


def test_every_allowed_difference_is_still_one(models):
    found = {text for entry in operations() for text in differences(models, *entry)}
    assert set(ALLOWED) - found == set()


def without_labels(line):
    """Versions of the model name a URI's labels differently; this SDK leaves out slashes at the
    end, which the others send."""
    return re.sub(r"\{\w+", "{", line).rstrip("/")


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_other_operation_is_refused_by_its_own_uri(models, service):
    described = {entry[1] for entry in operations() if entry[0] == service}
    theirs = {name: without_labels(f"{model['method']} {model['uri']}")
              for name, model in models[service]["operations"].items() if name not in described}
    refused = DOCUMENTS[service]["x-refused-operations"]
    assert {name: without_labels(line) for name, line in refused.items()} == theirs


MODELS_V2 = {"iot": "iot-2015-05-28", "iot-jobs-data": "iot-jobs-data-2017-09-29",
             "iot-data": "iot-data-2015-05-28"}


@pytest.mark.parametrize("service", DOCUMENTS)
def test_uris_are_to_the_last_slash_as_the_last_model_of_the_older_sdk_has_them(service):
    file = HERE / f"node_modules/aws-sdk/apis/{MODELS_V2[service]}.min.json"
    theirs = {name: f"{model['http'].get('method', 'POST')} {model['http']['requestUri']}"
              for name, model in json.loads(file.read_text())["operations"].items()}
    ours = {name: f"{method} {path}" for of, name, method, path, _ in operations()
            if of == service} | DOCUMENTS[service]["x-refused-operations"]
    assert {name: ours[name] for name in theirs} == theirs
