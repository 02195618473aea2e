#include "engine/jobs/given_execution.h"

#include <algorithm>
#include <string>

#include "engine/error.h"
#include "engine/jobs/timeout.h"

namespace engine {

namespace {

// The first of the instants that are given, or else `now`.
Instant Earliest(const GivenExecution& given, Instant now) {
  Instant earliest = now;
  for (const auto& at : {given.queued_at, given.started_at, given.last_updated_at}) {
    if (at) earliest = std::min(earliest, *at);
  }
  return earliest;
}

void CheckOrder(const JobExecution& execution, Instant now) {
  const Instant started = execution.started_at.value_or(execution.queued_at);
  if (execution.queued_at <= started && started <= execution.last_updated_at &&
      execution.last_updated_at <= now) {
    return;
  }
  RefuseRequest("queuedAt, startedAt and lastUpdatedAt come in this order, and before now.");
}

void CheckMembers(const GivenExecution& given) {
  const bool queued = given.status == ExecutionStatus::kQueued;
  if (queued && given.started_at) RefuseRequest("What is QUEUED has no startedAt.");
  if (given.status != ExecutionStatus::kInProgress && given.step_timeout_in_minutes) {
    RefuseRequest("Only what is IN_PROGRESS has stepTimeoutInMinutes.");
  }
}

}  // namespace

JobExecution Placed(JobExecution execution, const GivenExecution& given,
                    std::optional<Duration> in_progress_timeout, Instant now) {
  CheckMembers(given);
  const bool queued = given.status == ExecutionStatus::kQueued;
  const bool in_progress = given.status == ExecutionStatus::kInProgress;
  execution.status = given.status;
  execution.number = given.number;
  execution.version = given.version.value_or(queued ? 1 : 2);
  execution.status_details = given.status_details;
  execution.queued_at = given.queued_at.value_or(Earliest(given, now));
  execution.started_at = given.started_at;
  if (in_progress && !execution.started_at) {
    execution.started_at = given.last_updated_at.value_or(now);
  }
  execution.last_updated_at = given.last_updated_at.value_or(
      queued ? execution.queued_at : (in_progress ? *execution.started_at : now));
  CheckOrder(execution, now);
  // Ours: what came before the execution of a number were failures.
  execution.retries = {.failed = static_cast<int>(given.number) - 1};
  execution.in_progress_deadline.reset();
  execution.step_deadline.reset();
  if (in_progress && in_progress_timeout) {
    execution.in_progress_deadline = *execution.started_at + *in_progress_timeout;
  }
  SetStepTimer(execution, given.step_timeout_in_minutes, execution.last_updated_at);
  return execution;
}

}  // namespace engine
