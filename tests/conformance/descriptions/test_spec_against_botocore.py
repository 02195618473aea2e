"""The API description against botocore's models of the same services.

Botocore is an independent reading of AWS's API, though an old one (1.29, of 2022). Every place
where the description is meant to differ is listed here with its reason.
"""

import botocore.loaders
import pytest

from description import API_SPEC, DOCUMENTS, FILES, content, inputs, load, look_up, operations, resolve

NEWER = "the model of 2026 has it, that of 2022 has not"
ANY_PLANE = "AWS's guide gives it for statusDetails in requests of both planes"
LINE_BREAKS = "devices report texts with line breaks, and AWS takes them"
QUOTA = "AWS documents the bound, the model does not have it"
OWN_WORDS = "AWS refuses it in words of its own, not in those of the model's bounds"

ALLOWED = {
    "iot CreateJobTemplateRequest: destinationPackageVersions is not in botocore": NEWER,
    "iot CreateJobTemplateRequest: maintenanceWindows is not in botocore": NEWER,
    "iot DescribeJobTemplateResponse: destinationPackageVersions is not in botocore": NEWER,
    "iot DescribeJobTemplateResponse: maintenanceWindows is not in botocore": NEWER,
    "iot CreateJobRequest: destinationPackageVersions is not in botocore": NEWER,
    "iot DescribeJobRequest: beforeSubstitution is not in botocore": NEWER,
    "iot GetJobDocumentRequest: beforeSubstitution is not in botocore": NEWER,
    "iot AttachThingPrincipalRequest: thingPrincipalType is not in botocore": NEWER,
    "iot Job: destinationPackageVersions is not in botocore": NEWER,
    "iot Job: scheduledJobRollouts is not in botocore": NEWER,
    "iot SchedulingConfig: maintenanceWindows is not in botocore": NEWER,
    "iot ThingTypeProperties: mqtt5Configuration is not in botocore": NEWER,
    "iot ParameterValue: maxLength is 30720, in botocore 512": NEWER,
    "iot MaxJobExecutionsPerMin: maximum is 1000, in botocore None": QUOTA,
    r"iot AttributeValue: pattern is [a-zA-Z0-9_.,@/:#=\[\]-]*, in botocore"
    r" [a-zA-Z0-9_.,@/:#-]*": NEWER,
    "iot AwsJobRolloutIncrementFactor: minimum is 1.1, in botocore None": QUOTA,
    "iot AwsJobRolloutIncrementFactor: maximum is 5, in botocore None": QUOTA,
    "iot ExpiresInSeconds: minimum is 60, in botocore None": QUOTA,
    "iot ExpiresInSeconds: maximum is 3600, in botocore None": QUOTA,
    "iot OTAUpdateStatus: enum is ['CREATE_COMPLETE', 'CREATE_FAILED', 'CREATE_IN_PROGRESS',"
    " 'CREATE_PENDING', 'DELETE_FAILED', 'DELETE_IN_PROGRESS'], in botocore"
    " ['CREATE_COMPLETE', 'CREATE_FAILED', 'CREATE_IN_PROGRESS', 'CREATE_PENDING']": NEWER,
    "iot UpdateStream errors: LimitExceededException is not in botocore": NEWER,
    "iot ThingConnectivity: keepAliveDuration is not in botocore": NEWER,
    "iot ThingConnectivity: cleanSession is not in botocore": NEWER,
    "iot ThingConnectivity: sessionExpiry is not in botocore": NEWER,
    "iot ThingConnectivity: clientId is not in botocore": NEWER,
    "iot IndexingFilter: geoLocations is not in botocore": NEWER,
    "iot IndexingFilter: connectivity is not in botocore": NEWER,
    "iot QueryMaxResults: maximum is None, in botocore 500": NEWER,
    "iot QueryString: maxLength is 1000, in botocore None": QUOTA,
    r"iot ShadowName: pattern is [$a-zA-Z0-9:_-]+, in botocore [a-zA-Z0-9:_-]+": NEWER,
    "iot RoleArn: minLength is None, in botocore 20": OWN_WORDS,
    "iot DetailsMap: maxProperties is 10, in botocore None": ANY_PLANE,
    "iot DetailsValue: maxLength is 1024, in botocore None": ANY_PLANE,
    r"iot DetailsValue: pattern is [\P{C}\r\n\t]+, in botocore [^\p{C}]+": LINE_BREAKS,
    "iot-jobs-data DetailsMap: maxProperties is 10, in botocore None": QUOTA,
    r"iot-jobs-data DetailsValue: pattern is [\P{C}\r\n\t]+, in botocore [^\p{C}]*+": LINE_BREAKS,
    "iot-jobs-data StepTimeoutInMinutes: minimum is 1, in botocore None": QUOTA,
    "iot-jobs-data StepTimeoutInMinutes: minimum is -1, in botocore None":
        "-1 drops the step timer in an update; else as above",
    "iot-jobs-data StepTimeoutInMinutes: maximum is 10080, in botocore None": QUOTA,
}

