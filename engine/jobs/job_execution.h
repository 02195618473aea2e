// A job execution: one job on one thing, and the moves that a device or an operator may make.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instant.h"
#include "engine/jobs/execution_key.h"
#include "engine/jobs/retry.h"

namespace engine {

enum class ExecutionStatus {
  kQueued,
  kInProgress,
  kSucceeded,
  kFailed,
  kTimedOut,
  kRejected,
  kRemoved,
  kCanceled,
};

std::string_view Name(ExecutionStatus status);
std::optional<ExecutionStatus> ExecutionStatusFrom(std::string_view name);
std::vector<ExecutionStatus> AllExecutionStatuses();

// QUEUED and IN_PROGRESS executions are pending; the others never change again.
constexpr bool IsPending(ExecutionStatus status) {
  return status == ExecutionStatus::kQueued || status == ExecutionStatus::kInProgress;
}

struct JobExecution {
  std::int64_t sequence = 0;  // order of creation; given by the store
  std::string job_id;
  std::string thing_name;
  std::string namespace_id;  // the job's
  std::int64_t number = 1;
  ExecutionStatus status = ExecutionStatus::kQueued;
  nlohmann::json status_details = nlohmann::json::object();
  std::int64_t version = 1;
  bool force_canceled = false;
  Instant queued_at;
  std::optional<Instant> started_at;
  Instant last_updated_at;
  std::optional<Instant> in_progress_deadline;
  std::optional<Instant> step_deadline;
  RetriesUsed retries;
  // QUEUED for a job with maintenance windows: whether none is open. Nothing for any other.
  std::optional<bool> hidden;
};

// Pending, and shown to its device.
inline bool IsVisible(const JobExecution& execution) {
  return IsPending(execution.status) && !execution.hidden.value_or(false);
}

// What a device reports.
struct UpdateRequest {
  ExecutionStatus status = ExecutionStatus::kInProgress;
  std::optional<nlohmann::json> status_details;
  std::optional<std::int64_t> step_timeout_in_minutes;  // -1 drops the step timer
  std::optional<std::int64_t> expected_version;
};

// The moves. Each throws Error and decides before it changes anything. `in_progress_timeout` is
// the job's timeoutConfig: it starts counting when the execution becomes IN_PROGRESS.
JobExecution Start(JobExecution execution, const UpdateRequest& request,
                   std::optional<Duration> in_progress_timeout, Instant now);
JobExecution Update(JobExecution execution, const UpdateRequest& request,
                    std::optional<Duration> in_progress_timeout, Instant now);

struct CancelRequest {
  bool force = false;
  std::optional<nlohmann::json> status_details;
  std::optional<std::int64_t> expected_version;
};

// Throws InvalidStateTransition for a terminal execution, and for one IN_PROGRESS without
// force.
JobExecution Cancel(JobExecution execution, const CancelRequest& request, Instant now);
// Throws InvalidStateTransition for an execution IN_PROGRESS without force.
// Ours: AWS's pages disagree about one QUEUED; it needs no force.
void CheckDeletion(const JobExecution& execution, bool force);
JobExecution TimeOut(JobExecution execution, Instant now);
// AWS: the version stays as it was.
JobExecution Remove(JobExecution execution, Instant now);
// The execution that follows a failed or timed-out one.
JobExecution Retry(const JobExecution& failed, Instant now);

// {"status","versionNumber"} and statusDetails if any: what rejections and updates show.
nlohmann::json ExecutionState(const JobExecution& execution);

}  // namespace engine
