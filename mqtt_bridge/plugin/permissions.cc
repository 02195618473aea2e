#include "mqtt_bridge/plugin/permissions.h"

#include <nlohmann/json.hpp>
#include <utility>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>

#include "mqtt_bridge/plugin/refusal.h"
#include "mqtt_bridge/plugin/text.h"

namespace {

using nlohmann::json;

constexpr std::size_t kMostDecisionBytes = std::size_t{32} << 20;
constexpr std::size_t kOfADecision = 100;  // beside its text, about
constexpr std::size_t kMostEarlyBytes = std::size_t{16} << 20;
constexpr std::size_t kMostAwayBytes = std::size_t{64} << 20;
constexpr std::size_t kManySessions = 1000;
constexpr std::time_t kLongestAbsence = 3700;  // in seconds

}  // namespace

bool Permissions::Admit(const mosquitto* client, const char* user_name,
                        const char* password) noexcept {
  try {
    const char* id = mosquitto_client_id(client);
    if (id == nullptr) return false;
    ForgetLeft();
    std::string_view proof = OrEmpty(password);
    if (!proof.starts_with(emulator_id_)) return AdmitUnintroduced(id);
    proof.remove_prefix(emulator_id_.size());
    const std::string number(OrEmpty(user_name));
    const auto early = early_.extract(number);
    if (early) early_bytes_ -= early.mapped().size();
    Session session = Read(early ? std::string_view(early.mapped()) : proof);
    session.client_id = id;
    session.connection = client;
    session.variables["iot:clientid"] = {id};
    if (!Allows(session, "iot:Connect", "client/", id, Say::kAlways)) return false;
    ForgetSessionOf(id);
    session_of_client_[id] = number;
    sessions_[number] = std::move(session);
    return true;
  } catch (...) {
    return false;
  }
}

bool Permissions::AdmitUnintroduced(const char* client_id) {
  if (unintroduced_may_connect_) {
    ForgetSessionOf(client_id);
  } else {
    TellRefusal(emulator_id_, {{"clientId", client_id}, {"action", "iot:Connect"}});
  }
  return unintroduced_may_connect_;
}

void Permissions::Left(const mosquitto* client) noexcept {
  try {
    ForgetLeft();
    const auto found = sessions_.find(OrEmpty(mosquitto_client_username(client)));
    if (found == sessions_.end() || found->second.connection != client) return;
    found->second.connection = nullptr;
    found->second.left_at = std::time(nullptr);
    if (!found->second.is_persistent) left_.push_back(found->first);
    if (sessions_.size() > kManySessions) ForgetExpired();
  } catch (...) {
    // Remembered for longer, for want of room.
  }
}

void Permissions::ForgetSessionOf(std::string_view client_id) {
  const auto number = session_of_client_.find(client_id);
  if (number == session_of_client_.end()) return;
  const auto before = sessions_.find(number->second);
  if (before != sessions_.end() && before->second.connection == nullptr) {
    sessions_.erase(before);
  }
  session_of_client_.erase(number);
}

// Mosquitto forgets a session after an hour, and does not tell. Of clients that are away too
// many sessions are forgotten at once: they get nothing until they come again.
void Permissions::ForgetExpired() {
  const std::time_t now = std::time(nullptr);
  std::size_t away_bytes = 0;
  for (const auto& [number, session] : sessions_) {
    if (session.connection == nullptr) away_bytes += session.bytes;
  }
  for (const auto& [number, session] : sessions_) {
    if (session.connection != nullptr) continue;
    if (away_bytes > kMostAwayBytes || now - session.left_at > kLongestAbsence) {
      left_.push_back(number);
    }
  }
}

void Permissions::ForgetLeft() {
  for (const std::string& number : std::exchange(left_, {})) {
    const auto found = sessions_.find(number);
    if (found == sessions_.end()) continue;
    const auto of_client = session_of_client_.find(found->second.client_id);
    if (of_client != session_of_client_.end() && of_client->second == number) {
      session_of_client_.erase(of_client);
    }
    sessions_.erase(found);
  }
}

void Permissions::Change(std::string_view text) noexcept {
  try {
    // "17 {...}"
    const std::size_t space = text.find(' ');
    if (space == text.npos) return;
    const std::string number(text.substr(0, space));
    text.remove_prefix(space + 1);
    const auto found = sessions_.find(number);
    if (found == sessions_.end()) {
      if (early_bytes_ + text.size() > kMostEarlyBytes) {
        early_.clear();
        early_bytes_ = 0;
      }
      std::string& kept = early_[number];
      early_bytes_ += text.size() - kept.size();
      kept = text;
      return;
    }
    Session changed = Read(text);
    changed.client_id = found->second.client_id;
    changed.connection = found->second.connection;
    changed.left_at = found->second.left_at;
    changed.variables["iot:clientid"] = {changed.client_id};
    found->second = std::move(changed);
  } catch (...) {
    mosquitto_log_printf(MOSQ_LOG_ERR, "Error: a change of policies could not be read.");
  }
}

