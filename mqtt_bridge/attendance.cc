#include "mqtt_bridge/attendance.h"

#include <algorithm>
#include <utility>

#include "engine/targets.h"

namespace mqtt_bridge {

namespace {

constexpr std::size_t kMostLeaving = 10'000;

}  // namespace

void Attendance::Hear(const std::string& client_id, std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view event = text.substr(0, space);
  const std::string_view rest = space == text.npos ? "" : text.substr(space + 1);
  const auto known = here_.find(client_id);
  if (event == "connected" && known == here_.end()) {
    std::string session = engine::NewUuid();
    std::erase(session, '-');
    engine::Identity identity = identify_(client_id);
    if (identity.ip_address.empty()) identity.ip_address = rest;
    const engine::Presence presence{.client_id = client_id,
                                    .connected = true,
                                    .session_id = std::move(session),
                                    // Ours: one count for all client ids, so that each one's
                                    // numbers grow.
                                    .version = connections_++,
                                    .identity = std::move(identity)};
    here_.emplace(client_id, presence);
    changed_(presence);
  } else if (event == "disconnected" && known != here_.end()) {
    const engine::Presence before = known->second;
    here_.erase(known);
    const bool has_taken_leave = leaving_.erase(client_id) > 0 && rest == "CONNECTION_LOST";
    Left(before, has_taken_leave ? "CLIENT_INITIATED_DISCONNECT" : rest);
  }
}

void Attendance::TakesLeave(const std::string& client_id) {
  // Who was never let in stays in it. Whether one was is not known yet.
  if (leaving_.size() >= kMostLeaving) leaving_.clear();
  leaving_.insert(client_id);
}

void Attendance::AllLeft() {
  leaving_.clear();
  for (const auto& [client_id, before] : std::exchange(here_, {})) Left(before, "SERVER_ERROR");
}

void Attendance::Left(const engine::Presence& before, std::string_view reason) {
  engine::Presence left = before;
  left.connected = false;
  left.disconnect_reason = reason;
  changed_(left);
}

}  // namespace mqtt_bridge
