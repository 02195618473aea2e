// Events: what is told of a transaction's changes on $aws/events/ topics, for the types that
// are switched on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/jobs/job.h"
#include "engine/notice.h"
#include "server/service/operation.h"
#include "storage/changes.h"

namespace server {

// What settling went through, and the store's changes no longer show.
struct Followed {
  std::vector<storage::ExecutionChange> executions;
  std::map<std::string, engine::Job> erased;  // jobs, as they were
};

// AWS: events come in no particular order. Ours: the beginnings of cancelling and deleting,
// then executions, then the ends of jobs, then the registry.
std::vector<engine::Notice> Events(Context& c, const Followed& followed);

}  // namespace server
