// The text of a message.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mqtt_bridge {

// With members in AWS's order. AWS: over MQTT a job document is a JSON object, over HTTP the
// same thing is a string. Operations and notices carry the string, as jobDocument or
// execution.jobDocument; here it is written out as it stands, so that a device reads just what
// the operator wrote.
std::string PayloadText(const nlohmann::json& payload);

}  // namespace mqtt_bridge
