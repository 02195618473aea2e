// What a refusal is called by the operation that refuses.
#pragma once

#include <string_view>

#include "api_spec/spec.h"
#include "engine/error.h"

namespace server {

// AWS's name less "Exception".
std::string_view ErrorName(const api_spec::Operation& operation, engine::ErrorCode code);

}  // namespace server
