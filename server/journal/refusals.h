// What policies and the broker's rules have refused to devices, for those who wonder why.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace server {

class Journal;

// The refusal with its `text`, in plain words, and what is very long in it cut. Throws
// nlohmann::json::exception for what lacks something.
nlohmann::json WithText(nlohmann::json refusal);

// {"refusals"}, the newest first.
nlohmann::json Refusals(const Journal& journal);

// What was refused to a thing's device of late, by policies, rules or operations: {"at",
// "text"} each, the newest first, `most` at most. A device is known by its topics, or by a
// client id that is the thing's name.
nlohmann::json RefusalsOf(const Journal& journal, const std::string& thing, std::size_t most);

}  // namespace server
