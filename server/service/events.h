// Events: what is told of a transaction's changes on $aws/events/ topics, for the types that
// are switched on.
#pragma once

#include <vector>

#include "engine/messages/notice.h"
#include "server/calls/operation.h"

namespace server {

struct Followed;

// AWS: events come in no particular order. Ours: the beginnings of cancelling and deleting,
// then executions, then the ends of jobs, then the registry.
std::vector<engine::Notice> Events(Context& c, const Followed& followed);

}  // namespace server
