#include "server/journal/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/broker/presence.h"
#include "engine/text/secrets.h"
#include "engine/text/shortened.h"
#include "server/calls/call.h"
#include "server/journal/changes.h"
#include "server/journal/refusals.h"
#include "storage/changes.h"

namespace server {

namespace {

constexpr std::size_t kMostEntries = 1000;
constexpr std::size_t kMostBytes = std::size_t{4} << 20;
constexpr std::size_t kLongestName = 512;
constexpr std::size_t kLongestPayload = 1024;

std::string Named(const nlohmann::json& input, const char* member) {
  const auto found = input.find(member);
  return found != input.end() && found->is_string()
             ? Journal::Shortened(found->get_ref<const std::string&>())
             : std::string();
}

TimerEntry TimerOf(const nlohmann::json& told) {
  return {.kind = Named(told, "kind"),
          .why = Named(told, "why"),
          .thing = Named(told, "thing"),
          .job = Named(told, "job")};
}

}  // namespace

std::string Journal::Shortened(const std::string& text) {
  return engine::Shortened(text, kLongestName);
}

Journal::Journal(engine::Instant since) : last_heard_(since) {}

void Journal::Record(const Committed& committed) {
  if (committed.changes.erased_all) {
    Forget(committed.at);
    return;
  }
  if (committed.presence != nullptr) {
    const engine::Presence& client = *committed.presence;
    Add(committed.at, ClientEntry{.client_id = Shortened(client.client_id),
                                  .connected = client.connected,
                                  .principal = client.identity.principal,
                                  .ip_address = client.identity.ip_address,
                                  .disconnect_reason = client.disconnect_reason});
  }
  if (committed.clock_scale) Add(committed.at, ClockEntry{*committed.clock_scale});
  if (!committed.timer.is_null()) Add(committed.at, TimerOf(committed.timer));
  for (ChangeEntry& change : ChangesOf(committed.followed)) {
    Add(committed.at, std::move(change));
  }
  for (const engine::Notice& notice : committed.notices) {
    last_heard_.Hear(committed.at, notice);
  }
}

void Journal::Record(const Answered& answered) {
  const Call& call = answered.call;
  if (call.caller.leaves_no_trace) return;
  CallEntry entry{.operation = &call.operation,
                  .over_mqtt = call.caller.over_mqtt,
                  .thing = Named(call.input, "thingName"),
                  .job = Named(call.input, "jobId"),
                  .signed_for = call.caller.signed_for,
                  .id = call.id,
                  .took = std::chrono::duration_cast<std::chrono::microseconds>(answered.took)};
  if (answered.refusal != nullptr) {
    entry.refusal = answered.refusal->code;
    entry.message = Shortened(engine::WithoutSecrets(answered.refusal->what()));
  }
  Add(answered.at, std::move(entry));
  if (call.operation.name == "GetStream") {
    last_heard_.HearDownload(answered.at, call.input, answered.refusal);
  }
}

void Journal::Refused(nlohmann::json refusal, engine::Instant at) {
  Add(at, RefusalEntry{WithText(std::move(refusal))});
}

void Journal::Passed(engine::Instant at, bool received, std::string_view topic,
                     std::string_view client_id, std::string_view payload,
                     std::size_t payload_bytes) {
  Add(at, MessageEntry{.topic = engine::Shortened(topic, kLongestName),
                       .received = received,
                       .client_id = engine::Shortened(client_id, kLongestName),
                       .payload = std::string(payload.substr(0, kLongestPayload)),
                       .payload_bytes = payload_bytes});
}

void Journal::Add(engine::Instant at, EntryKind what) {
  Kept& kept = kept_[what.index()];
  kept.entries.push_back({.number = count_++, .at = at, .what = std::move(what)});
  kept.entries.back().bytes = BytesOf(kept.entries.back());
  kept.bytes += kept.entries.back().bytes;
  ++kept.count;
  while (kept.entries.size() > kMostEntries || kept.bytes > kMostBytes) {
    kept.bytes -= kept.entries.front().bytes;
    kept.forgotten_before = kept.entries.front().number + 1;
    kept.entries.pop_front();
  }
  if (kept.entries.empty()) return;
  last_heard_.Hear(kept.entries.back());
  for (const auto& listener : listeners_) listener(kept.entries.back());
}

std::vector<const Entry*> Journal::Everything() const {
  std::vector<const Entry*> entries;
  for (const Kept& kept : kept_) {
    for (const Entry& entry : kept.entries) entries.push_back(&entry);
  }
  std::ranges::sort(entries, {}, [](const Entry* entry) { return entry->number; });
  return entries;
}

std::vector<const Entry*> Journal::Since(std::uint64_t number, std::size_t most) const {
  std::vector<const Entry*> entries;
  for (const Kept& kept : kept_) {
    auto entry = std::ranges::lower_bound(kept.entries, number, {}, &Entry::number);
    for (std::size_t i = 0; i < most && entry != kept.entries.end(); ++i, ++entry) {
      entries.push_back(&*entry);
    }
  }
  std::ranges::sort(entries, {}, [](const Entry* entry) { return entry->number; });
  if (entries.size() > most) entries.resize(most);
  return entries;
}

bool Journal::HasForgotten(const EntryFilter& filter) const {
  return std::ranges::any_of(kept_, [&](const Kept& kept) {
    const bool is_wanted = filter.kind.empty() || kept.entries.empty() ||
                           filter.kind == KindOf(kept.entries.front());
    return is_wanted && kept.forgotten_before > filter.since;
  });
}

void Journal::OnEntry(std::function<void(const Entry&)> listener) {
  listeners_.push_back(std::move(listener));
}

void Journal::Forget(engine::Instant now) {
  kept_ = {};
  last_heard_.Forget(now);
}

}  // namespace server
