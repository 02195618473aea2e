// What an operation acts on, as IAM policies name it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

// The ARNs that `operation` with this input needs leave for, each of them; "*" alone for an
// operation that AWS's service authorization reference gives no resource types.
// `over_data_plane`: the resource there is the thing alone.
std::vector<std::string> ResourcesOf(std::string_view operation, const nlohmann::json& input,
                                     bool over_data_plane, const std::string& region,
                                     const std::string& account_id);

}  // namespace engine
