// AWS's pre-provisioning hooks: functions that decide on each device that is to be provisioned.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace engine {

// As a template names it, with its payload's version. Throws Error (InvalidRequest) for what
// names no Lambda function, and for a version that AWS has not.
void CheckHook(const nlohmann::json& hook);

// Commands and URLs that stand for functions, by the function's name or ARN.
using HookTargets = std::map<std::string, std::string>;

// Null: nothing stands for the function.
const std::string* TargetOf(const HookTargets& targets, const std::string& function_arn);

struct HookAnswer {
  bool allowed = false;
  std::map<std::string, std::string> overrides;  // of the template's parameters
  std::string problem;                           // why there is no answer; else empty
};

HookAnswer ReadHookAnswer(std::string_view text);

}  // namespace engine
