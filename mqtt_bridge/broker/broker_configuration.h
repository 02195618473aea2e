// What the managed Mosquitto is told: its configuration file.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mqtt_bridge {

struct BrokerConfiguration {
  std::string bind;
  std::optional<int> port;  // nothing: only the Unix socket
  std::string plugin_path;
  std::string emulator_id;
  std::string stamp;  // of requests; see Address
  bool refuses_unintroduced = false;
  std::vector<std::string> lifted;  // names of AWS's rules that are not to hold
};

inline constexpr const char* kConfigurationFile = "mosquitto.conf";
inline constexpr const char* kSocketFile = "emulator.sock";

// Mosquitto is started in the directory, so that the socket's name is short and free of spaces.
std::string ConfigurationText(const BrokerConfiguration& configuration);

// For this user's eyes only: the emulator's client id is a secret.
void WritePrivateFile(const std::string& path, const std::string& text);

}  // namespace mqtt_bridge
