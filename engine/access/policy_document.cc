#include "engine/access/policy_document.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/text/json_depth.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr std::ptrdiff_t kMostBytes = 2048;
constexpr const char* kMalformed = "Policy document is Malformed";

bool IsBlank(unsigned char c) {
  return std::isspace(c) != 0;
}

bool IsAction(std::string_view action) {
  if (action == "*") return true;
  const std::size_t colon = action.find(':');
  return colon != action.npos && colon > 0 && colon + 1 < action.size() &&
         std::ranges::all_of(action, [](unsigned char c) {
           return std::isalnum(c) != 0 || c == ':' || c == '*' || c == '?' || c == '-';
         });
}

bool IsResource(std::string_view resource) {
  return resource == "*" || resource.starts_with("arn:");
}

// "The following resources are invalid : x, y", as AWS words it.
void CheckAll(const std::vector<std::string>& texts, bool (*good)(std::string_view),
              const std::string& what) {
  std::string bad;
  for (const std::string& text : texts) {
    if (!good(text)) bad.append(bad.empty() ? "" : ", ").append(text);
  }
  if (bad.empty()) return;
  throw Error(ErrorCode::kMalformedPolicy, std::string(kMalformed)
                                               .append(": The following ")
                                               .append(what)
                                               .append(" are invalid : ")
                                               .append(bad));
}

std::vector<std::string> Texts(const json& value, const std::string& name) {
  std::vector<std::string> texts;
  for (const json& one : value.is_array() ? value : json::array({value})) {
    if (!one.is_string()) RefusePolicy(name + " must be a string or a list of strings.");
    texts.push_back(one.get<std::string>());
  }
  if (texts.empty()) RefusePolicy(name + " must not be empty.");
  return texts;
}

// Of `name` or "Not" + name, of which there must be just one.
std::vector<std::string> TextsOrNot(const json& statement, const std::string& name,
                                    bool& negated) {
  const std::string opposite = "Not" + name;
  negated = statement.contains(opposite);
  if (statement.contains(name) == negated) {
    RefusePolicy("a statement needs either " + name + " or " + opposite + ".");
  }
  const std::string& written = negated ? opposite : name;
  return Texts(statement[written], written);
}

PolicyStatement ParseStatement(const json& statement) {
  if (!statement.is_object()) RefusePolicy("a statement must be an object.");
  for (const auto& [name, value] : statement.items()) {
    if (name != "Effect" && name != "Action" && name != "NotAction" && name != "Resource" &&
        name != "NotResource" && name != "Sid" && name != "Condition") {
      RefusePolicy("a statement cannot have " + name + ".");
    }
  }
  PolicyStatement parsed;
  const json effect = statement.value("Effect", json());
  if (effect != "Allow" && effect != "Deny") RefusePolicy("Effect must be Allow or Deny.");
  parsed.allow = effect == "Allow";
  parsed.actions = TextsOrNot(statement, "Action", parsed.not_actions);
  parsed.resources = TextsOrNot(statement, "Resource", parsed.not_resources);
  CheckAll(parsed.actions, IsAction, "actions");
  CheckAll(parsed.resources, IsResource, "resources");
  const json sid = statement.value("Sid", json(""));
  if (!sid.is_string()) RefusePolicy("Sid must be a string.");
  parsed.sid = sid.get<std::string>();
  if (statement.contains("Condition")) {
    parsed.conditions = ParseConditions(statement["Condition"]);
  }
  return parsed;
}

}  // namespace

void RefusePolicy(const std::string& why) {
  throw Error(ErrorCode::kMalformedPolicy,
              std::string(kMalformed).append(": Invalid policy syntax. Here, ").append(why));
}

void RefuseOperator(std::string_view name) {
  throw Error(ErrorCode::kNotImplemented,
              std::string("The condition operator ").append(name).append(" is not emulated."));
}

PolicyDocument ParsePolicyDocument(std::string_view text) {
  const auto blanks = std::ranges::count_if(text, IsBlank);
  if (std::ssize(text) - blanks > kMostBytes) {
    RefusePolicy("the document is larger than 2048 bytes without white space.");
  }
  if (NestsTooDeeply(text)) RefusePolicy("the document is nested too deeply.");
  const json policy = json::parse(text, nullptr, false);
  if (policy.is_discarded()) throw Error(ErrorCode::kMalformedPolicy, kMalformed);
  if (!policy.is_object()) RefusePolicy("the document must be a JSON object.");
  for (const auto& [name, value] : policy.items()) {
    if (name != "Version" && name != "Id" && name != "Statement") {
      RefusePolicy("a policy cannot have " + name + ".");
    }
  }
  const json version = policy.value("Version", json());
  if (version != "2012-10-17" && version != "2008-10-17") {
    RefusePolicy("Version must be 2012-10-17 or 2008-10-17.");
  }
  PolicyDocument document;
  document.has_variables = version == "2012-10-17";
  if (!policy.contains("Statement")) RefusePolicy("the policy has no Statement.");
  const json& statements = policy["Statement"];
  for (const json& statement :
       statements.is_object() ? json::array({statements}) : statements) {
    document.statements.push_back(ParseStatement(statement));
  }
  if (document.statements.empty()) RefusePolicy("Statement must not be empty.");
  return document;
}

}  // namespace engine
