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

// How a thing's pending executions differ from before. AWS: each namespace has a list of its
// own, with topics of its own, and all of them have one front.
struct PendingChange {
  struct List {
    std::string namespace_id;           // empty: of jobs without one
    std::vector<JobExecution> pending;  // now: in order, cut to what is shown
  };

  std::vector<List> changed;  // an execution entered the list or left it
  std::optional<ExecutionKey> front_before;
  std::string namespace_before;       // of that
  std::optional<JobExecution> front;  // now
  std::string front_document;         // of that, if FrontChanged()

  bool FrontChanged() const;
};

// AWS: a pending list shows ten executions at most, and during maintenance windows five more.
// Ours: those five are executions of jobs with windows.
inline constexpr int kMostPendingShown = 10;
inline constexpr int kMoreInWindowsShown = 5;

// notify for each list that changed, then notify-next when the front did.
// Ours: where the front goes to another namespace, the one that had it is told that nothing of
// its own is next.
std::vector<Notice> PendingNotices(const std::string& thing, const PendingChange& change,
                                   Instant now);

// {jobId, queuedAt, startedAt, lastUpdatedAt, versionNumber, executionNumber}: an entry of a
// pending list.
nlohmann::json PendingSummary(const JobExecution& execution);

// An execution as devices see it, without thingName and jobDocument.
nlohmann::json ExecutionForDevice(const JobExecution& execution, Instant now);

}  // namespace engine
