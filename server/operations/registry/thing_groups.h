// What static and dynamic thing groups have in common, and billing groups with them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "storage/paging.h"

namespace server {

struct Context;

// The properties of a thing group with those that are sent put into them.
nlohmann::json WithGroupProperties(const Context& c, nlohmann::json properties,
                                   const nlohmann::json& in);
// [{"groupName", "groupArn"}] of the kind, and the nextToken; `list` as PageFrom has it.
nlohmann::json GroupPage(const Context& c, const char* member, const char* kind,
                         const std::string& list, const storage::Page<std::string>& page);

}  // namespace server
