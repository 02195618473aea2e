// A table of operations: each file of them ends with its own, which operations.cc names.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "server/calls/operation.h"

namespace server {

using nlohmann::json;

// AWS's name of each operation, and what does it.
using OperationTable = std::vector<std::pair<std::string_view, Operation>>;

}  // namespace server
