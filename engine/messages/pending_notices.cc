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
  if (!front) return front_before.has_value();
  return front_before != ExecutionKey{front->job_id, front->number};
}

namespace {

// AWS: Greengrass listens to notify-namespace-{id} and notify-next-namespace-{id}.
std::string Topic(const std::string& thing, const char* name, const std::string& namespace_id) {
  std::string topic = "$aws/things/" + thing + "/jobs/" + name;
  if (!namespace_id.empty()) topic += "-namespace-" + namespace_id;
  return topic;
}

}  // namespace

std::vector<Notice> PendingNotices(const std::string& thing, const PendingChange& change,
                                   Instant now) {
  const nlohmann::json nothing = {{"timestamp", EpochSeconds(now)}};
  std::vector<Notice> notices;
  for (const PendingChange::List& list : change.changed) {
    nlohmann::json payload = nothing;
    nlohmann::json& jobs = payload["jobs"] = nlohmann::json::object();
    for (const JobExecution& execution : list.pending) {
      jobs[std::string(Name(execution.status))].push_back(PendingSummary(execution));
    }
    notices.push_back({Topic(thing, "notify", list.namespace_id), std::move(payload)});
  }
  if (!change.FrontChanged()) return notices;
  if (change.front_before &&
      !(change.front && change.front->namespace_id == change.namespace_before)) {
    notices.push_back({Topic(thing, "notify-next", change.namespace_before), nothing});
  }
  if (change.front) {
    nlohmann::json payload = nothing;
    payload["execution"] = ExecutionForDevice(*change.front, now);
    payload["execution"]["jobDocument"] = change.front_document;
    notices.push_back(
        {Topic(thing, "notify-next", change.front->namespace_id), std::move(payload)});
  }
  return notices;
}

}  // namespace engine
