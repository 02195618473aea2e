// Whether there is something to search.
#pragma once

#include <string>

#include "engine/registry/search_query.h"

namespace server {

struct Context;

inline constexpr char kEnableIndex[] =
    ". Please enable index by calling UpdateIndexingConfiguration";
// Which fields the index has. Throws InvalidRequest for an unknown one, and ResourceNotFound,
// with the advice, when it is off.
engine::IndexedFields RequireIndex(Context& c, const std::string& index_name,
                                   const char* advice = "");

}  // namespace server
