// Brings an input into the described form, before it is checked.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "api_spec/spec.h"

namespace api_spec {

// Drops what the description does not name and members that are null; turns the forms that
// x-also-accepts allows, and whole numbers written as 5.0, into the described type.
void Normalise(const Operation& operation, nlohmann::json& input);

}  // namespace api_spec
