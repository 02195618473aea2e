// Values in provisioning templates: texts, references and intrinsic functions.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace engine {

// What values of a template may refer to.
struct TemplateScope {
  std::map<std::string, std::string> parameters;
  nlohmann::json mappings = nlohmann::json::object();
};

// `value` with Ref, Fn::Join, Fn::Select, Fn::Split, Fn::Sub and Fn::FindInMap worked out;
// texts stay, other JSON is walked through. Throws Error (InvalidRequest).
nlohmann::json Evaluate(const nlohmann::json& value, const TemplateScope& scope);
// The same, for what must become a text.
std::string EvaluateText(const nlohmann::json& value, const TemplateScope& scope,
                         const std::string& what);

}  // namespace engine
