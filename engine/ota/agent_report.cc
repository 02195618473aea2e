#include "engine/ota/agent_report.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace engine {

namespace {

using nlohmann::json;

// By how its reasons begin. What the agent was seen to send; the numbers are of its error
// codes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kReasons{{
    {"rejected: 0x00000010", "the image has the version that was there before it"},
    {"rejected: 0x0000000f", "the image is of an older version than what was there before it"},
    {"rejected: ", "the device rejected the image in its self-test"},
    {"aborted: ", "the device gave up: no block came, or its application ended the self-test"},
    {"0x000000e3", "the signature is missing, or is not that of the image"},
    {"0x000000e0",
     "a block could not be read, or a message on the stream's topic rejected came instead"},
    {"0x0000000c", "the job's document has no afr_ota, or lacks a member that devices need"},
}};

std::string TextOf(const json& details, const char* member) {
  const auto found = details.find(member);
  return found != details.end() && found->is_string() ? found->get<std::string>()
                                                      : std::string();
}

}  // namespace

std::string WhyAgentFailed(const json& status_details) {
  const std::string reason = TextOf(status_details, "reason");
  for (const auto& [beginning, meaning] : kReasons) {
    if (reason.starts_with(beginning)) return std::string(meaning);
  }
  return {};
}

std::string SelfTestOf(const json& status_details) {
  const std::string self_test = TextOf(status_details, "self_test");
  if (self_test == "ready") {
    return "it has the whole image, and is to come back with it: it asks $next/get then";
  }
  if (self_test == "active") {
    return "it runs the new image, and tests itself; AWS's agent resets the device when that "
           "takes more than 16 seconds";
  }
  return {};
}

}  // namespace engine
