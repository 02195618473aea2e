// Jobs that are made and deleted as part of something else.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/calls/operation.h"

namespace server {

// As the operations of these names; nothing has changed when they throw.
nlohmann::json CreateJob(Context& c, const nlohmann::json& request);
nlohmann::json DeleteJob(Context& c, const nlohmann::json& in);

}  // namespace server
