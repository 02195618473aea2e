// How a transaction changed an execution.
#pragma once

#include <optional>

#include "engine/jobs/job_execution.h"

namespace storage {

struct ExecutionChange {
  std::optional<engine::ExecutionStatus> before;  // nothing: it is new
  std::optional<engine::JobExecution> after;      // nothing: it was deleted
  std::optional<engine::JobExecution> deleted;    // as it was then
};

}  // namespace storage
