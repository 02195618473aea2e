// What devices hear in the model.
#include <algorithm>

#include "tests/model/model.h"

namespace model {

// Outside its job's maintenance windows what is queued is hidden.
bool Model::IsVisible(const Execution& execution) const {
  if (execution.status != "QUEUED") return execution.Pending();
  return FindJob(execution.job).open;
}

std::vector<const Execution*> Model::PendingOf(const std::string& thing) const {
  std::vector<const Execution*> list;
  for (const Execution& each : executions_) {
    if (each.thing == thing && IsVisible(each)) list.push_back(&each);
  }
  std::stable_sort(list.begin(), list.end(), [](const Execution* a, const Execution* b) {
    if (a->status != b->status) return a->status == "IN_PROGRESS";
    return a->queued_at < b->queued_at;
  });
  return list;
}

json Model::Summary(const Execution& execution) {
  json shown = {{"jobId", execution.job},
                {"queuedAt", execution.queued_at / 1000},
                {"lastUpdatedAt", execution.updated_at / 1000},
                {"versionNumber", execution.version},
                {"executionNumber", execution.number}};
  if (execution.started_at) shown["startedAt"] = *execution.started_at / 1000;
  return shown;
}

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

Model::Before Model::Now() const {
  if (events_.empty()) return {Lists(), false, {}, {}};
  return {Lists(), true, jobs_, executions_};
}

void Model::Say(const Before& before) {
  NotifyDevices(before);
  if (before.has_events) PublishEvents(before);
}

void Model::NotifyDevices(const Before& before) {
  auto lists = Lists();
  for (const auto& [thing, list] : before.lists) lists[thing];
  for (auto& [thing, after] : lists) {
    if (!things_.contains(thing)) continue;  // A deleted thing is told nothing.
    const auto& had = before.lists;
    const auto old = had.contains(thing) ? had.at(thing) : std::vector<Key>{};
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

}  // namespace model
