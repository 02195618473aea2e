#include "engine/access/iam_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace engine {

namespace {

using nlohmann::json;

[[noreturn]] void Malformed(const std::string& what) {
  throw std::invalid_argument(what);
}

bool AnyMatches(const std::vector<PolicyPattern>& patterns, const PolicyPattern& text) {
  return std::ranges::any_of(
      patterns, [&](const PolicyPattern& pattern) { return Matches(pattern, text); });
}

// A text, or a list of texts.
std::vector<std::string> Texts(const json& value, const std::string& member) {
  std::vector<std::string> texts;
  for (const json& one : value.is_array() ? value : json::array({value})) {
    if (!one.is_string()) Malformed(member + " must be a text or a list of texts");
    texts.push_back(one.get<std::string>());
    if (texts.back().find("${") != std::string::npos) {
      Malformed("policy variables are not emulated: " + texts.back());
    }
  }
  return texts;
}

// The patterns in `member` or in "Not" + `member`; exactly one must be there.
std::vector<PolicyPattern> Either(const json& statement, const std::string& member,
                                  bool& negated) {
  const std::string negative = "Not" + member;
  negated = statement.contains(negative);
  if (negated == statement.contains(member)) {
    Malformed("a statement must have either " + member + " or " + negative);
  }
  const std::string& present = negated ? negative : member;
  std::vector<PolicyPattern> patterns;
  for (const std::string& text : Texts(statement[present], present)) {
    // AWS: the case of letters matters in resources, not in actions.
    patterns.push_back(*Expand(member == "Action" ? VariableKey(text) : text, nullptr,
                               Wildcards::kMatchOthers));
  }
  return patterns;
}

}  // namespace

IamPolicy::IamPolicy(const json& document) : text_(document.dump()) {
  if (!document.is_object() || !document.contains("Statement")) {
    Malformed("a policy must be an object with a Statement");
  }
  const json& statements = document["Statement"];
  for (const json& one : statements.is_array() ? statements : json::array({statements})) {
    statements_.push_back(Read(one));
  }
}

IamPolicy::Statement IamPolicy::Read(const json& statement) {
  if (!statement.is_object()) Malformed("a statement must be an object");
  for (const auto& member : statement.items()) {
    constexpr std::string_view kKnown[] = {"Sid",       "Effect",   "Action",
                                           "NotAction", "Resource", "NotResource"};
    if (std::find(std::begin(kKnown), std::end(kKnown), member.key()) == std::end(kKnown)) {
      Malformed(member.key() + " in a statement is not emulated");
    }
  }
  Statement read;
  const json effect = statement.value("Effect", json());
  if (effect != "Allow" && effect != "Deny") Malformed("Effect must be Allow or Deny");
  read.allows = effect == "Allow";
  read.actions = Either(statement, "Action", read.all_but_actions);
  read.resources = Either(statement, "Resource", read.all_but_resources);
  return read;
}

Verdict IamPolicy::Decide(std::string_view action, std::string_view resource) const {
  const PolicyPattern wanted_action = Plainly(VariableKey(action));
  const PolicyPattern wanted_resource = Plainly(resource);
  Verdict verdict = Verdict::kNotAllowed;
  for (const Statement& statement : statements_) {
    const bool applies =
        AnyMatches(statement.actions, wanted_action) != statement.all_but_actions &&
        AnyMatches(statement.resources, wanted_resource) != statement.all_but_resources;
    if (!applies) continue;
    if (!statement.allows) return Verdict::kDenied;
    verdict = Verdict::kAllowed;
  }
  return verdict;
}

}  // namespace engine
