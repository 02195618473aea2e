// What has happened, for everything that tells of it: explanations, refusals, what a move of
// the clock brought, the log.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/instant.h"
#include "server/journal/entry.h"
#include "server/journal/filter.h"
#include "server/journal/last_heard.h"
#include "server/service/committed.h"

namespace server {

// Of each kind the last ones are kept, so that no chatter pushes out what is rare; each kind
// has a bound in number and in bytes. A restart forgets all.
class Journal {
 public:
  explicit Journal(engine::Instant since);

  // What clients say may be as long as a packet.
  static std::string Shortened(const std::string& text);

  // For the service's listeners.
  void Record(const Committed& committed);
  void Record(const Answered& answered);
  // What RefusalOf says, or why, and by which rule; with who was refused: clientId or
  // principal, or both. Throws nlohmann::json::exception for what lacks something.
  void Refused(nlohmann::json refusal, engine::Instant at);
  // A message has come by the broker, or was handed to it. Only its beginning is kept.
  void Passed(engine::Instant at, bool received, std::string_view topic,
              std::string_view client_id, std::string_view payload, std::size_t payload_bytes);
  void Add(engine::Instant at, EntryKind what);

  // Each new entry, when it is in; to be said before the first.
  void OnEntry(std::function<void(const Entry&)> listener);

  // Of one kind, the oldest first.
  template <typename Kind>
  const std::deque<Entry>& All() const {
    return kept_[EntryKind(Kind{}).index()].entries;
  }

  // Of every kind, the oldest first.
  std::vector<const Entry*> Everything() const;

  // The first of every kind from that number on, the oldest first.
  std::vector<const Entry*> Since(std::uint64_t number, std::size_t most) const;

  // Whether entries that the filter could have let through are kept no longer.
  bool HasForgotten(const EntryFilter& filter) const;

  // How many entries there ever were.
  std::uint64_t count() const { return count_; }

  // How many of the kind there ever were.
  template <typename Kind>
  std::uint64_t Count() const {
    return kept_[EntryKind(Kind{}).index()].count;
  }

  const LastHeard& last_heard() const { return last_heard_; }

  void Forget(engine::Instant now);

 private:
  struct Kept {
    std::deque<Entry> entries;
    std::size_t bytes = 0;
    std::uint64_t count = 0;
    std::uint64_t forgotten_before = 0;  // a number
  };

  std::array<Kept, std::variant_size_v<EntryKind>> kept_;
  std::uint64_t count_ = 0;
  LastHeard last_heard_;
  std::vector<std::function<void(const Entry&)>> listeners_;
};

}  // namespace server
