// The model as clients see it: rows, pending lists and messages.
#include <algorithm>

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

json Summary(const Execution& execution) {
  json shown = {{"jobId", execution.job},
                {"queuedAt", execution.queued_at / 1000},
                {"lastUpdatedAt", execution.updated_at / 1000},
                {"versionNumber", execution.version},
                {"executionNumber", execution.number}};
  if (execution.started_at) shown["startedAt"] = *execution.started_at / 1000;
  return shown;
}

json Described(const Job& job) {
  json shown = {{"status", job.status},
                {"targetSelection", job.continuous ? "CONTINUOUS" : "SNAPSHOT"},
                {"createdAt", Seconds(job.created_at)},
                {"lastUpdatedAt", Seconds(job.updated_at)},
                {"isConcurrent", false},
                {"jobProcessDetails", json::object()}};
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

json Model::ForDevice(const Execution& execution) const {
  json shown = Summary(execution);
  shown["status"] = execution.status;
  shown["thingName"] = execution.thing;
  if (!execution.details.empty()) shown["statusDetails"] = execution.details;
  if (const auto deadline = execution.Deadline()) {
    shown["approximateSecondsBeforeTimedOut"] = (*deadline - now_) / 1000;
  }
  shown["jobDocument"] = R"({"job":")" + execution.job + R"("})";
  return shown;
}

std::map<std::string, std::vector<Model::Key>> Model::Lists() const {
  std::map<std::string, std::vector<Key>> lists;
  for (const Execution& execution : executions_) lists[execution.thing];
  for (auto& [thing, list] : lists) {
    for (const Execution* each : PendingOf(thing)) list.emplace_back(each->job, each->number);
  }
  return lists;
}

void Model::Say(const std::map<std::string, std::vector<Key>>& before) {
  auto lists = Lists();
  for (const auto& [thing, list] : before) lists[thing];
  for (auto& [thing, after] : lists) {
    if (!things_.contains(thing)) continue;  // A deleted thing is told nothing.
    auto old = before.contains(thing) ? before.at(thing) : std::vector<Key>{};
    const bool front_changed =
        (old.empty() ? Key() : old[0]) != (after.empty() ? Key() : after[0]);
    const bool list_changed =
        std::set<Key>(old.begin(), old.end()) != std::set<Key>(after.begin(), after.end());
    const std::string topic = "$aws/things/" + thing + "/jobs/";
    const auto pending = PendingOf(thing);
    if (list_changed) {
      json jobs = json::object();
      for (const Execution* each : pending) jobs[each->status].push_back(Summary(*each));
      messages_.push_back({{"topic", topic + "notify"},
                           {"payload", {{"timestamp", now_ / 1000}, {"jobs", jobs}}}});
    }
    if (front_changed) {
      json payload = {{"timestamp", now_ / 1000}};
      if (!pending.empty()) {
        payload["execution"] = ForDevice(*pending.front());
        payload["execution"].erase("thingName");
      }
      messages_.push_back({{"topic", topic + "notify-next"}, {"payload", payload}});
    }
  }
}

std::vector<json> Model::TakeMessages() {
  return std::exchange(messages_, {});
}

json Model::Rows() const {
  json rows = {{"things", things_},         {"members", json::object()},
               {"jobs", json::object()},    {"executions", json::object()},
               {"pending", json::object()}, {"newest first", json::object()}};
  for (const auto& [group, parent] : groups_) rows["members"][group] = json::array();
  for (const auto& [group, thing] : members_) rows["members"][group].push_back(thing);
  for (const Job& job : jobs_) rows["jobs"][job.id] = Described(job);
  for (const std::string& thing : things_) {
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
