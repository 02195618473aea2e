#include "tests/model/model.h"

#include <algorithm>

namespace model {

std::optional<Milliseconds> Execution::Deadline() const {
  if (!in_progress_deadline) return step_deadline;
  if (!step_deadline) return in_progress_deadline;
  return std::min(*in_progress_deadline, *step_deadline);
}

std::optional<Milliseconds> Job::Due() const {
  if (!IsActive()) return std::nullopt;
  if (!begun) return starts;
  std::optional<Milliseconds> due = next_minute;
  for (const auto& other : {over ? std::nullopt : ends, windows_change}) {
    if (other && (!due || *other < *due)) due = other;
  }
  return due;
}

json Model::Apply(const std::string& operation, const json& input) {
  const Before before = Now();
  try {
    json answer = Run(operation, input);
    Follow();
    Say(before);
    return answer;
  } catch (const Refused& refusal) {
    return {{"refused", refusal.error}};
  }
}

json Model::Run(const std::string& operation, const json& input) {
  json answer = json::object();
  if (operation == "CreateThing") CreateThing(input);
  if (operation == "UpdateThing") UpdateThing(input);
  if (operation == "DeleteThing") DeleteThing(input);
  if (operation == "CreateThingGroup") CreateGroup(input);
  if (operation == "DeleteThingGroup") DeleteGroup(input);
  if (operation == "CreateDynamicThingGroup") CreateDynamicGroup(input);
  if (operation == "UpdateDynamicThingGroup") UpdateDynamicGroup(input);
  if (operation == "DeleteDynamicThingGroup") DeleteDynamicGroup(input);
  if (operation == "UpdateEventConfigurations") {
    for (const auto& [type, config] : input["eventConfigurations"].items()) {
      config["Enabled"] ? (void)events_.insert(type) : (void)events_.erase(type);
    }
  }
  if (operation == "AddThingToThingGroup") {
    Move(input["thingName"], json::array(), {input["thingGroupName"]});
  }
  if (operation == "RemoveThingFromThingGroup") {
    Move(input["thingName"], {input["thingGroupName"]}, json::array());
  }
  if (operation == "UpdateThingGroupsForThing") {
    Move(input["thingName"], input["thingGroupsToRemove"], input["thingGroupsToAdd"]);
  }
  if (operation == "CreateJob") CreateJob(input);
  if (operation == "UpdateJob") UpdateJob(input);
  if (operation == "AssociateTargetsWithJob") AssociateTargets(input);
  if (operation == "CancelJob") CancelJob(input);
  if (operation == "DeleteJob") DeleteJob(input);
  if (operation == "CancelJobExecution") CancelExecution(input);
  if (operation == "DeleteJobExecution") DeleteExecution(input);
  if (operation == "StartNextPendingJobExecution") answer = StartNext(input);
  if (operation == "DescribeJobExecution") answer = Describe(input);
  if (operation == "UpdateJobExecution") answer = Update(input);
  return answer;
}

void Model::Advance(Milliseconds by) {
  const Milliseconds until = now_ + by;
  while (DoWhatIsDueBy(until)) {
  }
  now_ = until;
}

// The first thing that is due. At one instant deadlines come before jobs, each by age.
bool Model::DoWhatIsDueBy(Milliseconds until) {
  Execution* late = nullptr;
  for (Execution& each : executions_) {
    const auto due = each.Deadline();
    if (due && *due <= until && (late == nullptr || *due < *late->Deadline())) late = &each;
  }
  Job* job = nullptr;
  for (Job& each : jobs_) {
    const auto due = each.Due();
    if (due && *due <= until && (job == nullptr || *due < *job->Due())) job = &each;
  }
  if (late == nullptr && job == nullptr) return false;
  const bool is_deadline =
      job == nullptr || (late != nullptr && *late->Deadline() <= *job->Due());
  const Before before = Now();
  now_ = is_deadline ? *late->Deadline() : *job->Due();
  if (is_deadline) {
    late->version += 1;
    End(*late, "TIMED_OUT");
  } else {
    DoWhatIsDue(*job);
  }
  Follow();
  Say(before);
  return true;
}

}  // namespace model
