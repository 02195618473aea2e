// When an execution times out: the in-progress timer and the step timer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "engine/instant.h"

namespace engine {

struct JobExecution;

// Throws InvalidRequest for a timeoutConfig without a timeout from 1 to 10080 minutes.
void CheckTimeoutConfig(const nlohmann::json& timeout_config);

// How long an execution may be IN_PROGRESS, by a job's timeoutConfig; nothing without one.
std::optional<Duration> InProgressTimeout(const nlohmann::json& timeout_config);

// AWS: each new value replaces the step timer, -1 removes it, and none leaves it running.
void SetStepTimer(JobExecution& execution, std::optional<std::int64_t> minutes, Instant now);

// The earlier of both timers.
std::optional<Instant> Deadline(const JobExecution& execution);

// Whole seconds left, never below 0; nothing when no timer runs.
std::optional<std::int64_t> ApproximateSecondsBeforeTimedOut(const JobExecution& execution,
                                                             Instant now);

}  // namespace engine
