#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/timeout.h"
#include "engine/messages/pending_notices.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/tables.h"
#include "server/service/documents/job_documents.h"
#include "storage/jobs/job_executions.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::ExecutionStatus;
using engine::JobExecution;

namespace {

// AWS: one execution of a thing is next, of whatever namespace: those of the others wait for
// it.
std::optional<JobExecution> Next(Context& c, const std::string& thing) {
  auto next = storage::JobExecutions(c.store).Next(thing);
  if (next && next->namespace_id != c.caller.namespace_id) return std::nullopt;
  return next;
}

// Ours: jobs of a namespace are there on its topics alone; other jobs everywhere else.
JobExecution RequireVisible(Context& c, const json& in) {
  const std::string& job_id = Text(in, "jobId");
  const auto number = Maybe<std::int64_t>(in, "executionNumber");
  JobExecution execution = RequireExecution(c, job_id, Text(in, "thingName"), number);
  if (execution.namespace_id != c.caller.namespace_id) {
    throw Error(
        ErrorCode::kResourceNotFound,
        "An execution of job " + job_id + " on thing " + execution.thing_name +
            " cannot be found" +
            (c.caller.namespace_id.empty() ? "; its namespace has topics of its own."
                                           : " in namespace " + c.caller.namespace_id + "."));
  }
  return execution;
}

json ForDevice(const Context& c, const JobExecution& execution) {
  json shown = engine::ExecutionForDevice(execution, c.now);
  shown["thingName"] = execution.thing_name;
  return shown;
}

std::optional<engine::Duration> TimeoutOf(Context& c, const std::string& job_id) {
  return engine::InProgressTimeout(RequireJob(c, job_id).Config("timeoutConfig"));
}

engine::UpdateRequest RequestFrom(const json& in) {
  if (in.value("stepTimeoutInMinutes", 1) == 0) {
    throw Error(ErrorCode::kInvalidRequest,
                "Provide valid timeout value, stepTimeoutInMinutes cannot be 0.");
  }
  return {.status_details = Maybe<json>(in, "statusDetails"),
          .step_timeout_in_minutes = Maybe<std::int64_t>(in, "stepTimeoutInMinutes"),
          .expected_version = Maybe<std::int64_t>(in, "expectedVersion")};
}

json GetPendingJobExecutions(Context& c, const json& in) {
  const std::string& thing = Text(in, "thingName");
  RequireThing(c, thing);
  json in_progress = json::array();
  json queued = json::array();
  for (const auto& execution : storage::JobExecutions(c.store).Pending(
           {thing, c.caller.namespace_id}, engine::kMostPendingShown,
           engine::kMoreInWindowsShown)) {
    json& list = execution.status == ExecutionStatus::kInProgress ? in_progress : queued;
    list.push_back(engine::PendingSummary(execution));
  }
  return {{"inProgressJobs", std::move(in_progress)}, {"queuedJobs", std::move(queued)}};
}

// AWS: an execution already IN_PROGRESS comes first and is returned untouched.
json StartNextPendingJobExecution(Context& c, const json& in) {
  const std::string& thing = Text(in, "thingName");
  RequireThing(c, thing);
  auto next = Next(c, thing);
  if (!next) return json::object();
  const engine::Job job = RequireJob(c, next->job_id);
  if (next->status == ExecutionStatus::kQueued) {
    const JobExecution started = engine::Start(
        *next, RequestFrom(in), engine::InProgressTimeout(job.Config("timeoutConfig")), c.now);
    storage::JobExecutions(c.store).Update(*next, started);
    next = started;
  }
  json execution = ForDevice(c, *next);
  execution["jobDocument"] = DocumentFor(c, job, *next);
  return {{"execution", std::move(execution)}};
}

json DescribeJobExecution(Context& c, const json& in) {
  const std::string& thing = Text(in, "thingName");
  const std::string& job_id = Text(in, "jobId");
  std::optional<JobExecution> execution;
  if (job_id == "$next") {
    RequireThing(c, thing);
    execution = Next(c, thing);
    // AWS: nothing pending is no error.
    if (!execution) return json::object();
  } else {
    execution = RequireVisible(c, in);
  }
  if (!engine::IsPending(execution->status)) {
    throw Error(ErrorCode::kTerminalState, "Job execution of job " + job_id + " on thing " +
                                               thing + " is in terminal status " +
                                               std::string(Name(execution->status)) + ".");
  }
  json shown = ForDevice(c, *execution);
  if (in.value("includeJobDocument", true)) {
    shown["jobDocument"] = DocumentFor(c, RequireJob(c, execution->job_id), *execution);
  }
  return {{"execution", std::move(shown)}};
}

json UpdateJobExecution(Context& c, const json& in) {
  const JobExecution before = RequireVisible(c, in);
  engine::UpdateRequest request = RequestFrom(in);
  request.status = engine::ExecutionStatusFrom(Text(in, "status")).value();
  std::optional<engine::Duration> timeout;
  if (!before.started_at) timeout = TimeoutOf(c, before.job_id);
  const JobExecution after = engine::Update(before, request, timeout, c.now);
  storage::JobExecutions(c.store).Update(before, after);
  json output = json::object();
  if (Flag(in, "includeJobExecutionState")) {
    output["executionState"] = engine::ExecutionState(after);
  }
  if (Flag(in, "includeJobDocument")) {
    output["jobDocument"] = DocumentFor(c, RequireJob(c, after.job_id), after);
  }
  return output;
}

}  // namespace

OperationTable DataPlaneOperations() {
  return {
      {"GetPendingJobExecutions", GetPendingJobExecutions},
      {"StartNextPendingJobExecution", StartNextPendingJobExecution},
      {"DescribeJobExecution", DescribeJobExecution},
      {"UpdateJobExecution", UpdateJobExecution},
  };
}

}  // namespace server
