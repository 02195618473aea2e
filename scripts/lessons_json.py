#!/usr/bin/env python3
"""Turns the lessons' YAML files into the C++ source that embeds them as one JSON list.

Usage: lessons_json.py docs/lessons/*.yaml > lessons.cc
"""

import json
import sys
from pathlib import Path

from spec_json import load

SOURCE = """\
#include "server/program/commands/lessons.h"

namespace server {{

std::string_view LessonsText() {{
  return R"~~({text})~~";
}}

}}  // namespace server
"""


def lesson(path):
    number, name = path.stem.split("-", 1)
    return {"number": int(number), "name": name, **load(path)}


def main():
    lessons = sorted((lesson(Path(name)) for name in sys.argv[1:]), key=lambda one: one["number"])
    print(SOURCE.format(text=json.dumps(lessons, ensure_ascii=False, separators=(",", ":"))), end="")


if __name__ == "__main__":
    main()
