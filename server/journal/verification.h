// Whether what happened is what should have happened.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/journal/filter.h"
#include "server/journal/journal.h"

namespace server {

struct Verification {
  bool holds = false;
  std::string text;        // what is the case, in plain words
  nlohmann::json entries;  // those that show it, the oldest first
};

// Entries of the filter came so often: at least, and at most unless that is nothing. It does
// not hold either where the journal has forgotten what may have counted.
Verification VerifyCount(const Journal& journal, const EntryFilter& filter, std::size_t least,
                         std::optional<std::size_t> most);

// There is an entry of the first filter, after it one of the second, and so on.
Verification VerifyOrder(const Journal& journal, const std::vector<EntryFilter>& filters);

}  // namespace server
