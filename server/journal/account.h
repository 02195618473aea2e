// What has happened, told entry by entry in plain words: for the journal's endpoint, and for
// who asks why a test has failed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "server/journal/journal.h"

namespace server {

// Entries that have all that is not empty.
struct EntryFilter {
  std::string thing, job;
  std::string kind;  // "call", "message", "refusal", "rejection", "client", "change", "clock"
  std::string operation, topic;
  std::uint64_t since = 0;  // a number: only this one and later ones
};

// The last `most` of them, the oldest first: {"number", "at", "kind", "text"}, and what each
// kind has beside.
nlohmann::json Account(const Journal& journal, const EntryFilter& filter, std::size_t most);

}  // namespace server