TYPES = {"structure": "object", "map": "object", "list": "array", "string": "string",
         "integer": "integer", "long": "integer", "boolean": "boolean", "double": "number",
         "timestamp": "number", "blob": "string"}
LIMITS = {  # botocore's type -> what min and max are called in JSON Schema
    "string": ("minLength", "maxLength"), "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties")}
LOCATIONS = {"uri": "path", "querystring": "query", "header": "header", None: "body"}


MODELS = {service: botocore.loaders.Loader().load_service_model(service, "service-2")
          for service in FILES}


class Comparison:
    def __init__(self, service):
        self.service = service
        self.document = DOCUMENTS[service]
        self.shapes = MODELS[service]["shapes"]
        self.found = []
        self.seen = set()

    def differ(self, where, text):
        self.found.append(f"{self.service} {where}: {text}")

    def equal(self, where, what, ours, theirs):
        if ours != theirs:
            self.differ(where, f"{what} is {ours}, in botocore {theirs}")

    def names(self, where, ours, theirs):
        for name in sorted(set(ours) - set(theirs)):
            self.differ(where, f"{name} is not in botocore")
        for name in sorted(set(theirs) - set(ours)):
            self.differ(where, f"{name} is missing")
        return [name for name in ours if name in theirs]

    def schema(self, node, name, with_required):
        if (id(node), name) in self.seen:
            return
        self.seen.add((id(node), name))
        node, shape = resolve(self.document, node), self.shapes[name]
        kind = shape["type"]
        types = node["type"] if isinstance(node["type"], list) else [node["type"]]
        self.equal(name, "type", types[0], TYPES[kind])
        self.limits(node, name, shape)
        if kind == "structure":
            members = shape["members"]
            for member in self.names(name, node.get("properties", {}), members):
                self.schema(node["properties"][member], members[member]["shape"], with_required)
            if with_required:
                self.equal(name, "required", sorted(node.get("required", [])),
                           sorted(shape.get("required", [])))
        elif kind == "list":
            self.schema(node["items"], shape["member"]["shape"], with_required)
        elif kind == "map":
            self.schema(node["propertyNames"], shape["key"]["shape"], with_required)
            self.schema(node["additionalProperties"], shape["value"]["shape"], with_required)

    def limits(self, node, name, shape):
        least, most = LIMITS.get(shape["type"], ("minimum", "maximum"))
        self.equal(name, least, node.get(least), shape.get("min"))
        self.equal(name, most, node.get(most), shape.get("max"))
        self.equal(name, "pattern", node.get("pattern"), shape.get("pattern"))
        self.equal(name, "enum", sorted(node.get("enum", [])), sorted(shape.get("enum", [])))

    def input(self, node, model):
        name = model["input"]["shape"]
        shape = self.shapes[name]
        members = inputs(self.document, node)
        required = {member for member, (_, _, needed, _) in members.items() if needed}
        for member in self.names(name, members, shape["members"]):
            location, schema, _, wire = members[member]
            theirs = shape["members"][member]
            place = ("payload" if shape.get("payload") == member
                     else LOCATIONS[theirs.get("location")])
            self.equal(f"{name}.{member}", "location", location, place)
            self.equal(f"{name}.{member}", "wire name", wire,
                       theirs.get("locationName", member))
            self.schema(schema, theirs["shape"], with_required=True)
        self.equal(name, "required", sorted(required), sorted(shape.get("required", [])))

    def output(self, node, model):
        operation = node["operationId"]
        body = content(self.document, node["responses"]["200"])
        if (body is None) != ("output" not in model):
            self.differ(operation, "has an output here or in botocore only")
        elif body is not None:
            self.schema(body, model["output"]["shape"], with_required=False)

    def errors(self, node, model):
        theirs = {error["shape"]: self.shapes[error["shape"]]["error"]["httpStatusCode"]
                  for error in model["errors"]}
        forms = [self.document["x-error-forms"][error] for error in node["x-errors"]]
        ours = {form["name"]: form["status"] for form in forms}
        for name in self.names(node["operationId"] + " errors", ours, theirs):
            self.equal(name, "status", ours[name], theirs[name])


