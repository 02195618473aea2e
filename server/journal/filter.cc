#include "server/journal/filter.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/broker/topic_filter.h"

namespace server {

namespace {

using nlohmann::json;

// What an entry is about; empty where it is about none.
struct Facts {
  const char* kind;
  std::string_view thing{}, job{}, operation{}, topic{}, client{}, status{};
  std::optional<bool> refused{};
};

std::string_view NameOf(const api_spec::Operation* operation) {
  return operation == nullptr ? std::string_view() : operation->name;
}

std::string_view Member(const json& shown, const char* name) {
  const auto found = shown.find(name);
  return found == shown.end() ? std::string_view()
                              : std::string_view(found->get_ref<const std::string&>());
}

Facts FactsOf(const CallEntry& call) {
  return {.kind = "call",
          .thing = call.thing,
          .job = call.job,
          .operation = call.operation->name,
          .refused = call.refusal.has_value()};
}

Facts FactsOf(const RequestEntry& request) {
  return {.kind = "request", .refused = request.status >= 400};
}

Facts FactsOf(const MessageEntry& message) {
  return {.kind = "message", .topic = message.topic, .client = message.client_id};
}

Facts FactsOf(const RefusalEntry& refusal) {
  return {.kind = "refusal",
          .topic = Member(refusal.shown, "resource"),
          .client = Member(refusal.shown, "clientId"),
          .refused = true};
}

Facts FactsOf(const RejectionEntry& rejection) {
  return {.kind = "rejection",
          .thing = rejection.thing,
          .operation = NameOf(rejection.operation),
          .topic = rejection.topic,
          .client = rejection.client_id,
          .refused = true};
}

Facts FactsOf(const ClientEntry& client) {
  return {.kind = "client", .client = client.client_id};
}

Facts FactsOf(const SubscriptionEntry& subscription) {
  return {
      .kind = "subscription", .topic = subscription.filter, .client = subscription.client_id};
}

Facts FactsOf(const ChangeEntry& change) {
  return {.kind = "change", .thing = change.thing, .job = change.job, .status = change.status};
}

Facts FactsOf(const ClockEntry&) {
  return {.kind = "clock"};
}

Facts FactsOf(const TimerEntry& timer) {
  return {.kind = "timer", .thing = timer.thing, .job = timer.job};
}

Facts FactsOf(const NearMissEntry& miss) {
  return {.kind = "nearMiss", .thing = miss.thing, .client = miss.client_id};
}

Facts FactsOf(const FaultEntry& fault) {
  return {.kind = "fault",
          .thing = fault.thing,
          .job = fault.job,
          .operation = fault.operation,
          .topic = fault.topic};
}

Facts FactsOfAny(const Entry& entry) {
  return std::visit([](const auto& what) { return FactsOf(what); }, entry.what);
}

// A thing is named as one, or by its topics, or by a client id that is its name.
bool IsOfThing(const Facts& facts, const std::string& thing) {
  return facts.thing == thing || facts.client == thing ||
         facts.topic.find("/things/" + thing + "/") != std::string_view::npos;
}

bool IsOfJob(const Facts& facts, const std::string& job) {
  return facts.job == job || facts.topic.find("/jobs/" + job + "/") != std::string_view::npos;
}

// A call over MQTT that was refused is told as the rejection that it became.
bool IsToldElsewhere(const Entry& entry) {
  const auto* call = std::get_if<CallEntry>(&entry.what);
  return call != nullptr && call->over_mqtt && call->refusal;
}

}  // namespace

EntryFilter FilterIn(const json& input) {
  return {.thing = input.value("thing", ""),
          .job = input.value("job", ""),
          .kind = input.value("kind", ""),
          .operation = input.value("operation", ""),
          .topic = input.value("topic", ""),
          .client_id = input.value("clientId", ""),
          .status = input.value("status", ""),
          .refused = input.contains("refused") ? std::optional<bool>(input["refused"] == true)
                                               : std::nullopt,
          .since = input.value("since", std::uint64_t{0})};
}

const char* KindOf(const Entry& entry) {
  return FactsOfAny(entry).kind;
}

bool Matches(const Entry& entry, const EntryFilter& filter) {
  if (entry.number < filter.since || IsToldElsewhere(entry)) return false;
  const Facts facts = FactsOfAny(entry);
  return (filter.kind.empty() || facts.kind == filter.kind) &&
         (filter.operation.empty() || facts.operation == filter.operation) &&
         (filter.client_id.empty() || facts.client == filter.client_id) &&
         (filter.status.empty() || facts.status == filter.status) &&
         (!filter.refused || facts.refused == filter.refused) &&
         (filter.topic.empty() ||
          (!facts.topic.empty() && engine::MatchesFilter(filter.topic, facts.topic))) &&
         (filter.thing.empty() || IsOfThing(facts, filter.thing)) &&
         (filter.job.empty() || IsOfJob(facts, filter.job));
}

}  // namespace server
