#include "server/journal/account.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/plain_words.h"
#include "engine/text/secrets.h"
#include "engine/text/shortened.h"
#include "engine/text/utf8.h"
#include "server/journal/changes.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::size_t kMostOnALine = 200;

// Other people's bytes, as JSON can carry them.
std::string Plain(const std::string& text) {
  return engine::IsUtf8(text) ? engine::WithoutSecrets(text) : "bytes that are no text";
}

std::string OneLine(const std::string& text) {
  std::string line = engine::Shortened(text, kMostOnALine);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line.size() < text.size() ? line + "..." : line;
}

// Each tells its kind, its members and its text.

json Told(const CallEntry& call) {
  json told = {{"kind", "call"},
               {"operation", call.operation->name},
               {"over", call.over_mqtt ? "MQTT" : "HTTP"}};
  std::string text = call.operation->name + " over " + told["over"].get<std::string>();
  if (!call.thing.empty()) {
    told["thing"] = call.thing;
    text += " for thing " + call.thing;
  }
  if (!call.job.empty()) {
    told["job"] = call.job;
    text += " on job " + call.job;
  }
  if (!call.id.empty()) told["requestId"] = call.id;
  if (call.refusal) {
    told["refusal"] = engine::Name(*call.refusal);
    told["message"] = call.message;
    text += ": refused, " + std::string(engine::Name(*call.refusal)) + ": " + call.message;
  } else {
    text += ": accepted";
  }
  told["text"] = std::move(text);
  return told;
}

json Told(const RequestEntry& request) {
  const std::string target = Plain(request.target);
  json told = {{"kind", "request"},
               {"method", request.method},
               {"target", target},
               {"httpStatus", request.status}};
  std::string text = (request.of_object_store ? "S3 " : "") + request.method + " " + target +
                     ": " + std::to_string(request.status);
  if (!request.id.empty()) told["requestId"] = request.id;
  if (!request.error.empty()) {
    told["refusal"] = request.error;
    told["message"] = request.message;
    text += ", " + request.error + ": " + request.message;
  }
  told["text"] = std::move(text);
  return told;
}

// The beginning of the payload, for people and programs; bytes that are no text are not shown.
std::string Payload(const MessageEntry& message) {
  const bool is_cut = message.payload.size() < message.payload_bytes;
  // A cut may go through a letter.
  const std::string text =
      is_cut ? engine::Shortened(message.payload, message.payload.size() - 1) : message.payload;
  if (!engine::IsUtf8(text)) {
    return std::to_string(message.payload_bytes) + " bytes that are no text";
  }
  return engine::WithoutSecrets(text) + (is_cut ? "..." : "");
}

json Told(const MessageEntry& message) {
  json told = {{"kind", "message"},
               {"topic", message.topic},
               {"direction", message.received ? "received" : "sent"},
               {"payload", Payload(message)},
               {"payloadBytes", message.payload_bytes}};
  std::string text = message.received            ? "client " + message.client_id + " has sent"
                     : message.client_id.empty() ? std::string("published")
                                                 : "sent to client " + message.client_id;
  if (message.received && message.client_id.empty()) text = "somebody has sent";
  if (!message.client_id.empty()) told["clientId"] = message.client_id;
  text += " on " + message.topic;
  if (message.payload_bytes > 0) text += ": " + OneLine(told["payload"]);
  told["text"] = std::move(text);
  return told;
}

json Told(const RefusalEntry& refusal) {
  json told = refusal.shown;
  told["kind"] = "refusal";
  return told;
}

json Told(const RejectionEntry& rejection) {
  json told = {{"kind", "rejection"},
               {"topic", rejection.topic},
               {"code", rejection.code},
               {"message", rejection.message},
               {"text", "rejected on " + rejection.topic + ", " + rejection.code + ": " +
                            rejection.message}};
  if (rejection.operation != nullptr) told["operation"] = rejection.operation->name;
  if (!rejection.client_id.empty()) told["clientId"] = rejection.client_id;
  if (!rejection.thing.empty()) told["thing"] = rejection.thing;
  return told;
}

json Told(const ClientEntry& client) {
  json told = {{"kind", "client"},
               {"clientId", client.client_id},
               {"connected", client.connected},
               {"text", "client " + client.client_id +
                            (client.connected ? " is connected"
                                              : " has left: " + client.disconnect_reason)}};
  if (!client.principal.empty()) told["principal"] = client.principal;
  if (!client.connected) told["reason"] = client.disconnect_reason;
  return told;
}

json Told(const SubscriptionEntry& subscription) {
  const std::string does =
      subscription.ended ? " has unsubscribed from " : " has subscribed to ";
  return {{"kind", "subscription"},
          {"clientId", subscription.client_id},
          {"topic", subscription.filter},
          {"qos", subscription.qos},
          {"ended", subscription.ended},
          {"text", "client " + subscription.client_id + does + subscription.filter}};
}

json Told(const ChangeEntry& change) {
  json told = Shown(change);
  told["kind"] = "change";
  return told;
}

json Told(const ClockEntry& clock) {
  std::string text = "the clock was set";
  if (clock.scale == 0) text += ", and stands still";
  if (clock.scale != 0 && clock.scale != 1) {
    text += fmt::format(", to {} seconds a second", clock.scale);
  }
  return {{"kind", "clock"}, {"scale", clock.scale}, {"text", std::move(text)}};
}

json Told(const TimerEntry& timer) {
  json told = {{"kind", "timer"}, {"timer", timer.kind}, {"text", "it is time: " + timer.why}};
  if (!timer.thing.empty()) told["thing"] = timer.thing;
  if (!timer.job.empty()) told["job"] = timer.job;
  return told;
}

json Told(const FaultEntry& fault) {
  json told = {{"kind", "fault"},
               {"faultId", fault.fault_id},
               {"effect", fault.effect},
               {"text", fault.text}};
  const std::pair<const char*, const std::string*> members[] = {{"preset", &fault.preset},
                                                                {"operation", &fault.operation},
                                                                {"thing", &fault.thing},
                                                                {"job", &fault.job},
                                                                {"topic", &fault.topic}};
  for (const auto& [name, value] : members) {
    if (!value->empty()) told[name] = *value;
  }
  return told;
}

json Told(const NearMissEntry& miss) {
  json told = {{"kind", "nearMiss"}, {"text", miss.text}};
  if (!miss.thing.empty()) told["thing"] = miss.thing;
  if (!miss.client_id.empty()) told["clientId"] = miss.client_id;
  return told;
}

}  // namespace

json Told(const Entry& entry) {
  json told = std::visit([](const auto& what) { return Told(what); }, entry.what);
  told["number"] = entry.number;
  told["at"] = engine::PlainInstant(entry.at);
  return told;
}

json Account(const Journal& journal, const EntryFilter& filter, std::size_t most) {
  const std::vector<const Entry*> entries = journal.Everything();
  json list = json::array();
  for (auto entry = entries.rbegin(); entry != entries.rend() && list.size() < most; ++entry) {
    if ((*entry)->number < filter.since) break;
    if (Matches(**entry, filter)) list.push_back(Told(**entry));
  }
  std::reverse(list.begin(), list.end());
  return list;
}

}  // namespace server
