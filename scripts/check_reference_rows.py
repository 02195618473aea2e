"""Sees to it that every test that tests/reference_rows.md, docs/security.md and docs/limits.md name
exists, and that each row of a table of bounds names one.

    scripts/check_reference_rows.py        prints what is missing, and fails if anything is
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"


def existing():
    found = set()
    for file in TESTS.rglob("*_test.cc"):
        for suite, name in re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", file.read_text(), re.M):
            found.add(f"{suite}.{name}")
    for file in (TESTS / "conformance").glob("*/test_*.py"):
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M):
            found.add(f"{file.name}::{name}")
    return found


def problems_of_limits(text, tests):
    for line in text.splitlines():
        cells = line.split(" | ")
        if len(cells) != 4 or cells[0] == "| what is kept":
            continue
        named = re.findall(r"`(\w+\.(?:py::)?\w+)`", cells[3])
        if not named:
            yield f"a bound without a test: {cells[0]}"
        yield from (f"no such test: {name}" for name in named if name not in tests)


def main():
    tests = existing()
    problems = []
    rows = 0
    for line in (TESTS / "reference_rows.md").read_text().splitlines():
        cells = line.split(" | ")
        if len(cells) != 2 or cells[0] == "| rule":
            continue
        rows += 1
        named = re.findall(r"`(\w+\.(?:py::)?\w+)`", cells[1])
        problems += [f"no such test: {name}" for name in named if name not in tests]
        if not named:
            problems.append(f"without a test: {cells[0]}")
    named = re.findall(r"`(\w+Test\.\w+|\w+\.py::\w+)`",
                       (ROOT / "docs" / "security.md").read_text())
    problems += [f"no such test: {name}" for name in named if name not in tests]
    problems += problems_of_limits((ROOT / "docs" / "limits.md").read_text(), tests)
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"check_reference_rows: {rows} rows, {len(problems)} problems")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
