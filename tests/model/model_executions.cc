// What operations on job executions do in the model, by devices and by operators.
#include <algorithm>
#include <array>

#include "tests/model/model.h"

namespace model {

namespace {

constexpr std::array<std::string_view, 4> kReportable = {"IN_PROGRESS", "SUCCEEDED", "FAILED",
                                                         "REJECTED"};

void CheckVersion(const Execution& execution, const json& input) {
  if (input.contains("expectedVersion") && input["expectedVersion"] != execution.version) {
    throw Refused{"VersionConflict"};
  }
}

}  // namespace

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

void Model::DeleteExecution(const json& input) {
  const Execution& execution = FindExecution(input);
  if (execution.status == "IN_PROGRESS" && !input.value("force", false)) {
    throw Refused{"InvalidStateTransition"};
  }
  executions_.erase(executions_.begin() + (&execution - executions_.data()));
}

json Model::StartNext(const json& input) {
  NeedThing(input["thingName"]);
  const auto pending = PendingOf(input["thingName"]);
  if (pending.empty()) return json::object();
  Execution& next = *Newest(pending.front()->job, pending.front()->thing);
  if (next.status == "QUEUED") Report(next, "IN_PROGRESS", input);
  return {{"execution", ForDevice(next)}};
}

json Model::Describe(const json& input) {
  if (input["jobId"] == "$next") {
    NeedThing(input["thingName"]);
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
  const bool reportable =
      std::find(kReportable.begin(), kReportable.end(), status) != kReportable.end();
  if (!execution.Pending() || !reportable) throw Refused{"InvalidStateTransition"};
  Report(execution, status, input);
  json answer = json::object();
  if (input.value("includeJobExecutionState", false)) {
    answer["executionState"] = {{"status", status}, {"versionNumber", execution.version}};
    if (!execution.details.empty()) {
      answer["executionState"]["statusDetails"] = execution.details;
    }
  }
  return answer;
}

void Model::Report(Execution& execution, const std::string& status, const json& input) {
  execution.version += 1;
  if (input.contains("statusDetails")) execution.details = input["statusDetails"];
  if (status != "IN_PROGRESS") return End(execution, status);
  if (execution.status == "QUEUED") {
    execution.started_at = now_;
    const json timeout = FindJob(execution.job).Config("timeoutConfig");
    if (timeout.contains("inProgressTimeoutInMinutes")) {
      execution.in_progress_deadline =
          now_ + timeout["inProgressTimeoutInMinutes"].get<Milliseconds>() * kMinute;
    }
  }
  execution.status = status;
  execution.updated_at = now_;
  if (input.contains("stepTimeoutInMinutes")) {
    const Milliseconds minutes = input["stepTimeoutInMinutes"];
    execution.step_deadline.reset();
    if (minutes != -1) execution.step_deadline = now_ + minutes * kMinute;
  }
}

void Model::End(Execution& execution, const std::string& status) {
  execution.status = status;
  execution.updated_at = now_;
  execution.in_progress_deadline.reset();
  execution.step_deadline.reset();
  execution.may_be_retried = status == "FAILED" || status == "TIMED_OUT";
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

}  // namespace model
