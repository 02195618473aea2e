#include "engine/access/policy_evaluation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace engine {

namespace {

class Evaluation {
 public:
  Evaluation(const PolicyRequest& request, const PolicyVariables& variables)
      : action_(Plainly(VariableKey(request.action))),
        resource_(Plainly(request.resource)),
        variables_(variables) {}

  bool Applies(const PolicyDocument& document, const PolicyStatement& statement) const {
    const PolicyVariables* variables = document.has_variables ? &variables_ : nullptr;
    return HasAction(statement) != statement.not_actions &&
           NamesResource(statement, variables) && !Unfulfilled(document, statement);
  }

  // What keeps a statement that allows the action from applying; empty where it is about
  // something else altogether.
  std::string Obstacle(const PolicyDocument& document, const PolicyStatement& statement) const {
    if (HasAction(statement) == statement.not_actions) return {};
    const PolicyVariables* variables = document.has_variables ? &variables_ : nullptr;
    if (!NamesResource(statement, variables)) {
      return document.has_variables ? Unset(statement) : std::string();
    }
    const PolicyCondition* condition = Unfulfilled(document, statement);
    if (condition == nullptr) return {};
    const auto values = ValuesOf(variables_, condition->key);
    if (values.empty()) return condition->key + " has no value" + Hint(condition->key);
    return condition->key + " is " + values.front();
  }

 private:
  // The first condition that does not hold.
  const PolicyCondition* Unfulfilled(const PolicyDocument& document,
                                     const PolicyStatement& statement) const {
    const auto found =
        std::ranges::find_if(statement.conditions, [&](const PolicyCondition& condition) {
          return !Holds(condition, variables_, document.has_variables);
        });
    return found == statement.conditions.end() ? nullptr : &*found;
  }

  // The first variable of the statement's resources that has no value.
  std::string Unset(const PolicyStatement& statement) const {
    for (const std::string& resource : statement.resources) {
      for (std::size_t at = 0; (at = resource.find("${", at)) != resource.npos; ++at) {
        const std::size_t end = resource.find('}', at);
        const std::string name = resource.substr(at + 2, end - at - 2);
        if (end != resource.npos && name.size() > 1 && ValuesOf(variables_, name).empty()) {
          return "${" + name + "} has no value" + Hint(name);
        }
      }
    }
    return {};
  }

  std::string Hint(const std::string& name) const {
    if (!VariableKey(name).starts_with("iot:connection.thing.")) return {};
    const auto client = ValuesOf(variables_, "iot:ClientId");
    return ": its certificate is attached to no thing" +
           (client.empty() ? std::string() : " that is named as client id " + client.front());
  }

  // AWS: case does not matter in an action.
  bool HasAction(const PolicyStatement& statement) const {
    return std::ranges::any_of(statement.actions, [&](const std::string& action) {
      return Matches(*Expand(VariableKey(action), nullptr, Wildcards::kMatchOthers), action_);
    });
  }

  // AWS: where a variable has no value, nothing is meant by the text it is in. Ours: so a
  // NotResource with such a variable means nothing either, rather than everything.
  bool NamesResource(const PolicyStatement& statement, const PolicyVariables* variables) const {
    bool found = false;
    for (const std::string& resource : statement.resources) {
      const auto pattern = Expand(resource, variables, Wildcards::kMatchOthers);
      if (!pattern && statement.not_resources) return false;
      found = found || (pattern && Matches(*pattern, resource_));
    }
    return found != statement.not_resources;
  }

  const PolicyPattern action_, resource_;
  const PolicyVariables& variables_;
};

// "iot:ClientId" of "client/${iot:ClientId}"; not the characters that are written so.
void AddVariablesIn(std::string_view text, std::set<std::string>& names) {
  for (auto begin = text.find("${"); begin != text.npos; begin = text.find("${")) {
    const auto end = text.find('}', begin);
    if (end == text.npos) return;
    const std::string_view name = text.substr(begin + 2, end - begin - 2);
    if (name.size() > 1) names.emplace(name);
    text.remove_prefix(end + 1);
  }
}

std::set<std::string> NamesIn(const PolicyDocument& document) {
  std::set<std::string> names;
  for (const PolicyStatement& statement : document.statements) {
    for (const PolicyCondition& condition : statement.conditions) {
      names.insert(condition.key);
      if (!document.has_variables) continue;
      for (const std::string& value : condition.values) AddVariablesIn(value, names);
    }
    if (!document.has_variables) continue;
    for (const std::string& resource : statement.resources) AddVariablesIn(resource, names);
  }
  return names;
}

}  // namespace

std::vector<EffectivePolicy> ReadPolicies(const nlohmann::json& list) {
  std::vector<EffectivePolicy> policies;
  for (const nlohmann::json& policy : list) {
    policies.push_back(
        {policy.at("name"), policy.at("version"),
         ParsePolicyDocument(policy.at("document").get_ref<const std::string&>())});
  }
  return policies;
}

PolicyDecision Decide(const std::vector<EffectivePolicy>& policies,
                      const PolicyRequest& request, const PolicyVariables& variables) {
  const Evaluation evaluation(request, variables);
  PolicyDecision decision;
  for (const EffectivePolicy& policy : policies) {
    const auto& statements = policy.document.statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      if (decision.allowed && statements[i].allow) continue;
      if (!evaluation.Applies(policy.document, statements[i])) continue;
      decision = {statements[i].allow, &policy, i + 1};
      if (!decision.allowed) return decision;
    }
  }
  return decision;
}

std::vector<std::string> NearlyAllowing(const std::vector<EffectivePolicy>& policies,
                                        const PolicyRequest& request,
                                        const PolicyVariables& variables) {
  const Evaluation evaluation(request, variables);
  std::vector<std::string> reasons;
  for (const EffectivePolicy& policy : policies) {
    const auto& statements = policy.document.statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      if (!statements[i].allow) continue;
      const std::string obstacle = evaluation.Obstacle(policy.document, statements[i]);
      if (obstacle.empty()) continue;
      reasons.push_back("statement " + std::to_string(i + 1) + " of policy " + policy.name +
                        " would, but " + obstacle);
    }
  }
  return reasons;
}

std::set<std::string> NamesWithoutValue(const std::vector<EffectivePolicy>& policies,
                                        const PolicyVariables& variables) {
  std::set<std::string> names;
  for (const EffectivePolicy& policy : policies) names.merge(NamesIn(policy.document));
  std::erase_if(names,
                [&](const std::string& name) { return !ValuesOf(variables, name).empty(); });
  return names;
}

std::string StatementAllowing(const PolicyRequest& request) {
  return nlohmann::ordered_json{
      {"Effect", "Allow"}, {"Action", request.action}, {"Resource", Escaped(request.resource)}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json RefusalOf(const PolicyRequest& request, const PolicyDecision& decision) {
  nlohmann::json refusal{{"action", request.action}, {"resource", request.resource}};
  if (decision.policy == nullptr) {
    refusal["missing"] = StatementAllowing(request);
  } else {
    const auto& statements = decision.policy->document.statements;
    refusal["denied"] = {{"policyName", decision.policy->name},
                         {"policyVersionId", decision.policy->version},
                         {"statement", decision.statement},
                         {"sid", statements[decision.statement - 1].sid}};
  }
  return refusal;
}

}  // namespace engine
