#include "server/journal/clients/mqtt_sessions.h"

#include <chrono>
#include <memory>
#include <vector>

#include "server/calls/input.h"
#include "server/calls/operation.h"

namespace server {

namespace {

// AWS's default, to which the broker holds MQTT 3 as well.
constexpr std::chrono::hours kKept{1};

}  // namespace

void MqttSessions::Record(const Committed& committed) {
  if (committed.presence == nullptr) return;
  const engine::Presence& client = *committed.presence;
  const auto found = sessions_.find(client.client_id);
  if (client.connected) {
    // What it has from before, the plugin tells next.
    if (found != sessions_.end()) Forget(client.client_id);
    sessions_.insert_or_assign(client.client_id, engine::MqttSession{client, {}, {}});
    return;
  }
  if (found == sessions_.end()) return;
  const bool is_kept = !client.clean_session && !found->second.subscriptions.empty() &&
                       client.disconnect_reason != "SERVER_ERROR";
  if (!is_kept) return Forget(client.client_id);
  found->second.client = client;
  found->second.left = committed.at;
}

void MqttSessions::Subscribed(const std::string& client_id, const std::string& filter,
                              int qos) {
  const auto found = sessions_.find(client_id);
  if (found == sessions_.end()) return;
  const bool is_known = found->second.subscriptions.contains(filter);
  if (!is_known && !HasRoom(filter.size())) return;
  if (!is_known) bytes_ += filter.size();
  found->second.subscriptions.insert_or_assign(filter, qos);
}

void MqttSessions::Unsubscribed(const std::string& client_id, const std::string& filter) {
  const auto found = sessions_.find(client_id);
  if (found == sessions_.end()) return;
  bytes_ -= filter.size() * found->second.subscriptions.erase(filter);
}

const engine::MqttSession* MqttSessions::Find(const std::string& client_id,
                                              engine::Instant now) const {
  const auto found = sessions_.find(client_id);
  if (found == sessions_.end()) return nullptr;
  const bool is_over = found->second.left && now - *found->second.left >= kKept;
  return is_over ? nullptr : &found->second;
}

void MqttSessions::Serve(Needs& needs) const {
  needs.Add({"GetConnection", "ListSubscriptions"},
            [this](Context& c, const Call& call) -> Needs::Get {
              const engine::MqttSession* session = Find(Text(call.input, "clientId"), c.now);
              if (session == nullptr) return nullptr;
              return [known = *session](const Needs::Take& take) {
                take({.session = std::make_shared<engine::MqttSession>(known)});
              };
            });
}

void MqttSessions::Forget(const std::string& client_id) {
  const auto found = sessions_.find(client_id);
  for (const auto& [filter, qos] : found->second.subscriptions) bytes_ -= filter.size();
  sessions_.erase(found);
}

bool MqttSessions::HasRoom(std::size_t bytes) {
  if (bytes_ + bytes <= kMostBytes) return true;
  std::vector<std::string> away;
  for (const auto& [id, session] : sessions_) {
    if (session.left) away.push_back(id);
  }
  for (const std::string& id : away) Forget(id);
  return bytes_ + bytes <= kMostBytes;
}

}  // namespace server
