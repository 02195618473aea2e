// Which executions and jobs changed their status, as the journal keeps it and people read it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "server/journal/entry.h"

namespace server {

class Journal;
struct Followed;

// Executions of a job that changed alike make one entry when they are many. First executions,
// then jobs.
std::vector<ChangeEntry> ChangesOf(const Followed& followed);

// With its `kind` ("job", "jobExecution", "jobExecutions") and its `text`.
nlohmann::json Shown(const ChangeEntry& change);

// {"happened"} since the journal had `count` changes, the oldest first; and how many of them
// are `omitted`, if any.
nlohmann::json Happened(const Journal& journal, std::uint64_t count);

}  // namespace server
