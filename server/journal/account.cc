#include "server/journal/account.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/plain_words.h"
#include "server/journal/changes.h"

namespace server {

namespace {

using nlohmann::json;

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

json Told(const MessageEntry& message) {
  json told = {{"kind", "message"}, {"topic", message.topic}};
  std::string text = "published on " + message.topic;
  if (message.next) {
    told["job"] = message.next->job_id;
    told["executionNumber"] = message.next->number;
    text += ": execution " + std::to_string(message.next->number) + " of job " +
            message.next->job_id;
  }
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

json Told(const ChangeEntry& change) {
  json told = Shown(change);
  told["kind"] = "change";
  return told;
}

json Told(const ClockEntry& clock) {
  return {{"kind", "clock"}, {"scale", clock.scale}, {"text", "the clock was set"}};
}

// A thing is named as one, or by its topics, or by a client id that is its name.
bool IsOfThing(const json& told, const std::string& thing) {
  const std::string topics = "/things/" + thing + "/";
  return told.value("thing", "") == thing || told.value("clientId", "") == thing ||
         told.value("topic", "").find(topics) != std::string::npos ||
         told.value("resource", "").find(topics) != std::string::npos;
}

bool IsOfJob(const json& told, const std::string& job) {
  return told.value("job", "") == job ||
         told.value("topic", "").find("/jobs/" + job + "/") != std::string::npos;
}

bool Has(const json& told, const EntryFilter& filter) {
  const auto alike = [&](const char* member, const std::string& wanted) {
    return wanted.empty() || told.value(member, "") == wanted;
  };
  return alike("kind", filter.kind) && alike("operation", filter.operation) &&
         alike("topic", filter.topic) &&
         (filter.thing.empty() || IsOfThing(told, filter.thing)) &&
         (filter.job.empty() || IsOfJob(told, filter.job));
}

// A call over MQTT that was refused is told as the rejection that it became.
bool IsToldElsewhere(const Entry& entry) {
  const auto* call = std::get_if<CallEntry>(&entry.what);
  return call != nullptr && call->over_mqtt && call->refusal;
}

}  // namespace

json Account(const Journal& journal, const EntryFilter& filter, std::size_t most) {
  std::vector<const Entry*> entries = journal.Everything();
  json list = json::array();
  for (auto entry = entries.rbegin(); entry != entries.rend() && list.size() < most; ++entry) {
    if ((*entry)->number < filter.since) break;
    if (IsToldElsewhere(**entry)) continue;
    json told = std::visit([](const auto& what) { return Told(what); }, (*entry)->what);
    if (!Has(told, filter)) continue;
    told["number"] = (*entry)->number;
    told["at"] = engine::PlainInstant((*entry)->at);
    list.push_back(std::move(told));
  }
  std::reverse(list.begin(), list.end());
  return list;
}

}  // namespace server
