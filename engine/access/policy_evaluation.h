// Whether policies allow something, and which statement says so.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/policy_document.h"
#include "engine/access/policy_text.h"

namespace engine {

struct EffectivePolicy {
  std::string name;
  std::string version;
  PolicyDocument document;
};

// From a list of {"name", "version", "document"}. Throws what ParsePolicyDocument throws.
std::vector<EffectivePolicy> ReadPolicies(const nlohmann::json& list);

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

// Variables and condition keys of the policies that stand for nothing, as they are written.
std::set<std::string> NamesWithoutValue(const std::vector<EffectivePolicy>& policies,
                                        const PolicyVariables& variables);

// The statement that would allow it, as JSON to be put into a policy.
std::string StatementAllowing(const PolicyRequest& request);

// Of statements that would allow it, why they do not: "statement 1 of policy p would, but
// iot:Connection.Thing.IsAttached is false".
std::vector<std::string> NearlyAllowing(const std::vector<EffectivePolicy>& policies,
                                        const PolicyRequest& request,
                                        const PolicyVariables& variables);

// For who reads of refusals: what was asked for, and the statement that denies it or is
// missing.
nlohmann::json RefusalOf(const PolicyRequest& request, const PolicyDecision& decision);

}  // namespace engine
