"""Holds the source to its house rules: who may include whom, names, lengths, who reads a clock.

    scripts/check_source.py        prints what is wrong, and fails if anything is
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A file may include its own folder and these; the longest matching prefix decides.
MAY_INCLUDE = {
    "api_spec/": [],
    "engine/": [],
    "net/": [],
    "storage/": ["engine/"],
    "mqtt_bridge/": ["engine/", "api_spec/", "net/"],
    "mqtt_bridge/plugin/": ["engine/"],
    "server/": ["engine/", "api_spec/", "storage/", "net/"],
    "server/main.cc": ["server/", "server/program/", "server/devices/", "engine/", "api_spec/",
                       "storage/", "mqtt_bridge/", "net/"],
    "server/program/": ["server/", "engine/", "api_spec/", "storage/", "mqtt_bridge/"],
    "server/devices/": ["server/", "server/program/", "engine/", "storage/", "mqtt_bridge/"],
    "tests/": ["tests/", "api_spec/", "engine/", "net/", "storage/", "mqtt_bridge/",
               "mqtt_bridge/plugin/", "server/", "server/program/"],
    "tests/conformance/": [],
    "tests/bench/": [],
    "tests/walkthrough/": [],
}
FOLDERS = sorted({rule.split("/")[0] for rule in MAY_INCLUDE})
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "misc", "base", "impl"}
READS_SYSTEM_CLOCK = {"engine/clock.cc"}
READS_CLOCK = {"engine/clock.cc", "server/service/service.h", "server/service/service.cc"}
BEAST = ("server/http/connections/request_parser.h", "server/http/connections/request_parser.cc",
         "server/http/connections/connection.cc", "mqtt_bridge/front/websocket_front.cc")
LONGEST = 400


def rule_of(path):
    """The row of the table that a file of ours falls under."""
    return max((rule for rule in MAY_INCLUDE if path.startswith(rule)), key=len, default=None)


def include_problems(path, text):
    here = rule_of(path)
    for target in re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
        there = rule_of(target)
        if there is None and not (ROOT / path).with_name(target).exists():
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
    if not path.startswith("tests/"):
        if "system_clock::now" in text and path not in READS_SYSTEM_CLOCK:
            yield "reads the system's clock: take the instant from the caller"
        if re.search(r"clock(_|\(\))?\.Now\(\)", text) and path not in READS_CLOCK:
            yield "reads the clock: only the service does"
    for mark in re.findall(r"\b(?:TODO|FIXME|XXX)\b", text):
        yield f"has a {mark}: finish it, or file an issue"


def main():
    problems = []
    beast = []
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")
                   if path.suffix in (".cc", ".h", ".py", ".sql", ".yaml", ".mjs", ".js")
                   and not {"node_modules", "__pycache__"} & set(path.parts))
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        words = set(re.split(r"[_.-]", file.name.lower())) | set(file.parent.name.split("_"))
        problems += [f"{path}: {word} says nothing in a name" for word in words & VAGUE]
        if file.suffix in (".cc", ".h"):
            text = file.read_text()
            problems += [f"{path}: {problem}" for check in (include_problems, line_problems)
                         for problem in check(path, text)]
            if "<boost/beast" in text and not path.startswith("tests/"):
                beast.append(path)
    problems += [f"{path}: Beast is slow to compile and belongs into {' and '.join(BEAST)}"
                 for path in beast if path not in BEAST]
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"check_source: {len(files)} files, {len(problems)} problems")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
