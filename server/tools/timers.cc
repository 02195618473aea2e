#include "server/tools/timers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/jobs/schedule.h"
#include "engine/jobs/timeout.h"
#include "server/journal/plain_words.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/jobs/rollout.h"
#include "storage/store.h"

namespace server {

namespace {

using nlohmann::json;

json OfExecution(const engine::JobExecution& execution) {
  const bool step = engine::Deadline(execution) == execution.step_deadline;
  return {
      {"kind", step ? "stepTimeout" : "inProgressTimeout"},
      {"job", execution.job_id},
      {"thing", execution.thing_name},
      {"executionNumber", execution.number},
      {"why", "execution " + std::to_string(execution.number) + " of job " + execution.job_id +
                  " on " + execution.thing_name + " becomes TIMED_OUT by " +
                  (step ? "its step timer" : "its in-progress timer")}};
}

// What changes at the instant by the job's schedule, read from its answers before and then.
std::pair<const char*, const char*> ScheduleChange(const engine::Schedule& schedule,
                                                   engine::Instant at) {
  const engine::Instant before = at - engine::Duration{1};
  if (!schedule.HasEnded(before) && schedule.HasEnded(at))
    return {"jobEnd", " reaches its end"};
  if (!schedule.HasStarted(before) && schedule.HasStarted(at)) {
    return {"jobStart", " reaches its start"};
  }
  if (schedule.IsOpen(at)) return {"windowOpens", " enters a maintenance window"};
  return {"windowCloses", " leaves its maintenance window"};
}

json OfJob(Context& c, const engine::Job& job, engine::Instant at) {
  json timer = {{"job", job.job_id}};
  if (job.rollout.next_minute_at == at) {
    timer["kind"] = "rolloutMinute";
    timer["why"] = "the next minute of the rollout of job " + job.job_id + " begins, with " +
                   PlainCount(storage::Rollout(c.store).Count(job.job_id), "thing") +
                   " to reach";
    return timer;
  }
  const engine::Schedule schedule(job.Config("schedulingConfig"));
  const auto [kind, what] = ScheduleChange(schedule, at);
  timer["kind"] = kind;
  timer["why"] = "job " + job.job_id + what;
  return timer;
}

}  // namespace

json Timers(Context& c, int most) {
  auto due = c.store.DueWorks(most + 1);
  const bool more = static_cast<int>(due.size()) > most;
  if (more) due.pop_back();
  json timers = json::array();
  for (const storage::DueWork& work : due) {
    json timer = work.is_execution
                     ? OfExecution(storage::JobExecutions(c.store).BySequence(work.sequence))
                     : OfJob(c, storage::Jobs(c.store).BySequence(work.sequence), work.at);
    timer["at"] = PlainInstant(work.at);
    timer["in"] = PlainDuration(std::max(work.at - c.now, engine::Duration{0}));
    timers.push_back(std::move(timer));
  }
  return {{"now", PlainInstant(c.now)}, {"timers", std::move(timers)}, {"more", more}};
}

}  // namespace server
