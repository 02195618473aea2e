// Values as AWS's messages show them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "api_spec/spec.h"

namespace api_spec {

// AWS: Java's toString: text, 1, 1.0, [a, b], {k=v}, and "RetryCriteria(failureType=FAILED,
// numberOfRetries=1)" for a shape of the description. Ours: ends in "..." after 4,096 bytes.
std::string ValueText(const Schema& schema, const nlohmann::json& value);

}  // namespace api_spec
