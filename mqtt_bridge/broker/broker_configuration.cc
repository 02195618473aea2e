#include "mqtt_bridge/broker/broker_configuration.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "engine/broker/broker_rules.h"

namespace mqtt_bridge {

namespace {

constexpr std::uint32_t kForever = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kSecondsInAnHour = 3600;

}  // namespace

std::string ConfigurationText(const BrokerConfiguration& configuration) {
  const engine::BrokerRules rules(configuration.lifted);
  std::string text = "# Written by iot-jobs-local at every start.\n";
  if (configuration.port) {
    text += fmt::format("listener {} {}\n", *configuration.port, configuration.bind);
  }
  text += fmt::format("listener 0 {}\nallow_anonymous true\n", kSocketFile);
  if (::geteuid() == 0) text += "user root\n";
  text +=
      fmt::format("plugin {}\nplugin_opt_emulator_id {}\nplugin_opt_stamp {}\n",
                  configuration.plugin_path, configuration.emulator_id, configuration.stamp);
  text += fmt::format("plugin_opt_unintroduced {}\n",
                      configuration.refuses_unintroduced ? "refused" : "free");
  if (!configuration.lifted.empty()) {
    text += fmt::format("plugin_opt_lift {}\n", fmt::join(configuration.lifted, ","));
  }
  if (rules.Holds(engine::BrokerRule::kSessionExpiry)) {
    text += fmt::format("persistent_client_expiration {}h\n",
                        rules.SessionExpiry(kForever) / kSecondsInAnHour);
  }
  // Mosquitto bounds the keep-alive of MQTT 5 alone, since others are not told.
  if (rules.Holds(engine::BrokerRule::kKeepAlive)) {
    text += fmt::format("max_keepalive {}\n", rules.KeepAlive(0));
  }
  // The plugin holds devices to AWS's sizes; the emulator's own packets may be larger. Its
  // answers and notices must not be dropped when it is busy, hence the long queues. Those of
  // QoS 0 have a bound in messages alone.
  return text + R"(set_tcp_nodelay true
max_inflight_messages 100
max_queued_messages 10000
max_queued_bytes 33554432
max_packet_size 1048576
persistence false
sys_interval 0
log_dest stderr
log_dest topic
log_timestamp false
log_type error
log_type warning
log_type notice
connection_messages true
)";
}

void WritePrivateFile(const std::string& path, const std::string& text) {
  ::unlink(path.c_str());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!written) throw std::runtime_error("cannot write " + path + ": " + std::strerror(error));
}

}  // namespace mqtt_bridge
