// Who is at the broker, as its plugin tells.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/presence.h"

namespace mqtt_bridge {

// Where the plugin tells the emulator, and nobody else.
inline constexpr const char* kPresenceTopic = "$CONTROL/iot-jobs/v1/presence";

class Attendance {
 public:
  using Changed = std::function<void(const engine::Presence&)>;
  using Identify = std::function<engine::Identity(const std::string& client_id)>;

  // `identify` knows those whom the broker does not know by their address.
  Attendance(Identify identify, Changed changed)
      : identify_(std::move(identify)), changed_(std::move(changed)) {}

  // "connected 127.0.0.1" or "disconnected CONNECTION_LOST". Who is known to be here and is
  // named again has not come anew.
  void Hear(const std::string& client_id, std::string_view text);

  // A client is about to leave of its own accord, which the broker does not tell.
  void TakesLeave(const std::string& client_id);

  // The broker is gone, and everybody with it.
  void AllLeft();

 private:
  void Left(const engine::Presence& before, std::string_view reason);

  const Identify identify_;
  const Changed changed_;
  std::map<std::string, engine::Presence> here_;
  std::set<std::string> leaving_;
  std::int64_t connections_ = 0;
};

}  // namespace mqtt_bridge
