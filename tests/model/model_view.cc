// The model as clients see it: everything that can be listed and described.
#include "tests/model/model.h"

namespace model {

namespace {

constexpr std::pair<const char*, const char*> kCounts[] = {
    {"QUEUED", "numberOfQueuedThings"},       {"IN_PROGRESS", "numberOfInProgressThings"},
    {"SUCCEEDED", "numberOfSucceededThings"}, {"FAILED", "numberOfFailedThings"},
    {"TIMED_OUT", "numberOfTimedOutThings"},  {"REJECTED", "numberOfRejectedThings"},
    {"REMOVED", "numberOfRemovedThings"},     {"CANCELED", "numberOfCanceledThings"}};

// The control plane's form; devices get whole seconds.
double Seconds(Milliseconds at) {
  return static_cast<double>(at) / 1000;
}

json Described(const Job& job) {
  json shown = {{"status", job.status},
                {"targetSelection", job.continuous ? "CONTINUOUS" : "SNAPSHOT"},
                {"createdAt", Seconds(job.created_at)},
                {"lastUpdatedAt", Seconds(job.updated_at)},
                {"targets", json::array()},
                {"isConcurrent", job.status == "IN_PROGRESS" && !job.waiting.empty()},
                {"jobProcessDetails", json::object()}};
  for (const std::string& target : job.targets) shown["targets"].push_back(target);
  for (const auto& [name, config] : job.configs.items()) shown[name] = config;
  if (!job.description.empty()) shown["description"] = job.description;
  const bool in_words_of_ours =
      job.reason == "ABORT_CRITERIA_MET" || job.reason == "END_TIME_REACHED";
  if (!job.comment.empty() && !in_words_of_ours) shown["comment"] = job.comment;
  if (!job.reason.empty()) shown["reasonCode"] = job.reason;
  if (job.completed_at) shown["completedAt"] = Seconds(*job.completed_at);
  if (job.status == "CANCELED") shown["forceCanceled"] = job.forced;
  for (const auto& [status, member] : kCounts) shown["jobProcessDetails"][member] = 0;
  return shown;
}

json Described(const Execution& execution, Milliseconds now) {
  int retries = 0;
  for (const auto& [type, count] : execution.retries) retries += count;
  json shown = {{"status", execution.status},
                {"detailsMap", execution.details},
                {"forceCanceled", execution.forced},
                {"queuedAt", Seconds(execution.queued_at)},
                {"lastUpdatedAt", Seconds(execution.updated_at)},
                {"versionNumber", execution.version},
                {"retryAttempt", retries}};
  if (execution.started_at) shown["startedAt"] = Seconds(*execution.started_at);
  if (const auto deadline = execution.Deadline()) {
    shown["approximateSecondsBeforeTimedOut"] = (*deadline - now) / 1000;
  }
  return shown;
}

}  // namespace

json Model::Rows() const {
  json rows = {{"things", json::array()},   {"members", json::object()},
               {"jobs", json::object()},    {"executions", json::object()},
               {"pending", json::object()}, {"newest first", json::object()}};
  for (const auto& [group, parent] : groups_) rows["members"][group] = json::array();
  for (const auto& [group, thing] : members_) rows["members"][group].push_back(thing);
  for (const Job& job : jobs_) rows["jobs"][job.id] = Described(job);
  for (const auto& [thing, zone] : things_) {
    rows["things"].push_back(thing);
    rows["pending"][thing] = {{"inProgressJobs", json::array()}, {"queuedJobs", json::array()}};
    for (const Execution* each : PendingOf(thing)) {
      const char* list = each->status == "QUEUED" ? "queuedJobs" : "inProgressJobs";
      rows["pending"][thing][list].push_back(Summary(*each));
    }
    rows["newest first"][thing] = json::array();
  }
  for (const Execution& execution : executions_) {
    const std::string number = "#" + std::to_string(execution.number);
    rows["executions"][execution.job + " " + execution.thing + number] =
        Described(execution, now_);
    if (things_.contains(execution.thing)) {
      auto& list = rows["newest first"][execution.thing];
      list.insert(list.begin(), execution.job + number);
    }
    for (const auto& [status, member] : kCounts) {
      if (execution.status != status) continue;
      auto& count = rows["jobs"][execution.job]["jobProcessDetails"][member];
      count = count.get<int>() + 1;
    }
  }
  return rows;
}

}  // namespace model
