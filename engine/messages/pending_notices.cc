#include "engine/messages/pending_notices.h"

#include "engine/jobs/timeout.h"

namespace engine {

nlohmann::json PendingSummary(const JobExecution& execution) {
  nlohmann::json summary = {{"jobId", execution.job_id},
                            {"queuedAt", EpochSeconds(execution.queued_at)},
                            {"lastUpdatedAt", EpochSeconds(execution.last_updated_at)},
                            {"versionNumber", execution.version},
                            {"executionNumber", execution.number}};
  if (execution.started_at) summary["startedAt"] = EpochSeconds(*execution.started_at);
  return summary;
}

nlohmann::json ExecutionForDevice(const JobExecution& execution, Instant now) {
  nlohmann::json shown = PendingSummary(execution);
  shown["status"] = Name(execution.status);
  // AWS: empty details are left out.
  if (!execution.status_details.empty()) shown["statusDetails"] = execution.status_details;
  if (const auto left = ApproximateSecondsBeforeTimedOut(execution, now)) {
    shown["approximateSecondsBeforeTimedOut"] = *left;
  }
  return shown;
}

bool PendingChange::FrontChanged() const {
  std::optional<ExecutionKey> front;
  if (!pending.empty()) front = ExecutionKey{pending.front().job_id, pending.front().number};
  return front != front_before;
}

std::vector<Notice> PendingNotices(const std::string& thing, const PendingChange& change,
                                   Instant now) {
  const std::string prefix = "$aws/things/" + thing + "/jobs/";
  // AWS: Greengrass listens to notify-namespace-{id} and notify-next-namespace-{id}.
  const std::string suffix =
      change.namespace_id.empty() ? "" : "-namespace-" + change.namespace_id;
  std::vector<Notice> notices;
  if (change.list_changed) {
    nlohmann::json jobs = nlohmann::json::object();
    for (const JobExecution& execution : change.pending) {
      jobs[std::string(Name(execution.status))].push_back(PendingSummary(execution));
    }
    notices.push_back({prefix + "notify" + suffix,
                       {{"timestamp", EpochSeconds(now)}, {"jobs", std::move(jobs)}}});
  }
  if (change.FrontChanged()) {
    nlohmann::json payload = {{"timestamp", EpochSeconds(now)}};
    if (!change.pending.empty()) {
      payload["execution"] = ExecutionForDevice(change.pending.front(), now);
      payload["execution"]["jobDocument"] = change.front_document;
    }
    notices.push_back({prefix + "notify-next" + suffix, std::move(payload)});
  }
  return notices;
}

}  // namespace engine
