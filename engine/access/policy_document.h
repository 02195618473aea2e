// AWS IoT policy documents: what their JSON says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/access/policy_condition.h"

namespace engine {

struct PolicyStatement {
  std::string sid;
  bool allow = false;
  bool not_actions = false;    // `actions` are the NotAction: all others are meant
  bool not_resources = false;  // likewise
  std::vector<std::string> actions, resources;
  std::vector<PolicyCondition> conditions;
};

struct PolicyDocument {
  // AWS: only from version 2012-10-17 on.
  bool has_variables = true;
  std::vector<PolicyStatement> statements;
};

// Throws MalformedPolicy for a document that is not JSON, larger than 2,048 bytes without white
// space, or not a policy; NotImplemented for condition operators that are not emulated.
PolicyDocument ParsePolicyDocument(std::string_view text);

[[noreturn]] void RefusePolicy(const std::string& why);
[[noreturn]] void RefuseOperator(std::string_view name);

}  // namespace engine
