#include "engine/provisioning/provisioning_hook.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/text/json_depth.h"
#include "engine/text/split.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr const char* kPayloadVersion = "2020-04-01";  // AWS has this one alone

// Of "arn:aws:lambda:region:account:function:NAME", an alias or a version behind; else empty.
std::string FunctionName(const std::string& arn) {
  const Pieces parts = PiecesOf(arn, ':');
  const bool is_function =
      parts.size() >= 7 && parts[0] == "arn" && parts[2] == "lambda" && parts[5] == "function";
  return is_function ? std::string(parts[6]) : std::string();
}

}  // namespace

void CheckHook(const json& hook) {
  const auto& arn = hook.at("targetArn").get_ref<const std::string&>();
  if (FunctionName(arn).empty()) {
    RefuseRequest(
        "The target of a pre-provisioning hook is the ARN of a Lambda function, not " + arn +
        ".");
  }
  if (hook.value("payloadVersion", kPayloadVersion) != kPayloadVersion) {
    RefuseRequest("The payload of a pre-provisioning hook has the version " +
                  std::string(kPayloadVersion) + ".");
  }
}

const std::string* TargetOf(const HookTargets& targets, const std::string& function_arn) {
  for (const std::string& name : {function_arn, FunctionName(function_arn)}) {
    const auto found = targets.find(name);
    if (found != targets.end()) return &found->second;
  }
  return nullptr;
}

HookAnswer ReadHookAnswer(std::string_view text) {
  HookAnswer answer;
  const json read = NestsTooDeeply(text) ? json() : json::parse(text, nullptr, false);
  if (!read.is_object() || !read.contains("allowProvisioning") ||
      !read["allowProvisioning"].is_boolean()) {
    answer.problem = "its answer is no JSON object with allowProvisioning, true or false";
    return answer;
  }
  answer.allowed = read["allowProvisioning"].get<bool>();
  const json overrides = read.value("parameterOverrides", json());
  if (overrides.is_null()) return answer;
  if (!overrides.is_object()) {
    answer.problem = "the parameterOverrides of its answer are no JSON object";
    return answer;
  }
  for (const auto& [name, value] : overrides.items()) {
    if (!value.is_string()) {
      answer.problem = "in the parameterOverrides of its answer " + name + " is no text";
      return answer;
    }
    answer.overrides[name] = value.get<std::string>();
  }
  return answer;
}

}  // namespace engine
