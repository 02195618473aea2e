// Who is at the broker, as its plugin tells.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "engine/broker/presence.h"

namespace mqtt_bridge {

// Where Mosquitto says what the plugin is not told: why a client has left.
inline constexpr const char* kLogTopic = "$SYS/broker/log/N";

class ConnectedClients {
 public:
  using Changed = std::function<void(const engine::Presence&)>;
  using Identify = std::function<engine::Identity(const std::string& client_id)>;

  // `identify` knows those whom the broker does not know by their address.
  ConnectedClients(Identify identify, Changed changed)
      : identify_(std::move(identify)), changed_(std::move(changed)) {}

  // "connected 4 60 clean 127.0.0.1" or "disconnected CONNECTION_LOST". Who is known to be here
  // and is named again has not come anew.
  void Hear(const std::string& client_id, std::string_view text);

  // A line of Mosquitto's log. It comes before the plugin's word, and counts where that knows
  // no better than CONNECTION_LOST.
  void HearLog(std::string_view line);

  // The broker is gone, and everybody with it.
  void AllLeft();

 private:
  void Left(const engine::Presence& before, std::string_view reason);

  const Identify identify_;
  const Changed changed_;
  std::map<std::string, engine::Presence> here_;
  std::map<std::string, std::string_view, std::less<>> reasons_;  // for leaving, by client id
  std::size_t reason_bytes_ = 0;  // since they were last forgotten
  std::int64_t connections_ = 0;
};

}  // namespace mqtt_bridge
