// What each operation does in the model.
#include <algorithm>

#include "tests/model/model.h"

namespace model {

namespace {

const std::vector<std::string> kReportable = {"IN_PROGRESS", "SUCCEEDED", "FAILED", "REJECTED"};

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// "arn:aws:iot:us-east-1:123456789012:thing/lamp" to "thing/lamp".
std::string Resource(const std::string& arn) {
  return arn.substr(arn.rfind(':') + 1);
}

void CheckVersion(const Execution& execution, const json& input) {
  if (input.contains("expectedVersion") && input["expectedVersion"] != execution.version) {
    throw Refused{"VersionConflict"};
  }
}

}  // namespace

void Model::CreateJob(const json& input) {
  for (const Job& job : jobs_) {
    if (job.id == input["jobId"]) throw Refused{"ResourceAlreadyExists"};
  }
  Job job{.id = input["jobId"],
          .continuous = input.value("targetSelection", "SNAPSHOT") == "CONTINUOUS",
          .created_at = now_,
          .updated_at = now_};
  for (const std::string arn : input["targets"]) {
    const std::string target = Resource(arn);
    const std::string name = target.substr(target.find('/') + 1);
    const bool known =
        target.starts_with("thing/") ? things_.contains(name) : groups_.contains(name);
    if (!known) throw Refused{"ResourceNotFound"};
    job.targets.push_back(target);
  }
  if (input.contains("timeoutConfig")) {
    job.timeout_in_minutes = input["timeoutConfig"]["inProgressTimeoutInMinutes"];
  }
  if (input.contains("jobExecutionsRetryConfig")) {
    job.retry_criteria = input["jobExecutionsRetryConfig"]["criteriaList"];
  }
  jobs_.push_back(job);
  for (const std::string& thing : things_) {
    if (Reaches(job, thing)) Queue(job.id, thing);
  }
}

void Model::CancelJob(const json& input) {
  Job& job = FindJob(input["jobId"]);
  if (job.status != "IN_PROGRESS") throw Refused{"InvalidRequest"};
  const bool force = input.value("force", false);
  job.status = "CANCELED";
  job.forced = force;
  job.updated_at = now_;
  job.completed_at = now_;
  for (Execution& execution : executions_) {
    if (execution.job != job.id || !execution.Pending()) continue;
    if (execution.status == "IN_PROGRESS" && !force) continue;
    execution.version += 1;
    execution.forced = force;
    End(execution, "CANCELED");
  }
}

void Model::DeleteJob(const json& input) {
  const Job job = FindJob(input["jobId"]);
  if (job.status == "IN_PROGRESS" && !input.value("force", false)) {
    throw Refused{"InvalidStateTransition"};
  }
  std::erase_if(executions_, [&](const Execution& each) { return each.job == job.id; });
  std::erase_if(jobs_, [&](const Job& each) { return each.id == job.id; });
}

void Model::CancelExecution(const json& input) {
  Execution& execution = FindExecution(input);
  CheckVersion(execution, input);
  const bool force = input.value("force", false);
  if (!execution.Pending() || (execution.status == "IN_PROGRESS" && !force)) {
    throw Refused{"InvalidStateTransition"};
  }
  if (input.contains("statusDetails")) execution.details = input["statusDetails"];
  execution.version += 1;
  execution.forced = force;
  End(execution, "CANCELED");
}

void Model::Add(const std::string& thing, const std::string& group) {
  if (members_.contains({group, thing})) return;
  for (const auto& [other, member] : members_) {
    if (member == thing && RootOf(other) == RootOf(group)) throw Refused{"InvalidRequest"};
  }
  members_.insert({group, thing});
  for (const Job& job : std::vector<Job>(jobs_)) {
    if (!job.continuous || job.status != "IN_PROGRESS") continue;
    const bool aims_at_group =
        std::any_of(job.targets.begin(), job.targets.end(), [&](const std::string& target) {
          return target.starts_with("thinggroup/") && IsWithin(group, target.substr(11));
        });
    const Execution* newest = Newest(job.id, thing);
    if (aims_at_group && (newest == nullptr || !newest->Pending())) Queue(job.id, thing);
  }
}

void Model::Remove(const std::string& thing, const std::string& group) {
  if (members_.erase({group, thing}) == 0) return;
  for (Execution& execution : executions_) {
    const Job& job = FindJob(execution.job);
    if (execution.thing == thing && execution.status == "QUEUED" && job.continuous &&
        !Reaches(job, thing)) {
      End(execution, "REMOVED");
    }
  }
}

void Model::DeleteThing(const std::string& name) {
  if (things_.erase(name) == 0) return;
  std::erase_if(members_, [&](const auto& member) { return member.second == name; });
  for (Execution& execution : executions_) {
    if (execution.thing == name && execution.status == "QUEUED") End(execution, "REMOVED");
  }
}

json Model::StartNext(const json& input) {
  if (!things_.contains(input["thingName"])) throw Refused{"ResourceNotFound"};
  const auto pending = PendingOf(input["thingName"]);
  if (pending.empty()) return json::object();
  Execution& next = *Newest(pending.front()->job, pending.front()->thing);
  if (next.status == "QUEUED") Report(next, "IN_PROGRESS", input);
  return {{"execution", ForDevice(next)}};
}

json Model::Describe(const json& input) {
  if (input["jobId"] == "$next") {
    if (!things_.contains(input["thingName"])) throw Refused{"ResourceNotFound"};
    const auto pending = PendingOf(input["thingName"]);
    return pending.empty() ? json::object() : json{{"execution", ForDevice(*pending.front())}};
  }
  const Execution& execution = FindExecution(input);
  if (!execution.Pending()) throw Refused{"TerminalState"};
  return {{"execution", ForDevice(execution)}};
}

json Model::Update(const json& input) {
  Execution& execution = FindExecution(input);
  CheckVersion(execution, input);
  const std::string status = input["status"];
  if (!execution.Pending() || !Contains(kReportable, status)) {
    throw Refused{"InvalidStateTransition"};
  }
  Report(execution, status, input);
  json answer = json::object();
  if (input.value("includeJobExecutionState", false)) {
    answer["executionState"] = {{"status", status}, {"versionNumber", execution.version}};
    if (!execution.details.empty()) {
      answer["executionState"]["statusDetails"] = execution.details;
    }
  }
  if (status == "FAILED") RetryIfDue(Execution(execution));
  return answer;
}

}  // namespace model
