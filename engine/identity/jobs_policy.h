// The policy that a device needs for Jobs, OTA updates included, and no more.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace engine {

// Of the topics of Jobs and streams, for the thing of that ARN alone, whose device has a
// client id that begins with the thing's name.
nlohmann::json JobsPolicy(const std::string& thing_arn);

// Of the thing's policy: names of policies have no colons, and those of things no dots.
std::string JobsPolicyName(const std::string& thing);

}  // namespace engine
