#!/usr/bin/env python3
"""Turns the API description's YAML files into the C++ source that embeds them as JSON.

Usage: spec_json.py NAME.KIND.yaml... > out.cc
"""

import json
import re
import sys
from pathlib import Path

import yaml


class StrictLoader(yaml.SafeLoader):
    """Refuses a mapping that names a key twice, which YAML readers tend to swallow."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"'{key}' is here twice",
                                           problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, StrictLoader)


def served(text):
    """References between the files, as they read where the emulator serves them."""
    return re.sub(r'"([\w-]+)\.(openapi|asyncapi)\.yaml#', r'"../\2/\1.json#', text)


def main():
    print('#include "api_spec/documents.h"\n\nnamespace api_spec {\n')
    print("const std::vector<Document>& Documents() {")
    print("  static const std::vector<Document> kDocuments{")
    for path in map(Path, sys.argv[1:]):
        name, kind, _ = path.name.split(".")
        text = served(json.dumps(load(path), ensure_ascii=False, separators=(",", ":")))
        print(f'      {{"{name}", "{kind}", R"~~({text})~~"}},')
    print("  };\n  return kDocuments;\n}\n")
    print("}  // namespace api_spec")


if __name__ == "__main__":
    main()
