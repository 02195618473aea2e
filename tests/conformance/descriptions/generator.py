"""Makes requests out of the API description: such as fit it, and such as have one flaw."""

import datetime
import json
import random
import re
import urllib.parse
from dataclasses import dataclass, field

from description import DOCUMENTS, content, inputs, operations, resolve
from emulator import T0
from known_values import ARNS_OF_TARGETS, KNOWN

# Paths of one subject that begin differently.
SUBJECTS = {
    "attached-policies": "policies", "effective-policies": "policies",
    "test-authorization": "policies", "cacertificate": "certificates",
    "cacertificates": "certificates", "certificate": "certificates",
    "certificates-by-ca": "certificates", "indices": "indexing",
    "keys-and-certificate": "certificates", "managed-job-templates": "job-templates",
    "policy-principals": "policies", "policy-targets": "policies",
    "principal-policies": "policies", "principals": "things",
    "registrationcode": "certificates", "target-policies": "policies", "untag": "tags",
}
TEXTS = ["a", "Blink", "x-1", "ab:c", "Z_9"]


@dataclass
class Request:
    service: str
    operation: str
    method: str
    path: str
    query: list = field(default_factory=list)
    body: dict | None = None
    headers: dict = field(default_factory=dict)
    flaw: str = ""  # what is wrong with it by the description; empty: nothing

    @property
    def target(self):
        return self.path + ("?" + urllib.parse.urlencode(self.query) if self.query else "")


def families():
    """The operations by subject: {"jobs": [...], ...}."""
    found = {}
    for entry in operations():
        service, _, _, path, _ = entry
        first = path.split("/")[1]
        subject = (SUBJECTS.get(first, first) if service == "iot"
                   else {"iot-jobs-data": "data plane", "iot-data": "broker"}[service])
        found.setdefault(subject, []).append(entry)
    return found


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def request(self, entry):
        service, operation, method, path, node = entry
        self.document = DOCUMENTS[service]
        members = inputs(self.document, node)
        share = self.random.choice([0, 0.1, 0.3, 0.6])  # of the optional members
        often = 0.8 if operation.startswith("CreateJob") else share
        chosen = [name for name, (place, _, required, _) in members.items()
                  if place == "path" or self.random.random() < (
                      0.97 if required else often if name == "document" else share)]
        request = Request(service, operation, method, path)
        values = {name: self.value(name, members[name][1]) for name in chosen}
        missing = [name for name, (_, _, required, _) in members.items()
                   if required and name not in chosen]
        if missing:
            request.flaw = f"{missing[0]} is missing"
        elif chosen and self.random.random() < 0.2:
            name = self.random.choice(chosen)
            flawed = self.flaw(members[name][1], in_body=members[name][0] == "body")
            if flawed:
                values[name], what = flawed
                request.flaw = f"{name}: {what}"
        if "requestBody" in node and "x-member" not in node["requestBody"]:
            request.body = {}
        for name, value in values.items():
            self.place(request, members[name][0], members[name][3], value)
        return request

    @staticmethod
    def place(request, place, name, value):
        if place == "body":
            request.body[name] = value
            return
        values = value if isinstance(value, list) else [value]
        texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
        if place == "payload":
            request.body = texts[0]
        elif place == "path":
            label = urllib.parse.quote(texts[0], safe="")
            request.path = request.path.replace("{" + name + "}", label)
        elif place == "query":
            request.query += [(name, text) for text in texts]
        else:
            request.headers[name] = texts[0]

    def value(self, name, schema):
        """One that fits the schema, and that the emulator has use for as often as not."""
        schema = resolve(self.document, schema)
        known = KNOWN.get(name)
        if known and self.random.random() < 0.95:
            return self.random.choice(known)
        if name == "targets":
            return self.random.sample(ARNS_OF_TARGETS, self.random.choice([1, 1, 1, 2, 3]))
        if name in ("startTime", "endTime") and schema["type"] == "string":
            days = {"startTime": 1, "endTime": 3}[name]
            at = datetime.datetime.fromtimestamp(T0, datetime.timezone.utc)
            at += datetime.timedelta(days)
            return self.random.choice([f"{at:%Y-%m-%dT%H:%M}", "cron(0 2 ? * MON *)", "soon"])
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        return getattr(self, "any_" + schema["type"])(schema)

    def any_string(self, schema):
        fitting = [text for text in TEXTS if fits(text, schema)]
        if fitting:
            return self.random.choice(fitting)
        return "arn:aws:iam::123456789012:role/any" if "arn" in schema.get("pattern", "arn") \
            else "1.0"

    def any_integer(self, schema):
        low = schema.get("minimum", 0)
        return self.random.randint(low, min(schema.get("maximum", low + 5), low + 400))

    def any_number(self, schema):
        low, high = schema.get("minimum", 0), schema.get("maximum", 100)
        return round(self.random.uniform(low, high), 1)

    def any_boolean(self, _schema):
        return self.random.random() < 0.5

    def any_array(self, schema):
        low = schema.get("minItems", 0)
        high = min(schema.get("maxItems", low + 2), low + 2)
        return [self.value("", schema["items"])
                for _ in range(self.random.randint(low, max(low, high)))]

    def any_object(self, schema):
        if "properties" in schema:
            required = schema.get("required", [])
            return {name: self.value(name, node) for name, node in schema["properties"].items()
                    if name in required or self.random.random() < 0.4}
        value = schema.get("additionalProperties", {"type": "string"})
        return {self.random.choice(["a", "b", "color"]): self.value("", value)
                for _ in range(self.random.randint(0, 2))}

    def flaw(self, schema, in_body):
        """A value that the schema does not allow, and why; None where none comes to mind."""
        schema = resolve(self.document, schema)
        kind = schema["type"]
        found = []
        if in_body and kind != "object":
            found.append(({"an": "object"}, "of the wrong type"))
        if kind == "string":
            if "maxLength" in schema and schema["maxLength"] < 5000:
                found.append(("x" * (schema["maxLength"] + 1), "too long"))
            if in_body and schema.get("minLength"):
                found.append(("", "too short"))
            if "enum" in schema:
                found.append(("NONE_OF_THEM", "not of the enum"))
            if "pattern" in schema and not fits("a b!", schema):
                found.append(("a b!", "against the pattern"))
        if kind in ("integer", "number"):
            if "minimum" in schema:
                found.append((schema["minimum"] - 1, "too small"))
            if "maximum" in schema:
                found.append((schema["maximum"] + 1, "too large"))
            found.append(("many", "no number"))
        if kind == "boolean":
            found.append(("perhaps", "no boolean"))
        if kind == "array" and in_body:
            if schema.get("maxItems", 1000) < 200:
                item = self.value("", schema["items"])
                found.append(([item] * (schema["maxItems"] + 1), "too many"))
            if schema.get("minItems"):
                found.append(([], "too few"))
        if kind == "object" and in_body:
            found.append((7, "no object"))
            for name, node in schema.get("properties", {}).items():
                below = self.flaw(node, in_body)
                if below:
                    whole = self.any_object(schema)
                    found.append(({**whole, name: below[0]}, f"{name}: {below[1]}"))
            for name in schema.get("required", []):
                whole = self.any_object(schema)
                del whole[name]
                found.append((whole, f"without {name}"))
        return self.random.choice(found) if found else None


