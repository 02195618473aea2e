// Notices: what devices must hear of a transaction's changes.
#pragma once

#include <vector>

#include "engine/messages/notice.h"
#include "server/calls/operation.h"

namespace server {

std::vector<engine::Notice> Notices(Context& c);

}  // namespace server
