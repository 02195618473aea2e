#include "server/journal/last_heard.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace server {

namespace {

// Enough for any test bench, and a few MB at most.
constexpr std::size_t kMostRemembered = 10'000;
constexpr std::size_t kLongestThingName = 128;  // AWS

}  // namespace

void LastHeard::Hear(const Entry& entry) {
  if (const auto* call = std::get_if<CallEntry>(&entry.what)) Hear(entry.at, *call);
  // The clock may have been set back.
  if (std::holds_alternative<ClockEntry>(entry.what)) since_ = std::min(since_, entry.at);
}

void LastHeard::Hear(engine::Instant at, const CallEntry& call) {
  if (call.operation->plane != api_spec::Plane::kData) return;
  if (call.thing.size() > kLongestThingName) return;
  LastRequest request{.at = at, .operation = call.operation, .over_mqtt = call.over_mqtt};
  if (call.refusal) {
    request.refusal = std::string(engine::Name(*call.refusal)) + ": " + call.message;
  }
  Of(call.thing).request = std::move(request);
}

void LastHeard::HearDownload(engine::Instant at, const nlohmann::json& members,
                             const engine::Error* refusal) {
  const std::string thing = members.value("thingName", "");
  if (thing.size() > kLongestThingName) return;
  OfThing& heard = Of(thing);
  heard.download = engine::Heard(at, members, refusal, heard.download);
}

void LastHeard::Hear(engine::Instant at, const engine::Notice& notice) {
  constexpr std::string_view kBefore = "$aws/things/";
  constexpr std::string_view kAfter = "/jobs/notify-next";  // of whatever namespace
  const std::string& topic = notice.topic;
  if (!topic.starts_with(kBefore)) return;
  const std::size_t end = topic.find('/', kBefore.size());
  if (end == topic.npos || !topic.substr(end).starts_with(kAfter)) return;
  LastTold told{.at = at, .topic = topic};
  const auto execution = notice.payload.find("execution");
  if (execution != notice.payload.end()) {
    told.next = {execution->at("jobId").get<std::string>(),
                 execution->at("executionNumber").get<std::int64_t>()};
  }
  Of(topic.substr(kBefore.size(), end - kBefore.size())).told = std::move(told);
}

LastHeard::OfThing& LastHeard::Of(const std::string& thing) {
  const auto found = things_.find(thing);
  if (found != things_.end()) {
    order_.splice(order_.begin(), order_, found->second.place);
    return found->second.heard;
  }
  if (things_.size() == kMostRemembered) {
    things_.erase(order_.back());
    order_.pop_back();
  }
  order_.push_front(thing);
  return things_.emplace(thing, Kept{{}, order_.begin()}).first->second.heard;
}

const LastHeard::OfThing* LastHeard::Find(const std::string& thing) const {
  const auto found = things_.find(thing);
  return found == things_.end() ? nullptr : &found->second.heard;
}

void LastHeard::Forget(engine::Instant now) {
  things_.clear();
  order_.clear();
  since_ = now;
}

}  // namespace server
