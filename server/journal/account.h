// What has happened, told entry by entry in plain words: for the journal's endpoint, and for
// who asks why a test has failed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "server/journal/filter.h"
#include "server/journal/journal.h"

namespace server {

// {"number", "at", "kind", "text"}, and what each kind has beside.
nlohmann::json Told(const Entry& entry);

// The last `most` of them, the oldest first.
nlohmann::json Account(const Journal& journal, const EntryFilter& filter, std::size_t most);

}  // namespace server
