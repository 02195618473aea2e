// What follows by itself in the model: abort, retries, completion.
#include <algorithm>
#include <cmath>

#include "tests/model/model.h"

namespace model {

void Model::Follow() {
  for (Job& job : jobs_) AbortIfCalledFor(job);
  for (std::size_t i = 0; i < executions_.size(); ++i) {
    if (std::exchange(executions_[i].may_be_retried, false)) {
      RetryIfCalledFor(Execution(executions_[i]));
    }
  }
  for (Job& job : jobs_) CompleteIfDone(job);
}

void Model::AbortIfCalledFor(Job& job) {
  if (!job.IsActive()) return;
  const int ended =
      Count(job, {"SUCCEEDED", "FAILED", "REJECTED", "TIMED_OUT", "CANCELED", "REMOVED"});
  for (const json& criterion : job.Config("abortConfig").value("criteriaList", json::array())) {
    const std::string type = criterion["failureType"];
    const int failed =
        type == "ALL" ? Count(job, {"FAILED", "REJECTED", "TIMED_OUT"}) : Count(job, {type});
    // Percentages have two decimals.
    const auto threshold = std::lround(criterion["thresholdPercentage"].get<double>() * 100);
    if (ended < criterion["minNumberOfExecutedThings"] || failed * 10'000 < threshold * ended) {
      continue;
    }
    job.reason = "ABORT_CRITERIA_MET";
    return Cancel(job, false);
  }
}

void Model::RetryIfCalledFor(const Execution& failed) {
  const Job& job = FindJob(failed.job);
  if (!job.IsActive() || job.over || !things_.contains(failed.thing)) return;
  if (job.continuous && !Reaches(job, failed.thing)) return;
  const auto used = [&](const std::string& type) {
    return failed.retries.contains(type) ? failed.retries.at(type) : 0;
  };
  for (const json& criterion :
       job.Config("jobExecutionsRetryConfig").value("criteriaList", json::array())) {
    const std::string type = criterion["failureType"];
    const int so_far = type == "ALL" ? used("FAILED") + used("TIMED_OUT") : used(type);
    if (type != "ALL" && type != failed.status) continue;
    if (so_far >= criterion["numberOfRetries"]) continue;
    Queue(failed.job, failed.thing);
    executions_.back().retries = failed.retries;
    executions_.back().retries[failed.status] += 1;
    return;
  }
}

void Model::CompleteIfDone(Job& job) {
  if (!job.IsActive() || (job.continuous && !job.over) || (!job.reached && !job.over)) return;
  if (!job.waiting.empty() || Count(job, {"QUEUED", "IN_PROGRESS"}) > 0) return;
  job.status = "COMPLETED";
  job.updated_at = now_;
  job.completed_at = now_;
}

void Model::Queue(const std::string& job, const std::string& thing) {
  const Execution* newest = Newest(job, thing);
  executions_.push_back({.job = job,
                         .thing = thing,
                         .number = newest == nullptr ? 1 : newest->number + 1,
                         .queued_at = now_,
                         .updated_at = now_});
}

int Model::Count(const Job& job, const std::vector<std::string>& statuses) const {
  int count = 0;
  for (const Execution& each : executions_) {
    for (const std::string& status : statuses) {
      if (each.job == job.id && each.status == status) ++count;
    }
  }
  return count;
}

}  // namespace model
