// A job, its statuses, and what may be done to it when.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instant.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/job_status.h"
#include "engine/jobs/rollout.h"

namespace engine {

// CONTINUOUS jobs also reach things that join their target groups later.
enum class TargetSelection { kContinuous, kSnapshot };

std::string_view Name(TargetSelection selection);
std::optional<TargetSelection> TargetSelectionFrom(std::string_view name);

struct Job {
  std::string job_id;
  std::string namespace_id;          // empty: none
  std::vector<std::string> targets;  // ARNs as sent
  TargetSelection target_selection = TargetSelection::kSnapshot;
  JobStatus status = JobStatus::kInProgress;
  bool force_canceled = false;
  std::optional<std::string> description;
  std::optional<std::string> reason_code;
  std::optional<std::string> comment;
  std::string document;
  // As it was before placeholders were filled in, where that differs.
  std::optional<std::string> document_before_substitution;
  std::optional<std::string> template_arn;                        // as sent
  nlohmann::json document_parameters = nlohmann::json::object();  // as sent
  // timeoutConfig, jobExecutionsRetryConfig, ... as sent, by member name.
  nlohmann::json configs = nlohmann::json::object();
  Instant created_at;
  Instant last_updated_at;
  std::optional<Instant> completed_at;
  Rollout rollout;
  // When time next has something to do with it: a minute of its rollout, its start or end, a
  // window that opens or closes.
  std::optional<Instant> due_at;
  // Set while part of a change is still to be done, too long for one transaction: executions to
  // release, cancel or delete. It is the instant of the change.
  std::optional<Instant> backlog_at;

  // The config of that name, {} when none was sent.
  const nlohmann::json& Config(const char* name) const;
};

// How many executions of a job are in each status. AWS: executions, not things: three failures
// of one thing count three.
class ExecutionCounts {
 public:
  std::int64_t Of(ExecutionStatus status) const;

  void Set(ExecutionStatus status, std::int64_t count) { counts_[status] = count; }

  std::int64_t Pending() const;
  std::int64_t All() const;

 private:
  std::map<ExecutionStatus, std::int64_t> counts_;
};

// What a job says of it that the service has cancelled.
// Ours: AWS sets both, but its texts are not known.
inline constexpr char kEndTimeReasonCode[] = "END_TIME_REACHED";
inline constexpr char kEndTimeComment[] = "Canceled at its endTime, by its endBehavior.";
inline constexpr char kConcurrencyReasonCode[] = "CONCURRENCY_LIMIT_REACHED";
inline constexpr char kConcurrencyComment[] =
    "Canceled at its startTime, since too many other jobs were rolling out or being canceled.";

// AWS: jobs that may be rolling out or being cancelled at a time.
// Ours: today's quota is not known; this is the one in AWS's example.
inline constexpr int kMostConcurrentJobs = 500;

// Throws InvalidRequest for a job that is finished or being deleted.
Job Cancel(Job job, bool force, std::optional<std::string> reason_code,
           std::optional<std::string> comment, Instant now);
// Throws InvalidStateTransition for a job that is still active, unless forced.
Job BeginDeletion(Job job, bool force, Instant now);
// SCHEDULED or IN_PROGRESS.
bool IsActive(const Job& job);
// Whether something may still be queued for it.
// AWS: a job whose endTime has passed queues nothing more.
bool TakesExecutions(const Job& job, Instant now);
// AWS: a continuous job never completes before its endTime; a snapshot does when all its
// executions have ended.
bool IsComplete(const Job& job, const ExecutionCounts& counts, bool rollout_finished,
                Instant now);
Job Complete(Job job, Instant now);

}  // namespace engine
