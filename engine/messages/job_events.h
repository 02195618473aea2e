// Events of jobs and their executions: when there is one, and what it says.
#pragma once

#include <optional>
#include <vector>

#include "engine/arn.h"
#include "engine/instant.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/job_status.h"
#include "engine/messages/notice.h"

namespace engine {

enum class JobEvent {
  kCompleted,
  kCanceled,
  kDeleted,
  kCancellationInProgress,
  kDeletionInProgress,
};

// The events of a job that was at one stage and is at another, in order; nothing before: it is
// new, nothing after: it is gone. AWS: cancelling and deleting have an event for their
// beginning and one for their end.
std::vector<JobEvent> JobEvents(const std::optional<JobStage>& before,
                                const std::optional<JobStage>& after);

// The messages. Each still lacks its eventId.
Notice JobEventNotice(JobEvent event, const Job& job, const ExecutionCounts& counts,
                      Instant now);
// Of an execution that has ended, or that was `deleted`.
Notice ExecutionEventNotice(const JobExecution& execution, bool deleted, const Arn& thing,
                            Instant now);

}  // namespace engine
