// The statuses of jobs.
#pragma once

#include <optional>
#include <string_view>

namespace engine {

enum class JobStatus { kScheduled, kInProgress, kCompleted, kCanceled, kDeletionInProgress };

std::string_view Name(JobStatus status);
std::optional<JobStatus> JobStatusFrom(std::string_view name);

// How far a job has come, as far as its events go.
struct JobStage {
  JobStatus status;
  bool unfinished = false;  // executions are still to be cancelled or deleted

  bool operator==(const JobStage&) const = default;
};

}  // namespace engine
