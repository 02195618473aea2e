// What operations on jobs do in the model.
#include <algorithm>
#include <array>

#include "tests/model/model.h"

namespace model {

namespace {

// "arn:aws:iot:us-east-1:123456789012:thing/lamp" to "thing/lamp".
std::string Resource(const std::string& arn) {
  return arn.substr(arn.rfind(':') + 1);
}

std::string NameIn(const std::string& resource) {
  return resource.substr(resource.find('/') + 1);
}

constexpr std::array kConfigs = {"timeoutConfig", "jobExecutionsRetryConfig",
                                 "jobExecutionsRolloutConfig", "abortConfig",
                                 "schedulingConfig"};

// AWS: retries can only be set to 0, ...
void CheckStopsRetries(const json& changed) {
  for (const json& each : changed["criteriaList"]) {
    if (each["numberOfRetries"] != 0) throw Refused{"InvalidRequest"};
  }
}

// ... for the failures that the job names already.
void CheckRetries(const Job& job, const json& changed) {
  if (!job.configs.contains("jobExecutionsRetryConfig")) throw Refused{"InvalidRequest"};
  std::set<std::string> had, named;
  for (const json& each : job.configs["jobExecutionsRetryConfig"]["criteriaList"]) {
    had.insert(each["failureType"]);
  }
  for (const json& each : changed["criteriaList"]) named.insert(each["failureType"]);
  if (had != named) throw Refused{"InvalidRequest"};
}

void CheckRollout(const json& changed) {
  if (!changed.contains("maximumPerMinute")) throw Refused{"InvalidRequest"};
  if (!changed.contains("exponentialRate")) return;
  if (changed["exponentialRate"]["baseRatePerMinute"] > changed["maximumPerMinute"]) {
    throw Refused{"InvalidRequest"};
  }
}

}  // namespace

void Model::CreateJob(const json& input) {
  for (const Job& job : jobs_) {
    if (job.id == input["jobId"]) throw Refused{"ResourceAlreadyExists"};
  }
  Job job{.id = input["jobId"],
          .description = input.value("description", ""),
          .continuous = input.value("targetSelection", "SNAPSHOT") == "CONTINUOUS",
          .created_at = now_,
          .updated_at = now_};
  for (const std::string arn : input["targets"]) {
    const std::string target = Resource(arn);
    target.starts_with("thing/") ? NeedThing(NameIn(target)) : NeedGroup(NameIn(target));
    job.targets.push_back(target);
  }
  for (const char* config : kConfigs) {
    if (input.contains(config)) job.configs[config] = input[config];
  }
  Schedule(job, input.value("schedulingConfig", json::object()));
  jobs_.push_back(job);
  if (!job.starts) Start(jobs_.back());
}

void Model::UpdateJob(const json& input) {
  // AWS: what no job could take is refused before the job is looked for.
  if (input.size() == 1) throw Refused{"InvalidRequest"};
  if (input.contains("jobExecutionsRolloutConfig")) {
    CheckRollout(input["jobExecutionsRolloutConfig"]);
  }
  if (input.contains("jobExecutionsRetryConfig")) {
    CheckStopsRetries(input["jobExecutionsRetryConfig"]);
  }
  Job& job = FindJob(input["jobId"]);
  if (!job.IsActive()) throw Refused{"InvalidRequest"};
  if (input.contains("jobExecutionsRetryConfig")) {
    CheckRetries(job, input["jobExecutionsRetryConfig"]);
  }
  job.description = input.value("description", job.description);
  for (const char* config : kConfigs) {
    if (input.contains(config)) job.configs[config] = input[config];
  }
  job.updated_at = now_;
}

void Model::AssociateTargets(const json& input) {
  for (const std::string arn : input["targets"]) {
    if (Resource(arn).starts_with("thing/")) throw Refused{"InvalidRequest"};
  }
  Job& job = FindJob(input["jobId"]);
  if (!job.continuous || job.status != "IN_PROGRESS") throw Refused{"InvalidRequest"};
  std::vector<std::string> added;
  for (const std::string arn : input["targets"]) {
    const std::string target = Resource(arn);
    NeedGroup(NameIn(target));
    const bool had = std::count(job.targets.begin(), job.targets.end(), target) +
                         std::count(added.begin(), added.end(), target) >
                     0;
    if (!had) added.push_back(target);
  }
  job.targets.insert(job.targets.end(), added.begin(), added.end());
  job.comment = input.value("comment", job.comment);
  job.updated_at = now_;
  const Job only_the_new{.targets = added};
  for (const auto& [thing, zone] : things_) {
    if (Reaches(only_the_new, thing)) Join(job, thing);
  }
}

void Model::CancelJob(const json& input) {
  Job& job = FindJob(input["jobId"]);
  if (!job.IsActive()) throw Refused{"InvalidRequest"};
  job.reason = input.value("reasonCode", "");
  job.comment = input.value("comment", "");
  Cancel(job, input.value("force", false));
}

void Model::Cancel(Job& job, bool force) {
  job.status = "CANCELED";
  job.forced = force;
  job.updated_at = now_;
  job.completed_at = now_;
  job.waiting.clear();
  job.next_minute.reset();
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
  const bool ended = job.status == "COMPLETED" || job.status == "CANCELED";
  if (!ended && !input.value("force", false)) throw Refused{"InvalidStateTransition"};
  std::erase_if(executions_, [&](const Execution& each) { return each.job == job.id; });
  std::erase_if(jobs_, [&](const Job& each) { return each.id == job.id; });
}

const Job& Model::FindJob(const std::string& id) const {
  for (const Job& job : jobs_) {
    if (job.id == id) return job;
  }
  throw Refused{"ResourceNotFound"};
}

Job& Model::FindJob(const std::string& id) {
  return const_cast<Job&>(std::as_const(*this).FindJob(id));
}

}  // namespace model
