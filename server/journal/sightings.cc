#include "server/journal/sightings.h"

#include <utility>

namespace server {

namespace {

// Enough for any test bench, and a few MB at most.
constexpr std::size_t kMostRemembered = 10'000;

}  // namespace

Sighting& Sightings::Of(const std::string& thing) {
  const auto found = entries_.find(thing);
  if (found != entries_.end()) {
    order_.splice(order_.begin(), order_, found->second.place);
    return found->second.sighting;
  }
  if (entries_.size() == kMostRemembered) {
    entries_.erase(order_.back());
    order_.pop_back();
  }
  order_.push_front(thing);
  return entries_.emplace(thing, Entry{{}, order_.begin()}).first->second.sighting;
}

void Sightings::Saw(const std::string& thing, Request request) {
  Of(thing).request = std::move(request);
}

void Sightings::Sent(const engine::Notice& notice, engine::Instant at) {
  constexpr std::string_view kBefore = "$aws/things/";
  constexpr std::string_view kAfter = "/notify-next";
  if (!notice.topic.starts_with(kBefore) || !notice.topic.ends_with(kAfter)) return;
  Told told{.at = at, .topic = notice.topic};
  if (const auto execution = notice.payload.find("execution");
      execution != notice.payload.end()) {
    told.next = {execution->at("jobId").get<std::string>(),
                 execution->at("executionNumber").get<std::int64_t>()};
  }
  const std::size_t end = notice.topic.find('/', kBefore.size());
  Of(notice.topic.substr(kBefore.size(), end - kBefore.size())).told = std::move(told);
}

const Sighting* Sightings::Find(const std::string& thing) const {
  const auto found = entries_.find(thing);
  return found == entries_.end() ? nullptr : &found->second.sighting;
}

void Sightings::Forget(engine::Instant now) {
  entries_.clear();
  order_.clear();
  since_ = now;
}

}  // namespace server
