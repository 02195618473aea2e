// What policies and the broker's rules have refused to devices, for those who wonder why.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace server {

class Journal;

// The refusal with its `text`, in plain words, and what is very long in it cut. Throws
// nlohmann::json::exception for what lacks something.
nlohmann::json WithText(nlohmann::json refusal);

// {"refusals"}, the newest first.
nlohmann::json Refusals(const Journal& journal);

}  // namespace server
