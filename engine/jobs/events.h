// Events on $aws/events/ topics: which types there are, and what those of jobs say.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "engine/arn.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/notices.h"

namespace engine {

enum class EventType {
  kThing,
  kThingGroup,
  kThingType,
  kThingGroupMembership,
  kThingGroupHierarchy,
  kThingTypeAssociation,
  kJob,
  kJobExecution,
  kPolicy,
  kCertificate,
  kCaCertificate,
};

inline constexpr int kEventTypes = 11;

std::string_view Name(EventType type);
std::optional<EventType> EventTypeFrom(std::string_view name);

// Ours: whether events of the type are published at all; the others cannot be switched on.
bool IsPublished(EventType type);

// Which types are switched on. AWS: none, until they are.
struct EventConfigurations {
  std::set<EventType> enabled;
  std::optional<Instant> created_at, last_modified_at;

  bool Enabled(EventType type) const { return enabled.contains(type); }

  bool AnyOfRegistry() const;
};

// How far a job has come, as far as its events go.
struct JobStage {
  JobStatus status;
  bool unfinished = false;  // executions are still to be cancelled or deleted

  bool operator==(const JobStage&) const = default;
};

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
