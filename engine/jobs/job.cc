#include "engine/jobs/job.h"

#include "engine/error.h"
#include "engine/jobs/schedule.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<JobStatus, 5> kStatusNames{{
    {JobStatus::kScheduled, "SCHEDULED"},
    {JobStatus::kInProgress, "IN_PROGRESS"},
    {JobStatus::kCompleted, "COMPLETED"},
    {JobStatus::kCanceled, "CANCELED"},
    {JobStatus::kDeletionInProgress, "DELETION_IN_PROGRESS"},
}};

constexpr WireNames<TargetSelection, 2> kSelectionNames{{
    {TargetSelection::kContinuous, "CONTINUOUS"},
    {TargetSelection::kSnapshot, "SNAPSHOT"},
}};

std::string InStatus(const Job& job) {
  return "Job " + job.job_id + " in status " + std::string(Name(job.status));
}

}  // namespace

std::string_view Name(JobStatus status) {
  return NameIn(kStatusNames, status);
}

std::optional<JobStatus> JobStatusFrom(std::string_view name) {
  return ValueIn(kStatusNames, name);
}

std::string_view Name(TargetSelection selection) {
  return NameIn(kSelectionNames, selection);
}

std::optional<TargetSelection> TargetSelectionFrom(std::string_view name) {
  return ValueIn(kSelectionNames, name);
}

const nlohmann::json& Job::Config(const char* name) const {
  static const nlohmann::json kNone = nlohmann::json::object();
  const auto found = configs.find(name);
  return found == configs.end() ? kNone : *found;
}

std::int64_t ExecutionCounts::Of(ExecutionStatus status) const {
  const auto found = counts_.find(status);
  return found == counts_.end() ? 0 : found->second;
}

std::int64_t ExecutionCounts::Pending() const {
  return Of(ExecutionStatus::kQueued) + Of(ExecutionStatus::kInProgress);
}

std::int64_t ExecutionCounts::All() const {
  std::int64_t sum = 0;
  for (const auto& [status, count] : counts_) sum += count;
  return sum;
}

Job Cancel(Job job, bool force, std::optional<std::string> reason_code,
           std::optional<std::string> comment, Instant now) {
  // Ours: AWS does not say what cancelling a finished job gives.
  if (!IsActive(job)) {
    throw Error(ErrorCode::kInvalidRequest, InStatus(job) + " cannot be canceled.");
  }
  job.status = JobStatus::kCanceled;
  job.force_canceled = force;
  job.reason_code = std::move(reason_code);
  job.comment = std::move(comment);
  job.last_updated_at = now;
  job.completed_at = now;
  return job;
}

Job BeginDeletion(Job job, bool force, Instant now) {
  if (job.status == JobStatus::kDeletionInProgress) {
    throw Error(ErrorCode::kInvalidStateTransition, InStatus(job) + " cannot be deleted.");
  }
  if (IsActive(job) && !force) {
    throw Error(ErrorCode::kInvalidStateTransition,
                InStatus(job) + " cannot be deleted without force.");
  }
  job.status = JobStatus::kDeletionInProgress;
  job.last_updated_at = now;
  return job;
}

bool IsActive(const Job& job) {
  return job.status == JobStatus::kInProgress || job.status == JobStatus::kScheduled;
}

bool TakesExecutions(const Job& job, Instant now) {
  return IsActive(job) && job.rollout.begun &&
         !Schedule(job.Config("schedulingConfig")).HasEnded(now);
}

bool IsComplete(const Job& job, const ExecutionCounts& counts, bool rollout_finished,
                Instant now) {
  if (!IsActive(job) || !job.rollout.begun || !rollout_finished || counts.Pending() > 0) {
    return false;
  }
  return job.target_selection == TargetSelection::kSnapshot ||
         Schedule(job.Config("schedulingConfig")).HasEnded(now);
}

Job Complete(Job job, Instant now) {
  job.status = JobStatus::kCompleted;
  job.last_updated_at = now;
  job.completed_at = now;
  return job;
}

}  // namespace engine
