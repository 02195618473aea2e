#include "engine/jobs/job_execution.h"

#include "engine/error.h"
#include "engine/jobs/timeout.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<ExecutionStatus, 8> kNames{{
    {ExecutionStatus::kQueued, "QUEUED"},
    {ExecutionStatus::kInProgress, "IN_PROGRESS"},
    {ExecutionStatus::kSucceeded, "SUCCEEDED"},
    {ExecutionStatus::kFailed, "FAILED"},
    {ExecutionStatus::kTimedOut, "TIMED_OUT"},
    {ExecutionStatus::kRejected, "REJECTED"},
    {ExecutionStatus::kRemoved, "REMOVED"},
    {ExecutionStatus::kCanceled, "CANCELED"},
}};

constexpr bool DeviceMaySet(ExecutionStatus status) {
  return status == ExecutionStatus::kInProgress || status == ExecutionStatus::kSucceeded ||
         status == ExecutionStatus::kFailed || status == ExecutionStatus::kRejected;
}

nlohmann::json StateDetail(const JobExecution& execution) {
  return {{"executionState", ExecutionState(execution)}};
}

void ExpectVersion(const JobExecution& execution, std::optional<std::int64_t> expected) {
  // AWS: a missing expectedVersion matches any version.
  if (!expected || *expected == execution.version) return;
  throw Error(ErrorCode::kVersionConflict,
              "Expected version " + std::to_string(*expected) + " but found version " +
                  std::to_string(execution.version),
              StateDetail(execution));
}

[[noreturn]] void RefuseTransition(const JobExecution& execution, const std::string& message) {
  throw Error(ErrorCode::kInvalidStateTransition, message, StateDetail(execution));
}

void MoveTo(JobExecution& execution, ExecutionStatus status, Instant now) {
  execution.status = status;
  execution.last_updated_at = now;
  execution.hidden.reset();
  if (!IsPending(status)) {
    execution.in_progress_deadline.reset();
    execution.step_deadline.reset();
  }
}

}  // namespace

std::string_view Name(ExecutionStatus status) {
  return NameIn(kNames, status);
}

std::optional<ExecutionStatus> ExecutionStatusFrom(std::string_view name) {
  return ValueIn(kNames, name);
}

std::vector<ExecutionStatus> AllExecutionStatuses() {
  std::vector<ExecutionStatus> all;
  for (const auto& [status, name] : kNames) all.push_back(status);
  return all;
}

JobExecution Start(JobExecution execution, const UpdateRequest& request,
                   std::optional<Duration> in_progress_timeout, Instant now) {
  UpdateRequest start = request;
  start.status = ExecutionStatus::kInProgress;
  return Update(std::move(execution), start, in_progress_timeout, now);
}

JobExecution Update(JobExecution execution, const UpdateRequest& request,
                    std::optional<Duration> in_progress_timeout, Instant now) {
  ExpectVersion(execution, request.expected_version);
  if (!DeviceMaySet(request.status)) {
    RefuseTransition(execution, "The status of job execution cannot be changed to be " +
                                    std::string(Name(request.status)));
  }
  if (!IsPending(execution.status)) {
    RefuseTransition(execution, "The job execution is in terminal status " +
                                    std::string(Name(execution.status)) +
                                    " and cannot be updated.");
  }
  if (!execution.started_at && request.status == ExecutionStatus::kInProgress) {
    execution.started_at = now;
    if (in_progress_timeout) execution.in_progress_deadline = now + *in_progress_timeout;
  }
  SetStepTimer(execution, request.step_timeout_in_minutes, now);
  if (request.status_details) execution.status_details = *request.status_details;
  ++execution.version;
  MoveTo(execution, request.status, now);
  return execution;
}

JobExecution Cancel(JobExecution execution, const CancelRequest& request, Instant now) {
  ExpectVersion(execution, request.expected_version);
  if (!IsPending(execution.status)) {
    RefuseTransition(execution, "The job execution is in terminal status " +
                                    std::string(Name(execution.status)) +
                                    " and cannot be canceled.");
  }
  if (execution.status == ExecutionStatus::kInProgress && !request.force) {
    RefuseTransition(execution,
                     "The job execution is IN_PROGRESS and can be canceled only with force.");
  }
  execution.force_canceled = request.force;
  if (request.status_details) execution.status_details = *request.status_details;
  ++execution.version;
  MoveTo(execution, ExecutionStatus::kCanceled, now);
  return execution;
}

void CheckDeletion(const JobExecution& execution, bool force) {
  if (execution.status == ExecutionStatus::kInProgress && !force) {
    RefuseTransition(execution,
                     "The job execution is IN_PROGRESS and can be deleted only with force.");
  }
}

JobExecution TimeOut(JobExecution execution, Instant now) {
  // Ours: AWS does not say whether timing out counts as an update; every other change of status
  // but REMOVED does.
  ++execution.version;
  MoveTo(execution, ExecutionStatus::kTimedOut, now);
  return execution;
}

JobExecution Remove(JobExecution execution, Instant now) {
  MoveTo(execution, ExecutionStatus::kRemoved, now);
  return execution;
}

JobExecution Retry(const JobExecution& failed, Instant now) {
  JobExecution next;
  next.job_id = failed.job_id;
  next.thing_name = failed.thing_name;
  next.namespace_id = failed.namespace_id;
  next.number = failed.number + 1;
  next.queued_at = now;
  next.last_updated_at = now;
  next.retries = failed.retries;
  if (failed.status == ExecutionStatus::kTimedOut) {
    ++next.retries.timed_out;
  } else {
    ++next.retries.failed;
  }
  return next;
}

nlohmann::json ExecutionState(const JobExecution& execution) {
  nlohmann::json state = {{"status", Name(execution.status)},
                          {"versionNumber", execution.version}};
  if (!execution.status_details.empty()) state["statusDetails"] = execution.status_details;
  return state;
}

}  // namespace engine
