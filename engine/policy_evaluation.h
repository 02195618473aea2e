// Whether policies allow something, and which statement says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/policy_document.h"
#include "engine/policy_text.h"

namespace engine {

struct EffectivePolicy {
  std::string name;
  std::string version;
  PolicyDocument document;
};

// Something done or asked for: "iot:Publish" on "arn:aws:iot:...:topic/a".
struct PolicyRequest {
  std::string action;
  std::string resource;
};

struct PolicyDecision {
  bool allowed = false;
  // What decided: a statement of a policy, from 1. AWS: none denies as well.
  const EffectivePolicy* policy = nullptr;
  std::size_t statement = 0;
};

// AWS: a statement that denies outweighs all that allow. The decision points into `policies`.
PolicyDecision Decide(const std::vector<EffectivePolicy>& policies,
                      const PolicyRequest& request, const PolicyVariables& variables);

// The statement that would allow it, as JSON to be put into a policy.
std::string StatementAllowing(const PolicyRequest& request);

}  // namespace engine
