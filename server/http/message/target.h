// A request target taken apart: decoded path segments and query members.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/text/utf8.h"

namespace http {

struct Target {
  std::vector<std::string> path;  // "/things/a%3Ab/jobs" is {"things", "a:b", "jobs"}
  std::vector<std::pair<std::string, std::string>> query;  // in the order received

  // The last value of that query member: where a member comes twice, the last one counts.
  std::optional<std::string> Query(std::string_view name) const;
};

// Splits first and decodes then, so that "%2F" stays inside its segment. A plus sign stands for
// itself. Throws engine::Error (InvalidRequest) for a bad escape or text that is not UTF-8.
Target ParseTarget(std::string_view target);

using engine::IsUtf8;

}  // namespace http
