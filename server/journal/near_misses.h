// What looks like a mistake of a device's or a developer's: told once each.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/text/told_once.h"
#include "server/journal/clients/mqtt_sessions.h"
#include "server/journal/journal.h"

namespace storage {
class Store;
}

namespace server {

// Takes part of the journal, and adds to it.
class NearMisses {
 public:
  NearMisses(storage::Store& store, Journal& journal, const MqttSessions& sessions);

  // A reset: what is said of things that are gone may be said anew.
  void Record(const Committed& committed);

 private:
  void Hear(const Entry& entry);
  void Hear(engine::Instant at, const CallEntry& call);
  void Hear(engine::Instant at, const RequestEntry& request);
  void Hear(engine::Instant at, const MessageEntry& message);
  void Hear(engine::Instant at, const RefusalEntry& refusal);
  void Hear(engine::Instant at, const ClientEntry& client);
  // A thing is told of a job.
  void HearNotice(engine::Instant at, const MessageEntry& message);
  void HearTopic(engine::Instant at, const std::string& client, const std::string& topic);
  void Tell(engine::Instant at, NearMissEntry entry);
  std::string NearestThing(const std::string& name) const;

  storage::Store& store_;
  Journal& journal_;
  const MqttSessions& sessions_;
  engine::ToldOnce told_{std::size_t{4} << 20};
};

// What was told of a thing or its device of late: {"at", "text"} each, the newest first.
nlohmann::json NearMissesOf(const Journal& journal, const std::string& thing, std::size_t most);

}  // namespace server