def differences(service, operation, method, path, node):
    model = MODELS[service]["operations"][operation]
    comparison = Comparison(service)
    comparison.equal(operation, "method", method, model["http"]["method"])
    comparison.equal(operation, "URI", path, model["http"]["requestUri"])
    comparison.input(node, model)
    comparison.output(node, model)
    comparison.errors(node, model)
    return comparison.found


# Those of software packages are newer; the SDK for JavaScript has them.
KNOWN = [entry for entry in operations() if entry[1] in MODELS[entry[0]]["operations"]]


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: f"{entry[0]}-{entry[1]}")
def test_operation_is_as_botocore_has_it(entry):
    assert [text for text in differences(*entry) if text not in ALLOWED] == []


def test_every_allowed_difference_is_still_one():
    found = {text for entry in KNOWN for text in differences(*entry)}
    assert set(ALLOWED) - found == set()


def test_all_operations_of_the_data_plane_are_described():
    described = {entry[1] for entry in operations() if entry[0] == "iot-jobs-data"}
    assert described == set(MODELS["iot-jobs-data"]["operations"])


@pytest.mark.parametrize("service", FILES)
def test_every_other_operation_is_refused_by_its_own_uri(service):
    described = {entry[1] for entry in operations() if entry[0] == service}
    theirs = {name: f"{model['http']['method']} {model['http']['requestUri']}"
              for name, model in MODELS[service]["operations"].items() if name not in described}
    refused = DOCUMENTS[service]["x-refused-operations"]
    assert theirs == {name: line for name, line in refused.items() if name in theirs}


def references(node):
    if isinstance(node, dict):
        for word, value in node.items():
            if word == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.parametrize("file", [
    *FILES.values(), "emulator.openapi.yaml",
    *(path.name for path in sorted(API_SPEC.glob("*.asyncapi.yaml")))])
def test_references_lead_somewhere_and_components_are_used(file):
    document = load(file)
    used = set(references(document))
    for reference in used:
        other, place = reference.split("#")
        look_up(load(other) if other else document, place.removeprefix("/"))
    components = {f"#/components/{kind}/{name}"
                  for kind, entries in document["components"].items() for name in entries}
    assert components - used == set()


def test_rejected_codes_are_those_of_the_error_table():
    document = load("iot-jobs.asyncapi.yaml")
    codes = document["components"]["schemas"]["Rejected"]["properties"]["code"]["enum"]
    assert set(codes) == set(document["x-error-codes"].values())
