#include "mqtt_bridge/broker_configuration.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace mqtt_bridge {

std::string ConfigurationText(const BrokerConfiguration& configuration) {
  // AWS: a session is kept for an hour, packets over 128 KB end the connection (ours: 1 MiB).
  // The answers and notices of a busy emulator must not be dropped, hence the long queues.
  const std::string plain =
      configuration.port
          ? fmt::format("listener {} {}\n", *configuration.port, configuration.bind)
          : "";
  return fmt::format(R"(# Written by iot-jobs-local at every start.
{}listener 0 {}
allow_anonymous true
{}plugin {}
plugin_opt_emulator_id {}
plugin_opt_policies {}
set_tcp_nodelay true
max_inflight_messages 100
max_queued_messages 1000000
max_packet_size 1048576
persistent_client_expiration 1h
persistence false
sys_interval 0
log_dest stderr
log_timestamp false
log_type error
log_type warning
connection_messages false
)",
                     plain, kSocketFile, ::geteuid() == 0 ? "user root\n" : "",
                     configuration.plugin_path, configuration.emulator_id,
                     configuration.policies_in_force ? "in-force" : "off");
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
