// Which entries of the journal somebody wants to hear of.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "server/journal/entry.h"

namespace server {

// Entries that have all that is not empty.
struct EntryFilter {
  std::string thing{}, job{};
  std::string kind{};  // as KindOf names it
  std::string operation{};
  std::string topic{};  // may have wildcards
  std::string client_id{};
  std::string status{};           // of an execution or a job that changed
  std::optional<bool> refused{};  // of what is refused or accepted
  std::uint64_t since = 0;        // a number: only this one and later ones
};

// Its members by their names; others are passed over.
EntryFilter FilterIn(const nlohmann::json& input);

// "call", "request", "message", "refusal", "rejection", "client", "subscription", "change",
// "clock", "timer", "nearMiss", "fault".
const char* KindOf(const Entry& entry);

// False as well for what another entry tells better.
bool Matches(const Entry& entry, const EntryFilter& filter);

}  // namespace server
