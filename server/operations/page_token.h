// nextToken: the key of the last row shown, made opaque.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "storage/page.h"

namespace server {

// From maxResults, else `page_size`, and nextToken. `list` names the operation and its filters,
// so that a token of another list is refused. Throws InvalidRequest: "Next token is invalid."
// Ours: where AWS documents no size of its own, a page is as large as it can be.
storage::PageRequest PageFrom(const nlohmann::json& input, std::string_view list,
                              int page_size = storage::kLargestPage);

std::string PageToken(std::string_view list, const std::string& key);

}  // namespace server
