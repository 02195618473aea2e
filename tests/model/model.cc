#include "tests/model/model.h"

#include <algorithm>

namespace model {

std::optional<Milliseconds> Execution::Deadline() const {
  if (!in_progress_deadline) return step_deadline;
  if (!step_deadline) return in_progress_deadline;
  return std::min(*in_progress_deadline, *step_deadline);
}

json Model::Apply(const std::string& operation, const json& input) {
  const auto before = Lists();
  try {
    json answer = Run(operation, input);
    CompleteJobs();
    Say(before);
    return answer;
  } catch (const Refused& refusal) {
    return {{"refused", refusal.error}};
  }
}

json Model::Run(const std::string& operation, const json& input) {
  if (operation == "CreateThing") things_.insert(input["thingName"]);
  if (operation == "CreateThingGroup") {
    const std::string parent = input.value("parentGroupName", "");
    const std::string name = input["thingGroupName"];
    if (groups_.contains(name) && groups_[name] != parent) {
      throw Refused{"ResourceAlreadyExists"};
    }
    if (!parent.empty() && !groups_.contains(parent)) throw Refused{"ResourceNotFound"};
    groups_[name] = parent;
  }
  if (operation == "DeleteThing") DeleteThing(input["thingName"]);
  if (operation == "AddThingToThingGroup" || operation == "RemoveThingFromThingGroup") {
    const std::string thing = input["thingName"], group = input["thingGroupName"];
    if (!things_.contains(thing) || !groups_.contains(group)) throw Refused{"ResourceNotFound"};
    operation[0] == 'A' ? Add(thing, group) : Remove(thing, group);
  }
  if (operation == "CreateJob") CreateJob(input);
  if (operation == "CancelJob") CancelJob(input);
  if (operation == "DeleteJob") DeleteJob(input);
  if (operation == "CancelJobExecution") CancelExecution(input);
  if (operation == "StartNextPendingJobExecution") return StartNext(input);
  if (operation == "DescribeJobExecution") return Describe(input);
  if (operation == "UpdateJobExecution") return Update(input);
  return json::object();
}

void Model::Advance(Milliseconds by) {
  const Milliseconds until = now_ + by;
  for (;;) {
    Execution* due = nullptr;
    for (Execution& execution : executions_) {
      const auto deadline = execution.Deadline();
      if (deadline && (due == nullptr || *deadline < *due->Deadline())) due = &execution;
    }
    if (due == nullptr || *due->Deadline() > until) break;
    now_ = *due->Deadline();
    const auto before = Lists();
    due->version += 1;
    End(*due, "TIMED_OUT");
    RetryIfDue(Execution(*due));
    CompleteJobs();
    Say(before);
  }
  now_ = until;
}

void Model::Report(Execution& execution, const std::string& status, const json& input) {
  execution.version += 1;
  if (input.contains("statusDetails")) execution.details = input["statusDetails"];
  if (status != "IN_PROGRESS") return End(execution, status);
  if (execution.status == "QUEUED") {
    execution.started_at = now_;
    if (const auto minutes = FindJob(execution.job).timeout_in_minutes) {
      execution.in_progress_deadline = now_ + *minutes * 60'000;
    }
  }
  execution.status = status;
  execution.updated_at = now_;
  if (input.contains("stepTimeoutInMinutes")) {
    const std::int64_t minutes = input["stepTimeoutInMinutes"];
    execution.step_deadline.reset();
    if (minutes != -1) execution.step_deadline = now_ + minutes * 60'000;
  }
}

void Model::End(Execution& execution, const std::string& status) {
  execution.status = status;
  execution.updated_at = now_;
  execution.in_progress_deadline.reset();
  execution.step_deadline.reset();
}

void Model::RetryIfDue(const Execution& ended) {
  const Job& job = FindJob(ended.job);
  if (job.status != "IN_PROGRESS" || !things_.contains(ended.thing)) return;
  if (job.continuous && !Reaches(job, ended.thing)) return;
  const auto used = [&](const std::string& type) {
    return ended.retries.contains(type) ? ended.retries.at(type) : 0;
  };
  for (const json& criterion : job.retry_criteria) {
    const std::string type = criterion["failureType"];
    const int so_far = type == "ALL" ? used("FAILED") + used("TIMED_OUT") : used(type);
    if ((type != "ALL" && type != ended.status) || so_far >= criterion["numberOfRetries"]) {
      continue;
    }
    Execution again{.job = ended.job,
                    .thing = ended.thing,
                    .number = ended.number + 1,
                    .queued_at = now_,
                    .updated_at = now_,
                    .retries = ended.retries};
    again.retries[ended.status] += 1;
    executions_.push_back(again);
    return;
  }
}

void Model::CompleteJobs() {
  for (Job& job : jobs_) {
    if (job.continuous || job.status != "IN_PROGRESS") continue;
    const bool busy =
        std::any_of(executions_.begin(), executions_.end(),
                    [&](const auto& each) { return each.job == job.id && each.Pending(); });
    if (busy) continue;
    job.status = "COMPLETED";
    job.updated_at = now_;
    job.completed_at = now_;
  }
}

void Model::Queue(const std::string& job, const std::string& thing) {
  const Execution* newest = Newest(job, thing);
  executions_.push_back({.job = job,
                         .thing = thing,
                         .number = newest == nullptr ? 1 : newest->number + 1,
                         .queued_at = now_,
                         .updated_at = now_});
}

bool Model::Reaches(const Job& job, const std::string& thing) const {
  for (const std::string& target : job.targets) {
    if (target == "thing/" + thing) return true;
    for (const auto& [group, member] : members_) {
      if (member == thing && target.starts_with("thinggroup/") &&
          IsWithin(group, target.substr(11))) {
        return true;
      }
    }
  }
  return false;
}

bool Model::IsWithin(const std::string& group, const std::string& ancestor) const {
  return !group.empty() && (group == ancestor || IsWithin(groups_.at(group), ancestor));
}

std::string Model::RootOf(std::string group) const {
  while (!groups_.at(group).empty()) group = groups_.at(group);
  return group;
}

Job& Model::FindJob(const std::string& id) {
  for (Job& job : jobs_) {
    if (job.id == id) return job;
  }
  throw Refused{"ResourceNotFound"};
}

Execution& Model::FindExecution(const json& input) {
  Execution* found = Newest(input["jobId"], input["thingName"]);
  if (input.contains("executionNumber")) {
    found = nullptr;
    for (Execution& each : executions_) {
      if (each.job == input["jobId"] && each.thing == input["thingName"] &&
          each.number == input["executionNumber"]) {
        found = &each;
      }
    }
  }
  if (found == nullptr) throw Refused{"ResourceNotFound"};
  return *found;
}

Execution* Model::Newest(const std::string& job, const std::string& thing) {
  Execution* newest = nullptr;
  for (Execution& each : executions_) {
    if (each.job == job && each.thing == thing) newest = &each;
  }
  return newest;
}

std::vector<const Execution*> Model::PendingOf(const std::string& thing) const {
  std::vector<const Execution*> list;
  for (const Execution& each : executions_) {
    if (each.thing == thing && each.Pending()) list.push_back(&each);
  }
  std::stable_sort(list.begin(), list.end(), [](const Execution* a, const Execution* b) {
    if (a->status != b->status) return a->status == "IN_PROGRESS";
    return a->queued_at < b->queued_at;
  });
  return list;
}

}  // namespace model
