#!/usr/bin/env python3
"""Makes the table of our own API's functions: one for each operation of the description.

Usage: tool_table.py emulator.openapi.yaml > tool_table.cc
"""

import sys

import yaml

SOURCE = """\
#include <map>
#include <stdexcept>

#include "server/tools/tools.h"

namespace tools {{

{declarations}

Tool FindTool(std::string_view operation) {{
  static const std::map<std::string_view, Tool> kTools = {{
{rows}
  }};
  const auto found = kTools.find(operation);
  if (found == kTools.end()) throw std::out_of_range("no tool " + std::string(operation));
  return found->second;
}}

}}  // namespace tools
"""


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        paths = yaml.safe_load(file)["paths"]
    names = [node["operationId"] for methods in paths.values() for node in methods.values()]
    print(SOURCE.format(
        declarations="\n".join(f"Answer {name}(Tools& tools, const nlohmann::json& input);"
                               for name in names),
        rows="\n".join(f'      {{"{name}", {name}}},' for name in names)), end="")


if __name__ == "__main__":
    main()
