#include "server/journal/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/broker/presence.h"
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

std::string Named(const nlohmann::json& input, const char* member) {
  const auto found = input.find(member);
  return found != input.end() && found->is_string()
             ? Journal::Shortened(found->get_ref<const std::string&>())
             : std::string();
}

MessageEntry EntryOf(const engine::Notice& notice) {
  MessageEntry entry{.topic = notice.topic};
  const auto execution = notice.payload.find("execution");
  if (execution != notice.payload.end()) {
    entry.next = {execution->at("jobId").get<std::string>(),
                  execution->at("executionNumber").get<std::int64_t>()};
  }
  return entry;
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
  for (ChangeEntry& change : ChangesOf(committed.followed)) {
    Add(committed.at, std::move(change));
  }
  for (const engine::Notice& notice : committed.notices) Add(committed.at, EntryOf(notice));
}

void Journal::Record(const Answered& answered) {
  const Call& call = answered.call;
  CallEntry entry{.operation = &call.operation,
                  .over_mqtt = call.caller.over_mqtt,
                  .thing = Named(call.input, "thingName"),
                  .job = Named(call.input, "jobId"),
                  .signed_for = call.caller.signed_for,
                  .id = call.id,
                  .took = std::chrono::duration_cast<std::chrono::microseconds>(answered.took)};
  if (answered.refusal != nullptr) {
    entry.refusal = answered.refusal->code;
    entry.message = Shortened(answered.refusal->what());
  }
  Add(answered.at, std::move(entry));
}

void Journal::Refused(nlohmann::json refusal, engine::Instant at) {
  Add(at, RefusalEntry{WithText(std::move(refusal))});
}

void Journal::Add(engine::Instant at, EntryKind what) {
  Kept& kept = kept_[what.index()];
  kept.entries.push_back({.number = count_++, .at = at, .what = std::move(what)});
  kept.entries.back().bytes = BytesOf(kept.entries.back());
  kept.bytes += kept.entries.back().bytes;
  ++kept.count;
  while (kept.entries.size() > kMostEntries || kept.bytes > kMostBytes) {
    kept.bytes -= kept.entries.front().bytes;
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

void Journal::OnEntry(std::function<void(const Entry&)> listener) {
  listeners_.push_back(std::move(listener));
}

void Journal::Forget(engine::Instant now) {
  kept_ = {};
  last_heard_.Forget(now);
}

}  // namespace server
