"""Cases that every SDK must pass alike: an operation, what was done before, and what it answers.

A case is (operation, before, input, answer). `before` is a list of calls made with do(...). The
answer is a dict that the output must hold (a list must be of the same length, ANY fits all), or,
for a refusal, the name of the error without "Exception", alone or with its message.
"""

import math
from dataclasses import dataclass

from description import DOCUMENTS, SERVICES, inputs, operations
from s3_clients import s3_client

ANY = object()
# The names of a token where it is sent and where it is answered, and of a page's size. AWS's
# older lists have names of their own.
PAGING = (("nextToken", "nextToken", "maxResults"), ("marker", "nextMarker", "pageSize"))
NODES = {(service, operation): node for service, operation, _, _, node in operations()}


@dataclass(frozen=True)
class Kept:
    """Stands for a member that an earlier call answered with."""

    name: str

    def __call__(self, kept):
        return kept[self.name]


@dataclass
class Case:
    service: str
    operation: str
    before: list
    input: dict
    answer: object

    @property
    def error(self):
        """The short name of the error that it is about; None for a success."""
        if isinstance(self.answer, dict):
            return None
        return self.answer if isinstance(self.answer, str) else self.answer[0]

    @property
    def message(self):
        return self.answer[1] if isinstance(self.answer, tuple) else None

    @property
    def filters(self):
        """The members by which this case has a list filtered."""
        return [] if self.error else [name for name in filters(self.service, self.operation)
                                      if name in self.input]

    def __str__(self):
        given = ",".join(self.input)
        return f"{self.operation}-{self.error or 'success'}-{given}"


def aside(emulator, operation, members):
    """Does what is no operation of AWS IoT's, and says whether it was that."""
    if operation == "(clock)":
        emulator.clock(**members)
    elif operation == "(object)":
        s3 = s3_client(emulator.http)
        s3.create_bucket(Bucket=members["bucket"])
        s3.put_object(Bucket=members["bucket"], Key=members["key"], Body=b"content")
    return operation.startswith("(")


def do(operation, **members):
    return operation, members


def cases(table, service="iot"):
    return [Case(service, *row) for row in table]


def service_of(operation):
    return next(service for service in SERVICES if (service, operation) in NODES)


def lists():
    """The operations that page."""
    for service, operation in NODES:
        if paging(service, operation):
            yield service, operation


def paging(service, operation):
    """That of PAGING which the operation goes by; None if it does not page."""
    members = inputs(DOCUMENTS[service], NODES[service, operation])
    return next((names for names in PAGING if names[0] in members), None)


def filters(service, operation):
    """The members that narrow or order what an operation lists."""
    members = inputs(DOCUMENTS[service], NODES[service, operation])
    if not operation.startswith("List"):
        return []
    return [name for name, (place, _, required, _) in members.items()
            if place == "query" and not required and not any(name in names for names in PAGING)]


def form_of(service, error):
    """(full name, status) of an error that is named in short."""
    form = DOCUMENTS[service]["x-error-forms"][error]
    return form["name"], form["status"]


def filled_in(value, kept):
    """The value, with what is a function of earlier answers' members replaced by its result."""
    if callable(value):
        return value(kept)
    if isinstance(value, dict):
        return {name: filled_in(item, kept) for name, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item, kept) for item in value]
    return value


def holds(output, answer):
    """Whether an output is what a case says of it."""
    if answer is ANY:
        return True
    if isinstance(answer, dict):
        return isinstance(output, dict) and all(
            name in output and holds(output[name], value) for name, value in answer.items())
    if isinstance(answer, list):
        return (isinstance(output, list) and len(output) == len(answer)
                and all(map(holds, output, answer)))
    if isinstance(answer, float):
        return math.isclose(output, answer)
    return output == answer and isinstance(output, bool) == isinstance(answer, bool)
