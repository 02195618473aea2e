"""The API descriptions that the emulator serves load in tools that know nothing of it."""

import json
import re
import subprocess
import urllib.parse

import pytest

from clients import HERE, send
from description import API_SPEC, DOCUMENTS, inputs, load, operations, resolve

# Each file NAME.KIND.yaml is served at /_emulator/KIND/NAME.json.
FILES = {f"/_emulator/{kind}/{name}.json": f"{name}.{kind}.yaml"
         for name, kind, _ in (file.name.split(".") for file in API_SPEC.glob("*.yaml"))}
PATHS = sorted(FILES)


@pytest.mark.parametrize("kind", ["openapi", "asyncapi"])
def test_an_unknown_description_is_told_all_that_there_are(emulator, kind):
    answer = send(emulator.http, "GET", f"/_emulator/{kind}/other.json")
    assert answer.error == (404, "ResourceNotFoundException")
    for path in PATHS:
        name = path.rsplit("/", 1)[1]
        assert (name in answer.json["message"]) == path.startswith(f"/_emulator/{kind}/")


@pytest.mark.parametrize("path", PATHS)
def test_what_is_served_is_what_is_described(emulator, path):
    served = send(emulator.http, "GET", path).json
    assert served["info"] == load(FILES[path])["info"]


def mistakes(*places):
    printed = subprocess.run(["node", "descriptions/validate_documents.mjs", *places],
                             cwd=HERE, check=True, stdout=subprocess.PIPE, text=True).stdout
    return printed.splitlines()


@pytest.mark.parametrize("path", PATHS)
def test_a_served_description_is_valid(emulator, path):
    assert mistakes(emulator.http + path) == []


@pytest.mark.parametrize("path", PATHS)
def test_a_broken_description_would_be_noticed(emulator, path, tmp_path):
    document = send(emulator.http, "GET", path).json
    del document["info"]["title"]
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(document))
    assert mistakes(str(file)) != []


def references(node):
    if isinstance(node, dict):
        for word, value in node.items():
            yield from [value] if word == "$ref" else references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.parametrize("path", PATHS)
def test_references_lead_somewhere_among_what_is_served(emulator, path):
    document = send(emulator.http, "GET", path).json
    for reference in sorted(set(references(document))):
        place, _, pointer = reference.partition("#")
        url = urllib.parse.urljoin(path, place)
        node = send(emulator.http, "GET", url).json if place else document
        for level in pointer.removeprefix("/").split("/"):
            node = node[level]


def refused_members(document, schema, path):
    """Paths of the members below that are marked as refused."""
    schema = resolve(document, schema)
    if "x-refused" in schema:
        yield path
        return
    for name, member in schema.get("properties", {}).items():
        yield from refused_members(document, member, f"{path}.{name}")
    if "items" in schema:
        yield from refused_members(document, schema["items"], path)


def refused_by_operation():
    found = {}
    for service, operation, _, _, node in operations():
        document = DOCUMENTS[service]
        paths = {path for name, (_, schema, _, _) in inputs(document, node).items()
                 for path in refused_members(document, schema, name)}
        if paths:
            found[operation] = paths
    return found


def test_the_page_of_differences_names_every_refused_member_and_no_other():
    page = (HERE.parents[1] / "docs/differences.md").read_text()
    table = re.search(r"^\| operation \| members \|\n\|[-|]+\|\n((?:\|.*\n)*)", page, re.M)
    rows = re.findall(r"^\| (.*?) \| (.*?) \|$", table[1] if table else "", re.M)
    told = {}
    for names, members in rows:
        for name in names.split(", "):
            told.setdefault(name, set()).update(members.split(", "))
    assert told == refused_by_operation()


def test_an_operation_that_refuses_members_is_called_partial():
    partial = {operation for _, operation, _, _, node in operations()
               if node["x-emulated"] == "partial"}
    assert set(refused_by_operation()) <= partial
