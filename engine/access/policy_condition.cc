#include "engine/access/policy_condition.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "engine/access/ip_range.h"
#include "engine/access/policy_document.h"

namespace engine {

namespace {

using nlohmann::json;
using Operator = PolicyCondition::Operator;
using Quantifier = PolicyCondition::Quantifier;

struct NamedOperator {
  std::string_view name;
  Operator operator_;
  bool negated;
};

// AWS: ArnEquals and ArnLike are the same.
constexpr auto kOperators = std::to_array<NamedOperator>({
    {"StringEquals", Operator::kStringEquals, false},
    {"StringNotEquals", Operator::kStringEquals, true},
    {"StringEqualsIgnoreCase", Operator::kStringEqualsIgnoreCase, false},
    {"StringNotEqualsIgnoreCase", Operator::kStringEqualsIgnoreCase, true},
    {"StringLike", Operator::kStringLike, false},
    {"StringNotLike", Operator::kStringLike, true},
    {"ArnEquals", Operator::kArn, false},
    {"ArnLike", Operator::kArn, false},
    {"ArnNotEquals", Operator::kArn, true},
    {"ArnNotLike", Operator::kArn, true},
    {"Bool", Operator::kBool, false},
    {"Null", Operator::kNull, false},
    {"IpAddress", Operator::kIp, false},
    {"NotIpAddress", Operator::kIp, true},
});

bool IsOfAnotherKind(std::string_view name) {
  return name.starts_with("Numeric") || name.starts_with("Date") || name == "BinaryEquals";
}

bool TakeSuffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

PolicyCondition ParseOperator(std::string_view written) {
  PolicyCondition condition;
  std::string_view name = written;
  if (TakePrefix(name, "ForAllValues:")) condition.quantifier = Quantifier::kForAllValues;
  if (TakePrefix(name, "ForAnyValue:")) condition.quantifier = Quantifier::kForAnyValue;
  condition.if_exists = TakeSuffix(name, "IfExists");
  const auto* const found = std::ranges::find(kOperators, name, &NamedOperator::name);
  if (found == kOperators.end()) {
    if (IsOfAnotherKind(name)) RefuseOperator(written);
    RefusePolicy("the condition operator " + std::string(written) + " is unknown.");
  }
  condition.operator_ = found->operator_;
  condition.negated = found->negated;
  return condition;
}

std::string ValueText(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  RefusePolicy("a condition's value must be a string.");
}

std::vector<std::string> ValueTexts(const json& values) {
  std::vector<std::string> texts;
  for (const json& value : values.is_array() ? values : json::array({values})) {
    texts.push_back(ValueText(value));
  }
  return texts;
}

void CheckValues(const PolicyCondition& condition) {
  for (const std::string& value : condition.values) {
    if (condition.operator_ == Operator::kIp && !IsIpRange(value)) {
      RefusePolicy(value + " is not a range of IP addresses.");
    }
  }
}

std::u32string LowerCase(std::u32string text) {
  for (char32_t& c : text) {
    if (U'A' <= c && c <= U'Z') c += U'a' - U'A';
  }
  return text;
}

// AWS: each of an ARN's six parts is matched for itself, unless the pattern is a lone wildcard.
bool ArnMatches(const PolicyPattern& pattern, const PolicyPattern& arn) {
  if (pattern.size() == 1) return Matches(pattern, arn);
  std::size_t p = 0, a = 0;
  for (int part = 0; part < 5; ++part) {
    const std::size_t end_p = pattern.find(U':', p), end_a = arn.find(U':', a);
    if (end_p == pattern.npos || end_a == arn.npos) return false;
    if (!Matches(pattern.substr(p, end_p - p), arn.substr(a, end_a - a))) return false;
    p = end_p + 1;
    a = end_a + 1;
  }
  return Matches(pattern.substr(p), arn.substr(a));
}

bool Compare(Operator operator_, const PolicyPattern& wanted, const std::string& value) {
  const PolicyPattern has = Plainly(value);
  switch (operator_) {
    case Operator::kStringEquals:
      return has == wanted;
    case Operator::kStringEqualsIgnoreCase:
    case Operator::kBool:
      return LowerCase(has) == LowerCase(wanted);
    case Operator::kArn:
      return ArnMatches(wanted, has);
    default:
      return Matches(wanted, has);
  }
}

bool EqualsAny(const PolicyCondition& condition, const std::string& value,
               const PolicyVariables* variables) {
  return std::ranges::any_of(condition.values, [&](const std::string& wanted) {
    if (condition.operator_ == Operator::kIp) return IsInRange(value, wanted);
    const bool wild =
        condition.operator_ == Operator::kStringLike || condition.operator_ == Operator::kArn;
    const auto pattern =
        Expand(wanted, variables, wild ? Wildcards::kMatchOthers : Wildcards::kAsWritten);
    return pattern && Compare(condition.operator_, *pattern, value);
  });
}

}  // namespace

std::vector<PolicyCondition> ParseConditions(const json& conditions) {
  if (!conditions.is_object()) RefusePolicy("Condition must be an object.");
  std::vector<PolicyCondition> parsed;
  for (const auto& [name, keys] : conditions.items()) {
    if (!keys.is_object()) RefusePolicy("a condition's operator needs an object of keys.");
    for (const auto& [key, values] : keys.items()) {
      PolicyCondition condition = ParseOperator(name);
      condition.key = key;
      condition.values = ValueTexts(values);
      CheckValues(condition);
      parsed.push_back(std::move(condition));
    }
  }
  return parsed;
}

bool Holds(const PolicyCondition& condition, const PolicyVariables& variables,
           bool with_variables) {
  const std::vector<std::string> values = ValuesOf(variables, condition.key);
  if (condition.operator_ == Operator::kNull) {
    const std::string wanted = values.empty() ? "true" : "false";
    return std::ranges::find(condition.values, wanted) != condition.values.end();
  }
  const auto equals = [&](const std::string& value) {
    return EqualsAny(condition, value, with_variables ? &variables : nullptr);
  };
  const auto one = [&](const std::string& value) { return equals(value) != condition.negated; };
  if (condition.quantifier == Quantifier::kForAllValues)
    return std::ranges::all_of(values, one);
  if (values.empty() && condition.if_exists) return true;
  if (condition.quantifier == Quantifier::kForAnyValue) return std::ranges::any_of(values, one);
  // AWS: a negated operator holds for a key that has no value.
  return std::ranges::any_of(values, equals) != condition.negated;
}

}  // namespace engine
