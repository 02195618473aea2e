// What clients have subscribed to, as the plugin of our own broker tells.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "engine/broker/mqtt_session.h"
#include "server/service/committed.h"
#include "server/service/needs.h"

namespace server {

// Takes part of what the service tells. A reset ends no session. Bounded in bytes: past that,
// sessions whose clients are away are forgotten first, and then nothing more is kept.
class MqttSessions {
 public:
  void Record(const Committed& committed);
  void Subscribed(const std::string& client_id, const std::string& filter, int qos);
  void Unsubscribed(const std::string& client_id, const std::string& filter);

  // Null for a client that is not connected and has no session of at most an hour's age.
  const engine::MqttSession* Find(const std::string& client_id, engine::Instant now) const;

  // The operations that tell of them get them from here.
  void Serve(Needs& needs) const;

 private:
  static constexpr std::size_t kMostBytes = 32'000'000;

  void Forget(const std::string& client_id);
  bool HasRoom(std::size_t bytes);

  std::map<std::string, engine::MqttSession, std::less<>> sessions_;
  std::size_t bytes_ = 0;  // of filters
};

}  // namespace server
