// What a schema asks of a single value, and AWS's words for it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "api_spec/spec.h"

namespace api_spec {

bool HasType(const Schema& schema, const nlohmann::json& value);
// Ours: AWS's words for a value of the wrong JSON type are not known.
const char* TypeConstraint(Schema::Type type);

// The rest is for values that have the type.
bool WithinLimits(const Schema& schema, const nlohmann::json& value);
// "Member must have length less than or equal to 128" for each limit that is not kept.
std::vector<std::string> ViolatedLimits(const Schema& schema, const nlohmann::json& value);
// "[Member must have length less than or equal to 128, ...]": all limits, kept or not.
std::string AllLimits(const Schema& schema, const nlohmann::json& value);

}  // namespace api_spec
