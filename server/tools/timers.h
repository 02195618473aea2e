// What is due when, and why.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/service/service.h"

namespace server {

// Oldest first, `most` at most.
nlohmann::json Timers(Service& service, int most);

}  // namespace server
