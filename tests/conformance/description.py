"""The API description that ships with the emulator, as its documents stand."""

import pathlib

import yaml

API_SPEC = pathlib.Path(__file__).parents[2] / "api_spec"
SERVICES = ("iot", "iot-jobs-data", "iot-data")
FILES = {service: f"{service}.openapi.yaml" for service in SERVICES}


def load(file):
    return yaml.safe_load((API_SPEC / file).read_text(encoding="utf-8"))


DOCUMENTS = {service: load(file) for service, file in FILES.items()}
OWN = load("emulator.openapi.yaml")  # what only an emulator has


def look_up(document, reference):
    node = document
    for level in reference.removeprefix("#/").split("/"):
        node = node[level]
    return node


def resolve(document, node):
    """The node with what its $ref names merged in."""
    if "$ref" not in node:
        return node
    own = {word: value for word, value in node.items() if word != "$ref"}
    return resolve(document, look_up(document, node["$ref"])) | own


def operations():
    return [(service, node["operationId"], method.upper(), path, node)
            for service, document in DOCUMENTS.items()
            for path, methods in document["paths"].items()
            for method, node in methods.items()]


def own_operations():
    return [(node["operationId"], method.upper(), path, node)
            for path, methods in OWN["paths"].items() for method, node in methods.items()]


def content(document, node):
    """The schema of a request body or a response; None for one without a body."""
    node = resolve(document, node)
    if "content" not in node:
        return None
    return resolve(document, node["content"]["application/json"]["schema"])


def inputs(document, node):
    """An operation's members: name -> (place, schema, required, name on the wire)."""
    members = {}
    for parameter in node.get("parameters", []):
        parameter = resolve(document, parameter)
        wire = parameter["name"]
        members[parameter.get("x-member", wire)] = (
            parameter["in"], parameter["schema"], parameter.get("required", False), wire)
    body = resolve(document, node.get("requestBody", {}))
    if "x-member" in body:
        schema = body["content"]["application/octet-stream"]["schema"]
        members[body["x-member"]] = ("payload", schema, False, body["x-member"])
    elif body:
        body = content(document, node["requestBody"])
        for name, schema in body["properties"].items():
            members[name] = ("body", schema, name in body.get("required", []), name)
    return members
