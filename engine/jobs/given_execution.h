// An execution in the state that a user says, however it may have come there.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/instant.h"
#include "engine/jobs/job_execution.h"

namespace engine {

struct GivenExecution {
  ExecutionStatus status = ExecutionStatus::kQueued;
  std::int64_t number = 1;
  std::optional<std::int64_t> version;
  nlohmann::json status_details = nlohmann::json::object();
  std::optional<Instant> queued_at, started_at, last_updated_at;
  std::optional<std::int64_t> step_timeout_in_minutes;  // from last_updated_at on
};

// The execution, which says whose it is, in that state; what is not given follows from the
// rest. `in_progress_timeout` is the job's. Throws InvalidRequest for what no execution can be.
JobExecution Placed(JobExecution execution, const GivenExecution& given,
                    std::optional<Duration> in_progress_timeout, Instant now);

}  // namespace engine
