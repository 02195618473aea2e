// What devices must hear: derived from the pending list before and after a change.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/instant.h"
#include "engine/jobs/job_execution.h"
#include "engine/messages/notice.h"

namespace engine {

// A thing's pending executions after a change, and how they differ from before.
struct PendingChange {
  std::string namespace_id;   // whose jobs the list is of; empty: of those without one
  bool list_changed = false;  // an execution entered the list or left it
  std::optional<ExecutionKey> front_before;
  std::vector<JobExecution> pending;  // in order, cut to what is shown
  std::string front_document;         // of the first in the list, if FrontChanged()

  bool FrontChanged() const;
};

// AWS: a pending list shows ten executions at most, and during maintenance windows five more.
// Ours: those five are executions of jobs with windows.
inline constexpr int kMostPendingShown = 10;
inline constexpr int kMoreInWindowsShown = 5;

// notify when the list changed, notify-next when its front did; in this order. A namespace's
// have topics of their own.
std::vector<Notice> PendingNotices(const std::string& thing, const PendingChange& change,
                                   Instant now);

// {jobId, queuedAt, startedAt, lastUpdatedAt, versionNumber, executionNumber}: an entry of a
// pending list.
nlohmann::json PendingSummary(const JobExecution& execution);

// An execution as devices see it, without thingName and jobDocument.
nlohmann::json ExecutionForDevice(const JobExecution& execution, Instant now);

}  // namespace engine
