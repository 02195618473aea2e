// What an operation acts on, as IAM policies name it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace engine {

// The ARNs that an operation with this input needs leave for, each of them: of resources like
// "job/{jobId}", whose members the input fills in, and of members that hold ARNs, "{targets}".
// Those whose members the input lacks are left out; "*" alone when none is left.
std::vector<std::string> ResourcesOf(const std::vector<std::string>& resources,
                                     const nlohmann::json& input, const std::string& region,
                                     const std::string& account_id);

}  // namespace engine
