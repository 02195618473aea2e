#include "server/journal/near_misses.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "engine/broker/reserved_topics.h"
#include "engine/broker/topic_filter.h"
#include "engine/broker/topic_meant.h"
#include "engine/jobs/job_execution.h"
#include "engine/plain_words.h"
#include "engine/text/nearest.h"
#include "engine/text/split.h"
#include "storage/changes.h"
#include "storage/identity/certificates.h"
#include "storage/jobs/job_executions.h"
#include "storage/registry/things.h"

namespace server {

namespace {

using engine::ErrorCode;
using nlohmann::json;

constexpr std::size_t kMostCompared = 1000;

// "lamp" of "$aws/things/lamp/jobs/notify-next"; else empty.
std::string ThingOf(const std::string& topic) {
  const engine::Pieces levels = engine::PiecesOf(topic, '/');
  return levels.size() > 3 && levels[1] == "things" ? std::string(levels[2]) : std::string();
}

}  // namespace

NearMisses::NearMisses(storage::Store& store, Journal& journal, const MqttSessions& sessions)
    : store_(store), journal_(journal), sessions_(sessions) {
  journal.OnEntry([this](const Entry& entry) { Hear(entry); });
}

void NearMisses::Record(const Committed& committed) {
  if (committed.changes.erased_all) told_.Forget();
}

void NearMisses::Hear(const Entry& entry) {
  if (const auto* call = std::get_if<CallEntry>(&entry.what)) Hear(entry.at, *call);
  if (const auto* request = std::get_if<RequestEntry>(&entry.what)) Hear(entry.at, *request);
  if (const auto* message = std::get_if<MessageEntry>(&entry.what)) Hear(entry.at, *message);
  if (const auto* refusal = std::get_if<RefusalEntry>(&entry.what)) Hear(entry.at, *refusal);
  if (const auto* client = std::get_if<ClientEntry>(&entry.what)) Hear(entry.at, *client);
}

void NearMisses::Hear(engine::Instant at, const CallEntry& call) {
  if (!call.refusal || call.operation->plane != api_spec::Plane::kData || call.thing.empty()) {
    return;
  }
  const std::string asked = call.operation->name + " asks for ";
  const bool is_missing = *call.refusal == ErrorCode::kResourceNotFound;
  if (is_missing && !storage::Things(store_).Has(call.thing)) {
    if (!told_.IsNew("thing/" + call.thing)) return;
    const std::string nearest = NearestThing(call.thing);
    std::string text = asked + "thing " + call.thing + ", which is not there";
    if (!nearest.empty()) text += "; thing " + nearest + " is";
    return Tell(at, {.text = std::move(text), .thing = call.thing});
  }
  storage::JobExecutions executions(store_);
  if (is_missing && !call.job.empty() && told_.IsNew("job/" + call.thing + "/" + call.job)) {
    std::vector<std::string> jobs;
    for (const auto& one : executions.OfThing(call.thing, {}, {}).rows) {
      jobs.push_back(one.job_id);
    }
    const std::string nearest = engine::Nearest(call.job, jobs);
    if (nearest.empty() || nearest == call.job) return;
    return Tell(at, {.text = asked + "job " + call.job + " of thing " + call.thing +
                             ", which has none of that name; it has " + nearest,
                     .thing = call.thing});
  }
  if (call.operation->name != "UpdateJobExecution" || call.job.empty()) return;
  const auto execution = executions.Find(call.job, call.thing);
  if (!execution || engine::IsPending(execution->status)) return;
  Tell(at, {.text = "thing " + call.thing + " updates its execution of job " + call.job +
                    ", which is " + std::string(Name(execution->status)) +
                    " and never changes again: start-next tells what is to be done",
            .thing = call.thing});
}

void NearMisses::Hear(engine::Instant at, const RequestEntry& request) {
  if (!request.of_object_store || request.status != 403) return;
  if (request.message.find("expired") == request.message.npos) return;
  const std::string path = request.target.substr(0, request.target.find('?'));
  Tell(at, {.text = "the presigned URL of " + path +
                    " was used after it had expired: a device asks for its job again "
                    "(start-next, or DescribeJobExecution) to get another"});
}

void NearMisses::Hear(engine::Instant at, const MessageEntry& message) {
  if (!message.received) return HearNotice(at, message);
  if (engine::IsOfEmulatedService(message.topic)) return;
  HearTopic(at, message.client_id, message.topic);
}

// Who has subscribed to nothing at all asks by itself, and means to.
void NearMisses::HearNotice(engine::Instant at, const MessageEntry& message) {
  const bool tells_of_a_job = message.topic.find("/jobs/notify-next") != message.topic.npos &&
                              message.payload.find("\"execution\"") != message.payload.npos;
  if (!tells_of_a_job) return;
  const std::string thing = ThingOf(message.topic);
  const engine::MqttSession* session = sessions_.Find(thing, at);
  if (session == nullptr || session->left || session->subscriptions.empty()) return;
  for (const auto& [filter, qos] : session->subscriptions) {
    if (engine::MatchesFilter(filter, message.topic)) return;
  }
  Tell(at,
       {.text = "thing " + thing + " has a job to do, and its client has not subscribed to " +
                message.topic + ": it will hear of it only when it asks",
        .thing = thing,
        .client_id = thing});
}

void NearMisses::Hear(engine::Instant at, const RefusalEntry& refusal) {
  const std::string client = refusal.shown.value("clientId", "");
  HearTopic(at, client, refusal.shown.value("resource", ""));
  for (const json& nearly : refusal.shown.value("nearly", json::array())) {
    const auto& why = nearly.get_ref<const std::string&>();
    if (why.find(" has no value") == why.npos) continue;
    Tell(at, {.text = fmt::format("a policy of client {} does not apply: {}", client, why),
              .client_id = client});
  }
}

void NearMisses::HearTopic(engine::Instant at, const std::string& client,
                           const std::string& topic) {
  const std::string meant = engine::JobsTopicMeant(topic);
  if (meant.empty()) return;
  Tell(at, {.text = "client " + client + " uses the topic " + topic +
                    ", where nobody answers; was " + meant + " meant?",
            .thing = ThingOf(meant),
            .client_id = client});
}

// Only where a thing has nearly its name: tools and tests connect as well.
void NearMisses::Hear(engine::Instant at, const ClientEntry& client) {
  if (!client.connected || !told_.IsNew("client/" + client.client_id)) return;
  if (storage::Things(store_).Has(client.client_id)) return;
  if (!client.principal.empty() &&
      storage::Certificates(store_).ThingSpokenFor(client.principal, client.client_id)) {
    return;
  }
  const std::string nearest = NearestThing(client.client_id);
  if (nearest.empty()) return;
  Tell(at, {.text = "client " + client.client_id + " is no thing, and thing " + nearest +
                    " has nearly its name: policies and the index know a device by its thing's",
            .thing = nearest,
            .client_id = client.client_id});
}

void NearMisses::Tell(engine::Instant at, NearMissEntry entry) {
  if (told_.IsNew(entry.text)) journal_.Add(at, std::move(entry));
}

std::string NearMisses::NearestThing(const std::string& name) const {
  std::vector<std::string> names;
  storage::PageRequest page;
  do {
    auto things = storage::Things(store_).List({}, page);
    for (engine::Thing& thing : things.rows) names.push_back(std::move(thing.name));
    page.after = things.next;
  } while (page.after && names.size() < kMostCompared);
  return engine::Nearest(name, names);
}

json NearMissesOf(const Journal& journal, const std::string& thing, std::size_t most) {
  json list = json::array();
  const auto& entries = journal.All<NearMissEntry>();
  for (auto entry = entries.rbegin(); entry != entries.rend() && list.size() < most; ++entry) {
    const auto& miss = std::get<NearMissEntry>(entry->what);
    if (miss.thing != thing && miss.client_id != thing) continue;
    list.push_back({{"at", engine::PlainInstant(entry->at)}, {"text", miss.text}});
  }
  return list;
}

}  // namespace server
