#include "storage/jobs/job_executions.h"

#include <nlohmann/json.hpp>

#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/timeout.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"

namespace server {

using engine::JobExecution;

namespace {

json Summary(const JobExecution& execution) {
  json summary = {{"status", Name(execution.status)},
                  {"queuedAt", Seconds(execution.queued_at)},
                  {"lastUpdatedAt", Seconds(execution.last_updated_at)},
                  {"executionNumber", execution.number},
                  {"retryAttempt", execution.retries.Total()}};
  if (execution.started_at) summary["startedAt"] = Seconds(*execution.started_at);
  return summary;
}

std::optional<engine::ExecutionStatus> StatusFilter(const json& in) {
  const auto status = Maybe<std::string>(in, "status");
  return status ? engine::ExecutionStatusFrom(*status) : std::nullopt;
}

json DescribeJobExecution(Context& c, const json& in) {
  const JobExecution execution = RequireExecution(c, Text(in, "jobId"), Text(in, "thingName"),
                                                  Maybe<std::int64_t>(in, "executionNumber"));
  json shown = {{"jobId", execution.job_id},
                {"status", Name(execution.status)},
                {"forceCanceled", execution.force_canceled},
                {"statusDetails", {{"detailsMap", execution.status_details}}},
                {"thingArn", ArnOf(c, "thing", execution.thing_name)},
                {"queuedAt", Seconds(execution.queued_at)},
                {"lastUpdatedAt", Seconds(execution.last_updated_at)},
                {"executionNumber", execution.number},
                {"versionNumber", execution.version}};
  if (execution.started_at) shown["startedAt"] = Seconds(*execution.started_at);
  if (const auto left = engine::ApproximateSecondsBeforeTimedOut(execution, c.now)) {
    shown["approximateSecondsBeforeTimedOut"] = *left;
  }
  return {{"execution", std::move(shown)}};
}

json ListJobExecutionsForJob(Context& c, const json& in) {
  const engine::Job job = RequireJob(c, Text(in, "jobId"));
  const std::string list = "ListJobExecutionsForJob " + job.job_id;
  const auto page =
      storage::JobExecutions(c.store).OfJob(job.job_id, StatusFilter(in), PageFrom(in, list));
  json summaries = json::array();
  for (const JobExecution& execution : page.rows) {
    summaries.push_back({{"thingArn", ArnOf(c, "thing", execution.thing_name)},
                         {"jobExecutionSummary", Summary(execution)}});
  }
  json output = {{"executionSummaries", std::move(summaries)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json ListJobExecutionsForThing(Context& c, const json& in) {
  const std::string& thing = Text(in, "thingName");
  RequireThing(c, thing);
  const std::string list = "ListJobExecutionsForThing " + thing;
  const auto page = storage::JobExecutions(c.store).OfThing(
      thing,
      {.status = StatusFilter(in),
       .job_id = Maybe<std::string>(in, "jobId"),
       .namespace_id = Maybe<std::string>(in, "namespaceId")},
      PageFrom(in, list));
  json summaries = json::array();
  for (const JobExecution& execution : page.rows) {
    summaries.push_back(
        {{"jobId", execution.job_id}, {"jobExecutionSummary", Summary(execution)}});
  }
  json output = {{"executionSummaries", std::move(summaries)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json CancelJobExecution(Context& c, const json& in) {
  const JobExecution execution = RequireExecution(c, Text(in, "jobId"), Text(in, "thingName"));
  storage::JobExecutions(c.store).Update(
      execution,
      engine::Cancel(execution,
                     {.force = Flag(in, "force"),
                      .status_details = Maybe<json>(in, "statusDetails"),
                      .expected_version = Maybe<std::int64_t>(in, "expectedVersion")},
                     c.now));
  return json::object();
}

json DeleteJobExecution(Context& c, const json& in) {
  RequireJobIn(c, in);
  const JobExecution execution = RequireExecution(c, Text(in, "jobId"), Text(in, "thingName"),
                                                  in.at("executionNumber").get<std::int64_t>());
  engine::CheckDeletion(execution, Flag(in, "force"));
  storage::JobExecutions(c.store).Delete(execution);
  return json::object();
}

}  // namespace

OperationTable JobExecutionOperations() {
  return {
      {"DescribeJobExecution", DescribeJobExecution},
      {"ListJobExecutionsForJob", ListJobExecutionsForJob},
      {"ListJobExecutionsForThing", ListJobExecutionsForThing},
      {"CancelJobExecution", CancelJobExecution},
      {"DeleteJobExecution", DeleteJobExecution},
  };
}

}  // namespace server
