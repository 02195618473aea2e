// What is due when, and why.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/service/operation.h"

namespace server {

// Oldest first, `most` at most.
nlohmann::json Timers(Context& c, int most);

}  // namespace server
