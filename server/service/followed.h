// What settling a transaction went through.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/jobs/job.h"
#include "storage/execution_change.h"

namespace server {

// A job whose row changed. Nothing before: it is new; nothing after: it was deleted.
struct JobChange {
  std::string job_id;
  std::optional<engine::JobStatus> before, after;
};

// What settling went through, and the store's changes no longer show.
struct Followed {
  std::vector<storage::ExecutionChange> executions;
  std::map<std::string, engine::Job> erased;  // jobs, as they were
  std::vector<JobChange> jobs;
};

}  // namespace server
