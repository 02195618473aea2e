#include "server/timers.h"

#include <nlohmann/json.hpp>

#include "engine/timeout.h"
#include "server/plain_words.h"

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

json OfJob(Context& c, const engine::Job& job) {
  return {{"kind", "rolloutMinute"},
          {"job", job.job_id},
          {"why", "the next minute of job " + job.job_id + "'s rollout begins, with " +
                      PlainCount(c.store.CountRollout(job.job_id), "thing") + " to reach"}};
}

}  // namespace

json Timers(Context& c, int most) {
  auto due = c.store.DueWorks(most + 1);
  const bool more = static_cast<int>(due.size()) > most;
  if (more) due.pop_back();
  json timers = json::array();
  for (const storage::DueWork& work : due) {
    json timer = work.is_execution ? OfExecution(c.store.ExecutionBySequence(work.sequence))
                                   : OfJob(c, c.store.JobBySequence(work.sequence));
    timer["at"] = PlainInstant(work.at);
    timer["in"] = PlainDuration(work.at - c.now);
    timers.push_back(std::move(timer));
  }
  return {{"now", PlainInstant(c.now)}, {"timers", std::move(timers)}, {"more", more}};
}

}  // namespace server
