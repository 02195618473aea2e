#include "engine/error.h"
#include "engine/jobs/given_execution.h"
#include "engine/jobs/job.h"
#include "engine/jobs/target.h"
#include "engine/jobs/timeout.h"
#include "engine/registry/thing_group.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/service/job_work.h"
#include "server/tools/state/seed.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/thing_groups.h"

namespace tools {
namespace {

using nlohmann::json;

// "2026-01-01T00:00:00Z", or "-5m" before now.
std::optional<engine::Instant> InstantIn(const json& given, const char* member,
                                         engine::Instant now) {
  const auto text = server::Maybe<std::string>(given, member);
  if (!text) return std::nullopt;
  if (const auto at = engine::ParseInstant(*text)) return at;
  const auto ago =
      text->starts_with('-') ? engine::ParseDuration(text->substr(1)) : std::nullopt;
  if (!ago || *ago > now.time_since_epoch()) {
    engine::RefuseRequest(std::string(member) +
                          " is an instant such as \"2026-01-01T00:00:00Z\", or how long ago "
                          "it was, such as \"-5m\".");
  }
  return now - *ago;
}

engine::GivenExecution ReadGiven(const json& given, engine::Instant now) {
  return {
      .status = engine::ExecutionStatusFrom(server::Text(given, "status")).value(),
      .number = given.value("executionNumber", std::int64_t{1}),
      .version = server::Maybe<std::int64_t>(given, "versionNumber"),
      .status_details = given.value("statusDetails", json::object()),
      .queued_at = InstantIn(given, "queuedAt", now),
      .started_at = InstantIn(given, "startedAt", now),
      .last_updated_at = InstantIn(given, "lastUpdatedAt", now),
      .step_timeout_in_minutes = server::Maybe<std::int64_t>(given, "stepTimeoutInMinutes")};
}

// Who is in a dynamic group may not be known yet.
void CheckTarget(server::Context& c, const std::string& job, const std::string& thing) {
  storage::Jobs jobs(c.store);
  if (jobs.IsAimedAt(job, thing)) return;
  for (const engine::Target& target : jobs.TargetsOf(job)) {
    if (target.kind == engine::TargetKind::kThing) continue;
    const auto group = storage::ThingGroups(c.store).Find(target.name);
    if (group && group->dynamic) return;
  }
  engine::RefuseRequest("The job " + job + " is not for the thing " + thing + ".");
}

}  // namespace

void SowExecution(const Sowing& to, const json& execution) {
  server::Context& c = to.c;
  const engine::Job job = server::RequireJob(c, server::Text(execution, "job"));
  const std::string& thing = server::Text(execution, "thing");
  server::RequireThing(c, thing);
  CheckTarget(c, job.job_id, thing);
  const engine::GivenExecution given = ReadGiven(execution, c.now);
  storage::JobExecutions executions(c.store);
  if (executions.Find(job.job_id, thing, given.number)) {
    engine::RefuseRequest("The thing " + thing + " has execution " +
                          std::to_string(given.number) + " of the job " + job.job_id +
                          " already.");
  }
  engine::JobExecution placed = engine::Placed(
      {.job_id = job.job_id, .thing_name = thing, .namespace_id = job.namespace_id}, given,
      engine::InProgressTimeout(job.Config("timeoutConfig")), c.now);
  if (given.status == engine::ExecutionStatus::kQueued) placed.hidden = server::Hides(job);
  executions.Insert(placed);
  storage::Jobs(c.store).Update(job);  // to be looked at: this may be its last execution
}

}  // namespace tools
