// nextToken: the key of the last row shown, made opaque.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "storage/page.h"

namespace server {

// From maxResults and nextToken. `list` names the operation and its filters, so that a token of
// another list is refused. Throws InvalidRequest: "Next token is invalid."
storage::PageRequest PageFrom(const nlohmann::json& input, std::string_view list);

std::string PageToken(std::string_view list, const std::string& key);

}  // namespace server
