// What virtual devices have done, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace virtual_devices {

// Of a Fleet's Summary.
std::string SummaryAsText(const nlohmann::json& summary);

}  // namespace virtual_devices
