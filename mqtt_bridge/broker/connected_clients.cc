#include "mqtt_bridge/broker/connected_clients.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/text/split.h"
#include "engine/uuid.h"

namespace mqtt_bridge {

namespace {

constexpr std::size_t kMostReasonBytes = std::size_t{1} << 20;
constexpr std::size_t kOfAReason = 100;  // beside the client id, about

// "Client lamp has exceeded timeout, disconnecting.", as Mosquitto 2.0 has it, and AWS's name.
struct Ending {
  std::string_view text, reason;
};

constexpr std::string_view kClient = "Client ";
constexpr std::array kEndings{
    Ending{" has exceeded timeout, disconnecting.", "MQTT_KEEP_ALIVE_TIMEOUT"},
    Ending{" disconnected.", "CLIENT_INITIATED_DISCONNECT"},
    Ending{" disconnected, not authorised.", "AUTH_ERROR"},
    Ending{" disconnected due to malformed packet.", "CLIENT_ERROR"},
    Ending{" disconnected due to protocol error.", "CLIENT_ERROR"},
    Ending{" disconnected due to oversize packet.", "CLIENT_ERROR"},
    Ending{" closed its connection.", "CONNECTION_LOST"},
};

std::string ProtocolOf(std::string_view version) {
  if (version == "3") return "MQTT 3.1";
  if (version == "4") return "MQTT 3.1.1";
  return version == "5" ? "MQTT 5" : std::string();
}

}  // namespace

void ConnectedClients::Hear(const std::string& client_id, std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view event = text.substr(0, space);
  const std::string_view rest = space == text.npos ? "" : text.substr(space + 1);
  const auto known = here_.find(client_id);
  if (event == "connected" && known == here_.end()) {
    std::string session = engine::NewUuid();
    std::erase(session, '-');
    engine::Identity identity = identify_(client_id);
    const engine::Pieces told = engine::PiecesOf(rest, ' ');
    if (identity.ip_address.empty() && told.size() > 3) identity.ip_address = told[3];
    if (identity.listener.empty()) identity.listener = "mqtt";
    int keep_alive = 0;
    if (told.size() > 1) {
      std::from_chars(told[1].data(), told[1].data() + told[1].size(), keep_alive);
    }
    const engine::Presence presence{.client_id = client_id,
                                    .connected = true,
                                    .session_id = std::move(session),
                                    // Ours: one count for all client ids, so that each one's
                                    // numbers grow.
                                    .version = connections_++,
                                    .identity = std::move(identity),
                                    .protocol = ProtocolOf(told[0]),
                                    .keep_alive = keep_alive,
                                    .clean_session = told.size() > 2 && told[2] == "clean"};
    here_.emplace(client_id, presence);
    changed_(presence);
  } else if (event == "disconnected" && known != here_.end()) {
    const engine::Presence before = known->second;
    here_.erase(known);
    const auto logged = reasons_.extract(client_id);
    Left(before, logged && rest == "CONNECTION_LOST" ? logged.mapped() : rest);
  }
}

void ConnectedClients::HearLog(std::string_view line) {
  if (!line.starts_with(kClient)) return;
  line.remove_prefix(kClient.size());
  for (const Ending& ending : kEndings) {
    if (!line.ends_with(ending.text)) continue;
    line.remove_suffix(ending.text.size());
    reason_bytes_ += kOfAReason + line.size();
    if (reason_bytes_ > kMostReasonBytes) {
      reasons_.clear();
      reason_bytes_ = 0;
    }
    reasons_.insert_or_assign(std::string(line), ending.reason);
    return;
  }
}

void ConnectedClients::AllLeft() {
  reasons_.clear();
  for (const auto& [client_id, before] : std::exchange(here_, {})) Left(before, "SERVER_ERROR");
}

void ConnectedClients::Left(const engine::Presence& before, std::string_view reason) {
  engine::Presence left = before;
  left.connected = false;
  left.disconnect_reason = reason;
  changed_(left);
}

}  // namespace mqtt_bridge
