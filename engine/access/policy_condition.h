// One condition of a policy's statement: an operator, a key, and the values it is held against.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/access/policy_text.h"

namespace engine {

struct PolicyCondition {
  enum class Operator {
    kStringEquals,
    kStringEqualsIgnoreCase,
    kStringLike,
    kArn,
    kBool,
    kNull,
    kIp
  };
  enum class Quantifier { kNone, kForAllValues, kForAnyValue };

  Operator operator_ = Operator::kStringEquals;
  Quantifier quantifier = Quantifier::kNone;
  bool negated = false;
  bool if_exists = false;  // holds where the key has no value
  std::string key;
  std::vector<std::string> values;
};

// Of a statement's `Condition`. Throws MalformedPolicy, or NotImplemented for the operators on
// numbers, dates and binary values.
std::vector<PolicyCondition> ParseConditions(const nlohmann::json& conditions);

// No `with_variables`: the values hold no policy variables.
bool Holds(const PolicyCondition& condition, const PolicyVariables& variables,
           bool with_variables);

}  // namespace engine
