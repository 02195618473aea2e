// What this process remembers of devices: when each last asked something, and what it was told.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/instant.h"
#include "engine/jobs/execution_key.h"
#include "engine/notice.h"

namespace server {

// A device's last request.
struct Request {
  engine::Instant at;
  std::string_view operation;  // of the API's description
  bool over_mqtt = false;      // else HTTP
  std::string refusal;         // empty: it was accepted
};

// The last notify-next that was sent to a thing.
struct Told {
  engine::Instant at;
  std::string topic;
  std::optional<engine::ExecutionKey> next;  // nothing: that no execution is pending
};

struct Sighting {
  std::optional<Request> request;
  std::optional<Told> told;
};

// Of the things that were heard of last; a restart forgets all. Nothing but explanations
// depends on it.
class Sightings {
 public:
  explicit Sightings(engine::Instant since) : since_(since) {}

  void Saw(const std::string& thing, Request request);
  // Takes a notice that was published; any but a notify-next is passed over.
  void Sent(const engine::Notice& notice, engine::Instant at);

  const Sighting* Find(const std::string& thing) const;

  // When the memory begins.
  engine::Instant since() const { return since_; }

  void Forget(engine::Instant now);

 private:
  struct Entry {
    Sighting sighting;
    std::list<std::string>::iterator place;
  };

  Sighting& Of(const std::string& thing);

  engine::Instant since_;
  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> order_;  // heard of last comes first
};

}  // namespace server
