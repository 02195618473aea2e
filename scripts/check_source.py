"""Holds the source to its house rules: who may include whom, no circles, names, lengths, sizes of
folders, who reads a clock.

    scripts/check_source.py [ROOT]   prints what is wrong, and fails if anything is
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

# A file may include its own folder and these; the longest matching prefix decides, on both
# sides. "x/" stands for x and, where it has no row of its own, all below it.
ENGINE = ["engine/", "engine/text/", "engine/jobs/", "engine/documents/", "engine/registry/",
          "engine/identity/", "engine/access/", "engine/broker/", "engine/packages/",
          "engine/messages/", "engine/faults/", "engine/provisioning/", "engine/ota/"]
STORAGE = ["storage/", "storage/jobs/", "storage/registry/", "storage/identity/",
           "storage/packages/", "storage/objects/", "storage/ota/"]
MQTT_BRIDGE = ["mqtt_bridge/", "mqtt_bridge/requests/", "mqtt_bridge/broker/",
               "mqtt_bridge/front/"]
CALLS = ["server/calls/", "api_spec/", *ENGINE, *STORAGE]
SERVICE = ["server/service/", "server/service/documents/", *CALLS]
OPERATIONS = ["server/operations/", "server/operations/jobs/", "server/operations/registry/",
              "server/operations/identity/", "server/operations/packages/",
              "server/operations/ota/"]
SERVER = ["server/", "server/journal/", "server/waits/", "server/faults/", "server/metrics/", "server/access/", "server/tools/", "server/http/", "server/http/connections/",
          "server/tools/state/", "server/console/", "server/s3/", "server/neighbours/", "server/beforehand/", "server/devices/", "server/fleets/", "server/program/", "net/",
          "virtual_devices/", *OPERATIONS, *SERVICE,
          *MQTT_BRIDGE]
MAY_INCLUDE = {
    "api_spec/": [],
    "net/": [],
    "engine/text/": [],
    "engine/": ["engine/text/"],
    "engine/documents/": ["engine/", "engine/text/"],
    "engine/registry/": ["engine/", "engine/text/"],
    "engine/packages/": ["engine/", "engine/text/"],
    "engine/access/": ["engine/", "engine/text/"],
    "engine/ota/": ["engine/", "engine/text/", "engine/documents/"],
    "engine/identity/": ["engine/", "engine/text/", "engine/access/"],
    "engine/provisioning/": ["engine/", "engine/text/"],
    "engine/jobs/": ["engine/", "engine/text/", "engine/documents/", "engine/registry/"],
    "engine/messages/": ["engine/", "engine/jobs/", "engine/registry/"],
    "engine/faults/": ["engine/", "engine/text/", "engine/broker/"],
    "engine/broker/": ["engine/", "engine/text/", "engine/messages/"],
    "storage/": ENGINE,
    "storage/jobs/": ["storage/", "storage/registry/", *ENGINE],
    "storage/registry/": ["storage/", *ENGINE],
    "storage/identity/": ["storage/", *ENGINE],
    "storage/packages/": ["storage/", *ENGINE],
    "storage/objects/": ["storage/", *ENGINE],
    "storage/ota/": ["storage/", *ENGINE],
    "mqtt_bridge/": ["mqtt_bridge/plugin_protocol.", "net/", *ENGINE],
    "mqtt_bridge/requests/": ["mqtt_bridge/", "mqtt_bridge/plugin_protocol.",
                              "mqtt_bridge/broker/", "api_spec/", *ENGINE],
    "mqtt_bridge/broker/": ["mqtt_bridge/", "mqtt_bridge/plugin_protocol.", "net/", *ENGINE],
    "mqtt_bridge/front/": ["mqtt_bridge/", "net/", *ENGINE],
    "mqtt_bridge/plugin/": ["mqtt_bridge/plugin_protocol.", *ENGINE],
    "mqtt_bridge/plugin_protocol.": ENGINE,
    "virtual_devices/": ["engine/", "engine/text/"],
    "server/calls/": CALLS,
    "server/service/": SERVICE,
    "server/service/documents/": CALLS,
    "server/journal/": SERVICE,
    "server/faults/": ["server/journal/", *SERVICE],
    "server/metrics/": ["server/journal/", *SERVICE],
    "server/fleets/": ["virtual_devices/", *SERVICE],
    "server/operations/": SERVICE,
    **{folder: ["server/operations/", "server/operations/registry/", "server/access/", *SERVICE]
       for folder in OPERATIONS[1:]},
    "server/operations/ota/": ["server/operations/", "server/operations/registry/",
                               "server/operations/jobs/", *SERVICE],
    "server/access/": ["server/journal/", "net/", *SERVICE],
    "server/waits/": ["server/journal/", *SERVICE],
    "server/tools/": ["server/journal/", "server/metrics/", "server/faults/", "server/fleets/", "server/waits/", "virtual_devices/", "net/", *SERVICE],
    "server/tools/state/": ["server/tools/", "server/journal/", *SERVICE],
    "server/http/": ["server/journal/", "server/faults/", "net/", *SERVICE],
    "server/http/connections/": ["server/http/", "net/", *SERVICE],
    "server/console/": ["server/http/", *SERVICE],
    "server/neighbours/": ["server/http/", *SERVICE],
    "server/s3/": ["server/http/", "server/http/connections/", "server/journal/",
                   "server/faults/", "net/", *SERVICE],
    "server/beforehand/": ["server/http/", "server/s3/", "server/operations/identity/",
                           "server/operations/ota/", *SERVICE],
    "server/devices/": SERVER,
    "server/program/": SERVER,
    "server/": SERVER,
    "tests/": ["tests/", "mqtt_bridge/plugin/", "mqtt_bridge/plugin_protocol.", *SERVER],
    "tests/conformance/": [],
    "tests/bench/": [],
    "tests/ordeal/": [],
    "tests/fixtures/": [],
    "tests/walkthrough/": [],
    "fixtures/": [],
    "console/": ["server/console/"],
}
FOLDERS = sorted({rule.split("/")[0] for rule in MAY_INCLUDE})
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "misc", "base", "impl"}
READS_SYSTEM_CLOCK = {"engine/clock.cc"}
READS_CLOCK = {"engine/clock.cc", "server/service/service.h", "server/service/service.cc",
               "server/service/service_time.cc",
               # Of a program of its own: what the clock of the emulator shows, as far as it knows.
               "server/program/client/emulator_time.cc"}
BEAST = ("server/http/connections/", "mqtt_bridge/front/websocket_front.cc")
LONGEST = 400
MOST_IN_A_FOLDER = 25
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def rule_of(path):
    """The row of the table that a file of ours falls under."""
    return max((rule for rule in MAY_INCLUDE if path.startswith(rule)), key=len, default=None)


def include_problems(root, path, text):
    here = rule_of(path)
    for target in INCLUDE.findall(text):
        there = rule_of(target)
        if there is None and not (root / path).with_name(target).exists():
            continue  # generated beside its user
        if there is None:
            yield f'includes "{target}": write it from the root of the repository'
        elif there != here and there not in MAY_INCLUDE[here]:
            yield f'includes "{target}": {here} may not include {there}'


def line_problems(path, text):
    if path.endswith(".h"):
        if not text.startswith("// "):
            yield "does not start with a comment that says what it is about"
        if not re.search(r"^#pragma once$", text, re.M):
            yield "has no #pragma once"
    if text.count("\n") > LONGEST:
        yield f"has over {LONGEST} lines"
    if "<boost/beast" in text and not path.startswith("tests/") and not path.startswith(BEAST):
        yield f"includes Beast, which is slow to compile and belongs into {' and '.join(BEAST)}"
    if not path.startswith("tests/"):
        if "system_clock::now" in text and path not in READS_SYSTEM_CLOCK:
            yield "reads the system's clock: take the instant from the caller"
        if re.search(r"clock(_|\(\))?\.Now\(\)", text) and path not in READS_CLOCK:
            yield "reads the clock: only the service does"
    for mark in re.findall(r"\b(?:TODO|FIXME|XXX)\b", text):
        yield f"has a {mark}: finish it, or file an issue"


def folder_problems(sources):
    """`sources`: the text of each C++ source by its path."""
    count, includes = defaultdict(int), defaultdict(lambda: defaultdict(list))
    for path, text in sources.items():
        folder = path.rpartition("/")[0]
        count[folder] += 1
        for target in INCLUDE.findall(text):
            if target in sources and target.rpartition("/")[0] != folder:
                includes[folder][target.rpartition("/")[0]].append(f"{path} includes {target}")
    for folder, number in count.items():
        if number > MOST_IN_A_FOLDER:
            yield f"{folder}: has {number} sources: which subject could have a folder of its own?"
    for circle in circles(includes):
        way = [includes[one][other][0] for one, other in zip(circle, circle[1:])]
        yield f"{' -> '.join(circle)}: a circle of folders ({'; '.join(way)})"


def circles(includes):
    """One way back to each folder from which there is one, each circle once."""
    found = set()
    for start in sorted(includes):
        ways = [[start]]
        seen = set()
        while ways:
            way = ways.pop(0)
            for following in sorted(includes.get(way[-1], ())):
                if following == start:
                    if frozenset(way) not in found:
                        found.add(frozenset(way))
                        yield way + [start]
                    ways = []
                    break
                if following not in seen:
                    seen.add(following)
                    ways.append(way + [following])


def problems_in(root):
    files = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*")
                   if path.suffix in (".cc", ".h", ".py", ".sql", ".yaml", ".mjs", ".js")
                   and not {"node_modules", "__pycache__"} & set(path.parts))
    sources = {}
    problems = []
    for file in files:
        path = file.relative_to(root).as_posix()
        words = set(re.split(r"[_.-]", file.name.lower())) | set(file.parent.name.split("_"))
        problems += [f"{path}: {word} says nothing in a name" for word in words & VAGUE]
        if file.suffix in (".cc", ".h"):
            sources[path] = text = file.read_text()
            problems += [f"{path}: {problem}" for problem in
                         (*include_problems(root, path, text), *line_problems(path, text))]
    problems += folder_problems(sources)
    return len(files), problems


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    count, problems = problems_in(root)
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"check_source: {count} files, {len(problems)} problems")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
