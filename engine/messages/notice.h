// A message that the emulator publishes by itself.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace engine {

// To be published once the change that caused it is committed. QoS 1, never retained. A job
// document in it is a string.
struct Notice {
  std::string topic;
  nlohmann::json payload;
};

}  // namespace engine
