#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/access/policy_evaluation.h"
#include "engine/arn.h"
#include "engine/error.h"
#include "server/access/device_access.h"
#include "server/access/effective_policies.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/identity/principals.h"
#include "server/operations/tables.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/things.h"

namespace server {

using engine::EffectivePolicy;
using engine::Error;
using engine::ErrorCode;
using engine::PolicyVariables;
using storage::Certificates;

namespace {

// Whom policies are asked of: a certificate, or a thing group.
struct Principal {
  std::string certificate;  // its id
  std::string group;
};

Principal ReadPrincipal(Context& c, const json& in) {
  const auto given = Maybe<std::string>(in, "principal");
  if (!given) return {};
  const auto arn = engine::ParseArn(*given);
  if (arn && arn->kind == "thinggroup") return {.group = RequireThingGroup(c, arn->name).name};
  return {.certificate = PrincipalFrom(c, in)};
}

json PoliciesOf(Context& c, const Principal& principal,
                const std::optional<engine::Thing>& thing) {
  json policies = EffectivePolicies(c.store, c.settings, principal.certificate, thing);
  if (principal.group.empty()) return policies;
  std::vector<std::string> targets;
  for (const std::string& group : storage::ThingGroups(c.store).Lineage(principal.group)) {
    targets.push_back("thinggroup/" + group);
  }
  for (json& policy : AttachedPolicies(c.store, targets)) {
    if (std::ranges::find(policies, policy) == policies.end()) policies.push_back(policy);
  }
  return policies;
}

json GetEffectivePolicies(Context& c, const json& in) {
  const Principal principal = ReadPrincipal(c, in);
  const auto name = Maybe<std::string>(in, "thingName");
  if (!name && !in.contains("principal")) {
    engine::RefuseRequest("Neither a principal nor a thing name is given.");
  }
  std::optional<engine::Thing> thing;
  if (name) thing = RequireThing(c, *name);
  json effective = json::array();
  for (const json& policy : PoliciesOf(c, principal, thing)) {
    effective.push_back({{"policyName", policy["name"]},
                         {"policyArn", ArnOf(c, "policy", policy["name"])},
                         {"policyDocument", policy["document"]}});
  }
  return {{"effectivePolicies", std::move(effective)}};
}

const char* ActionOf(const std::string& type) {
  using Named = std::pair<std::string_view, const char*>;
  constexpr std::array kActions{
      Named{"CONNECT", "iot:Connect"}, Named{"PUBLISH", "iot:Publish"},
      Named{"RECEIVE", "iot:Receive"}, Named{"SUBSCRIBE", "iot:Subscribe"}};
  return std::ranges::find(kActions, type, &Named::first)->second;
}

// What each policy by itself says of all the resources.
struct Decisions {
  json allowing = json::array(), denying = json::array(), silent = json::array();
  bool all_allowed = true;
};

Decisions Decide(const Context& c, const std::vector<EffectivePolicy>& policies,
                 const std::string& action, const json& resources,
                 const PolicyVariables& variables) {
  Decisions decisions;
  for (const EffectivePolicy& policy : policies) {
    bool allows = false;
    bool denies = false;
    for (const json& resource : resources) {
      const auto decision = engine::Decide({policy}, {action, resource}, variables);
      allows = allows || decision.allowed;
      denies = denies || (decision.policy != nullptr && !decision.allowed);
    }
    json& kind = denies ? decisions.denying : allows ? decisions.allowing : decisions.silent;
    kind.push_back(
        {{"policyName", policy.name}, {"policyArn", ArnOf(c, "policy", policy.name)}});
  }
  // Ours: of several resources each must be allowed.
  decisions.all_allowed = std::ranges::all_of(resources, [&](const json& resource) {
    return engine::Decide(policies, {action, resource}, variables).allowed;
  });
  return decisions;
}

json TestOne(const Context& c, const json& info, const std::vector<EffectivePolicy>& policies,
             const PolicyVariables& variables, const json& missing) {
  if (!info.contains("actionType")) engine::RefuseRequest("An actionType is missing.");
  Decisions decisions =
      Decide(c, policies, ActionOf(info["actionType"]), info["resources"], variables);
  const char* const verdict = !decisions.denying.empty() ? "EXPLICIT_DENY"
                              : decisions.all_allowed    ? "ALLOWED"
                                                         : "IMPLICIT_DENY";
  return {{"authInfo", info},
          {"allowed", {{"policies", std::move(decisions.allowing)}}},
          {"denied",
           {{"implicitDeny", {{"policies", std::move(decisions.silent)}}},
            {"explicitDeny", {{"policies", std::move(decisions.denying)}}}}},
          {"authDecision", verdict},
          {"missingContextValues", missing}};
}

// As if some were attached, and others not.
json Changed(Context& c, json policies, const json& in) {
  for (const json& name : in.value("policyNamesToSkip", json::array())) {
    RequirePolicy(c, name);
    std::erase_if(policies.get_ref<json::array_t&>(),
                  [&](const json& policy) { return policy["name"] == name; });
  }
  for (const json& name : in.value("policyNamesToAdd", json::array())) {
    json policy = DefaultVersion(c.store, RequirePolicy(c, name).name);
    if (std::ranges::find(policies, policy) == policies.end()) {
      policies.push_back(std::move(policy));
    }
  }
  return policies;
}

json TestAuthorization(Context& c, const json& in) {
  const Principal principal = ReadPrincipal(c, in);
  const std::string client_id = in.value("clientId", "");
  const engine::ConnectAttempt attempt{.identity = {.principal = principal.certificate},
                                       .client_id = client_id};
  const json permissions = PermissionsOf(c.store, c.settings, attempt);
  PolicyVariables variables = permissions["variables"];
  variables.erase("aws:sourceip");
  if (principal.certificate.empty()) variables.erase("iot:certificateid");
  if (!client_id.empty()) variables["iot:clientid"] = {client_id};
  json policies = permissions["policies"];
  if (!principal.group.empty()) policies = PoliciesOf(c, principal, std::nullopt);
  policies = Changed(c, std::move(policies), in);
  const auto read = engine::ReadPolicies(policies);
  const json missing = engine::NamesWithoutValue(read, variables);
  json results = json::array();
  for (const json& info : in["authInfos"]) {
    results.push_back(TestOne(c, info, read, variables, missing));
  }
  return {{"authResults", std::move(results)}};
}

}  // namespace

OperationTable PolicyTestOperations() {
  return {
      {"GetEffectivePolicies", GetEffectivePolicies},
      {"TestAuthorization", TestAuthorization},
  };
}

}  // namespace server
