// What AWS's OTA agent means by what it reports of a job, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace engine {

// Of the status details of an execution that has FAILED: "the image has the version that runs";
// empty where the agent did not say it.
std::string WhyAgentFailed(const nlohmann::json& status_details);

// Of an execution that is IN_PROGRESS: what the device does between the download and the end;
// empty while it does neither.
std::string SelfTestOf(const nlohmann::json& status_details);

}  // namespace engine