def fits(text, schema):
    """Whether a short text of plain characters fits what the schema says of strings."""
    pattern = schema.get("pattern", ".*")
    for ours, theirs in ((r"[^\p{C}]", "."), (r"[\P{C}\r\n\t]", "."), (r"\p{Graph}", "!-~"),
                         (r"\p{Upper}", "A-Z"), (r"\p{Digit}", "0-9"), (r"\p{L}", "A-Za-z"),
                         (r"\p{Z}", " "), (r"\p{N}", "0-9")):
        pattern = pattern.replace(ours, theirs)
    return (re.fullmatch(pattern, text) is not None
            and schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 1 << 20))


def violations(document, schema, value, where="answer"):
    """What is wrong with an answer by the description, an entry each."""
    schema = resolve(document, schema)
    kinds = schema.get("type", "any")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if value is None:
        return [] if "null" in kinds else [f"{where} is null"]
    expected = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
                "number": (int, float), "any": object}[kinds[0]]
    if not isinstance(value, expected) or (isinstance(value, bool) and kinds[0] in (
            "integer", "number")):
        return [f"{where} is {value!r}, not {kinds[0]}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where} is {value!r}, none of the enum")
    if isinstance(value, list):
        for i, item in enumerate(value):
            found += violations(document, schema["items"], item, f"{where}[{i}]")
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{where} lacks {name}" for name in schema.get("required", [])
                  if name not in value]
        for name, item in value.items():
            if name not in schema["properties"]:
                found.append(f"{where} has {name}, which is not described")
            else:
                found += violations(document, schema["properties"][name], item,
                                    f"{where}.{name}")
    return found


def complaints(entry, request, status, headers, text):
    """What is wrong with the answer to a request, an entry each."""
    service, _, _, _, node = entry
    document = DOCUMENTS[service]
    found = [] if headers.get("x-amzn-RequestId") else ["no x-amzn-RequestId"]
    try:
        answer = json.loads(text) if text else {}
    except ValueError:
        return [f"not JSON: {text[:200]}"]
    if status == 200:
        if request.flaw:
            found.append(f"accepted although {request.flaw}")
        schema = content(document, node["responses"]["200"])
        return found + (violations(document, schema, answer) if schema else
                        [] if answer == {} else ["a body where there is none"])
    name = headers.get("x-amzn-ErrorType")
    if not isinstance(answer.get("message"), str):
        found.append("an error without message")
    if (status, name) == (501, "NotImplementedException") and not request.flaw:
        return found if "x-differs" in node else [*found, f"not emulated: {answer}"]
    forms = [document["x-error-forms"][error] for error in node["x-errors"]]
    if status >= 500 or (name, status) not in [(form["name"], form["status"]) for form in forms]:
        found.append(f"{status} {name} is not described: {answer}")
    # The operations on packages have a name of their own for it.
    flawed = "ValidationException" if "Validation" in node["x-errors"] else "InvalidRequestException"
    if request.flaw and name != flawed:
        found.append(f"{name} although {request.flaw}")
    return found
