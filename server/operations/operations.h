// All operations, by plane and name.
#pragma once

#include <map>
#include <string_view>

#include "server/calls/operation.h"

namespace server {

const std::map<std::string_view, Operation>& OperationsOf(api_spec::Plane plane);

// nullptr for an operation that the description marks as refused.
Operation FindOperation(api_spec::Plane plane, std::string_view name);

}  // namespace server
