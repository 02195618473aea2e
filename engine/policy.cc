#include "engine/policy.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/json_depth.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr std::ptrdiff_t kMostBytes = 2048;

[[noreturn]] void Refuse(const std::string& why) {
  throw Error(ErrorCode::kMalformedPolicy, "Policy document is Malformed: " + why);
}

bool IsTextOrTexts(const json& value) {
  if (value.is_string()) return true;
  return value.is_array() && !value.empty() &&
         std::ranges::all_of(value, [](const json& one) { return one.is_string(); });
}

void CheckStatement(const json& statement) {
  if (!statement.is_object()) Refuse("a Statement is not an object.");
  for (const auto& [name, value] : statement.items()) {
    if (name != "Effect" && name != "Action" && name != "Resource" && name != "Sid" &&
        name != "Condition") {
      Refuse("a Statement cannot have " + name + ".");
    }
  }
  const json effect = statement.value("Effect", json());
  if (effect != "Allow" && effect != "Deny") Refuse("Effect must be Allow or Deny.");
  for (const char* name : {"Action", "Resource"}) {
    if (!IsTextOrTexts(statement.value(name, json()))) {
      Refuse(std::string(name) + " must be a text or a list of texts.");
    }
  }
  if (statement.contains("Condition") && !statement["Condition"].is_object()) {
    Refuse("Condition must be an object.");
  }
}

}  // namespace

void CheckPolicyDocument(std::string_view document) {
  const auto size =
      std::ranges::count_if(document, [](unsigned char c) { return std::isspace(c) == 0; });
  if (size > kMostBytes) Refuse("it is larger than 2048 bytes.");
  if (NestsTooDeeply(document)) Refuse("it is nested too deeply.");
  const json policy = json::parse(document, nullptr, false);
  if (policy.is_discarded() || !policy.is_object()) Refuse("it is not a JSON object.");
  const json version = policy.value("Version", json());
  if (version != "2012-10-17" && version != "2008-10-17") {
    Refuse("Version must be 2012-10-17.");
  }
  const json statements = policy.value("Statement", json());
  if (statements.is_object()) return CheckStatement(statements);
  if (!statements.is_array() || statements.empty()) Refuse("it has no Statement.");
  for (const json& statement : statements) CheckStatement(statement);
}

}  // namespace engine