bool Permissions::MaySubscribe(const mosquitto* client, const char* filter) noexcept {
  try {
    Session* session = Of(client);
    if (session == nullptr) return unintroduced_may_connect_;
    return Allows(*session, "iot:Subscribe", "topicfilter/", OrEmpty(filter), Say::kAlways);
  } catch (...) {
    return false;
  }
}

bool Permissions::MayPublish(const mosquitto* client, const char* topic, bool retain) noexcept {
  try {
    Session* session = Of(client);
    if (session == nullptr) return unintroduced_may_connect_;
    return Allows(*session, "iot:Publish", "topic/", OrEmpty(topic), Say::kAlways) &&
           (!retain ||
            Allows(*session, "iot:RetainPublish", "topic/", OrEmpty(topic), Say::kAlways));
  } catch (...) {
    return false;
  }
}

bool Permissions::MayReceive(const mosquitto* client, const char* topic) noexcept {
  try {
    Session* session = Of(client);
    if (session == nullptr) return unintroduced_may_connect_;
    return Allows(*session, "iot:Receive", "topic/", OrEmpty(topic), Say::kOnce);
  } catch (...) {
    return false;
  }
}

bool Permissions::MayReceive(std::string_view client_id, const char* topic) noexcept {
  try {
    const auto number = session_of_client_.find(client_id);
    if (number == session_of_client_.end()) return unintroduced_may_connect_;
    const auto session = sessions_.find(number->second);
    return session != sessions_.end() &&
           Allows(session->second, "iot:Receive", "topic/", OrEmpty(topic), Say::kOnce);
  } catch (...) {
    return false;
  }
}

Permissions::Session Permissions::Read(std::string_view text) {
  const json read = json::parse(text);
  Session session;
  session.bytes = text.size();
  session.principal = read.at("principal");
  session.arn = read.at("arn");
  session.is_persistent = read.at("persistent");
  if (const auto iam = read.find("iamPolicy"); iam != read.end()) {
    session.iam_policy.emplace(*iam);
    return session;
  }
  session.variables = read.at("variables");
  session.policies = engine::ReadPolicies(read.at("policies"));
  return session;
}

// The user name of who was not introduced may be anything.
Permissions::Session* Permissions::Of(const mosquitto* client) {
  if (sessions_.empty()) return nullptr;
  const auto found = sessions_.find(OrEmpty(mosquitto_client_username(client)));
  const bool is_its_own = found != sessions_.end() &&
                          found->second.client_id == OrEmpty(mosquitto_client_id(client));
  return is_its_own ? &found->second : nullptr;
}

bool Permissions::Allows(Session& session, const char* action, const char* kind,
                         std::string_view name, Say say) {
  std::string key(action);
  key += ' ';
  key += name;
  const auto known = session.decisions.find(key);
  if (known != session.decisions.end() && (known->second || say == Say::kOnce)) {
    return known->second;
  }
  auto refusal = Refusal(session, {action, std::string(session.arn).append(kind).append(name)});
  if (refusal) {
    (*refusal)["clientId"] = session.client_id;
    (*refusal)["principal"] = session.principal;
    TellRefusal(emulator_id_, *refusal);
  }
  KeepDecision(session, std::move(key), !refusal);
  return !refusal;
}

// A topic under $aws may have 60 KB.
void Permissions::KeepDecision(Session& session, std::string key, bool allows) {
  const std::size_t bytes = kOfADecision + key.size();
  if (decision_bytes_ + bytes > kMostDecisionBytes) {
    for (auto& [number, any] : sessions_) any.decisions.clear();
    session.decisions.clear();  // it may be on its way in
    decision_bytes_ = 0;
  }
  if (session.decisions.insert_or_assign(std::move(key), allows).second) {
    decision_bytes_ += bytes;
  }
}

std::optional<json> Permissions::Refusal(const Session& session,
                                         const engine::PolicyRequest& request) {
  if (!session.iam_policy) {
    const auto decision = engine::Decide(session.policies, request, session.variables);
    if (decision.allowed) return std::nullopt;
    json refusal = engine::RefusalOf(request, decision);
    if (decision.policy == nullptr) {
      refusal["nearly"] = engine::NearlyAllowing(session.policies, request, session.variables);
    }
    return refusal;
  }
  switch (session.iam_policy->Decide(request.action, request.resource)) {
    case engine::Verdict::kAllowed:
      return std::nullopt;
    case engine::Verdict::kNotAllowed:
      return engine::RefusalOf(request, {});
    case engine::Verdict::kDenied:
      break;
  }
  return json{{"action", request.action},
              {"resource", request.resource},
              {"why", "a statement of its IAM policy denies it"}};
}
