// Notices: what devices must hear of a transaction's changes.
#pragma once

#include <vector>

#include "engine/notices.h"
#include "server/operations.h"

namespace server {

std::vector<engine::Notice> Notices(Context& c);

}  // namespace server
