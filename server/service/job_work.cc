#include "server/service/job_work.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/jobs/rollout.h"
#include "server/service/settle.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/jobs/rollout.h"
#include "storage/registry/things.h"

namespace server {

using engine::ExecutionStatus;
using engine::Job;
using engine::JobExecution;
using engine::JobStatus;

namespace {

void Queue(Context& c, const Job& job, const std::string& thing, std::int64_t number) {
  JobExecution execution;
  execution.job_id = job.job_id;
  execution.namespace_id = job.namespace_id;
  execution.thing_name = thing;
  execution.number = number;
  execution.queued_at = c.now;
  execution.last_updated_at = c.now;
  execution.hidden = Hides(job);
  storage::JobExecutions(c.store).Insert(execution);
}

// AWS: only targets known when the job was made are paced.
Left Reach(Context& c, const Job& job) {
  int joined = 0;
  int paced = 0;
  while (joined < kMostAtOnce && paced < kMostForgottenAtOnce) {
    const auto unreached = storage::Rollout(c.store).TakeUnreached(job.job_id, kMostAtOnce);
    if (!unreached) return Left::kNothing;
    for (const std::string& thing : unreached->things) {
      if (unreached->pace == storage::Pace::kPaced) {
        storage::Rollout(c.store).Add(job.job_id, thing);
        ++paced;
      } else if (engine::TakesExecutions(job, c.now)) {
        Join(c, job, thing);
        ++joined;
      }
    }
  }
  return storage::Rollout(c.store).HasUnreached(job.job_id) ? Left::kSomething : Left::kNothing;
}

// Ours: each device is told of a window as by any other change of its list.
Left ShowOrHide(Context& c, const Job& job) {
  const auto hides = Hides(job);
  if (!hides) return Left::kNothing;
  const auto executions =
      storage::JobExecutions(c.store).InWindows(job.job_id, !*hides, kMostAtOnce);
  for (const JobExecution& execution : executions) {
    JobExecution after = execution;
    after.hidden = hides;
    storage::JobExecutions(c.store).Update(execution, after);
  }
  return executions.size() == kMostAtOnce ? Left::kSomething : Left::kNothing;
}

// Queues the executions that this minute's rate allows, when the minute has begun.
Left Release(Context& c, Job& job) {
  engine::Rollout& rollout = job.rollout;
  if (job.status != JobStatus::kInProgress || storage::Rollout(c.store).IsEmpty(job.job_id)) {
    if (job.status == JobStatus::kInProgress) {
      rollout.due = 0;
      rollout.next_minute_at.reset();
    }
    return Left::kNothing;
  }
  if (c.settings.immediate_rollout) {
    rollout.due = kMostAtOnce;
  } else if (!rollout.next_minute_at || *rollout.next_minute_at <= c.now) {
    const auto counts = storage::JobExecutions(c.store).Count(job.job_id);
    rollout.due = engine::ReleaseThisMinute(
        job.Config("jobExecutionsRolloutConfig"),
        {.notified = rollout.queued, .succeeded = counts.Of(ExecutionStatus::kSucceeded)});
    rollout.next_minute_at = c.now + engine::kRolloutInterval;
  }
  std::int64_t share = std::min<std::int64_t>(rollout.due, kMostAtOnce);
  while (share > 0) {
    const auto things = storage::Rollout(c.store).Take(job.job_id, share);
    if (things.empty()) break;
    for (const std::string& thing : things) {
      // It may be gone, or have joined a group while the job was reaching its members.
      if (!storage::Things(c.store).Has(thing) ||
          storage::JobExecutions(c.store).Has(job.job_id, thing))
        continue;
      Queue(c, job, thing, 1);
      --share;
      --rollout.due;
      ++rollout.queued;
    }
  }
  if (storage::Rollout(c.store).IsEmpty(job.job_id)) {
    rollout.due = 0;
    rollout.next_minute_at.reset();
    return Left::kNothing;
  }
  return rollout.due > 0 || c.settings.immediate_rollout ? Left::kSomething : Left::kNothing;
}

}  // namespace

std::optional<bool> Hides(const Job& job) {
  const auto& config = job.Config("schedulingConfig");
  if (config.value("maintenanceWindows", nlohmann::json::array()).empty()) return std::nullopt;
  return job.status == JobStatus::kScheduled;
}

// AWS: joining a target group of a continuous job queues an execution at once, unpaced, unless
// one is pending.
void Join(Context& c, const Job& job, const std::string& thing) {
  const auto newest = storage::JobExecutions(c.store).Find(job.job_id, thing);
  if (newest && engine::IsPending(newest->status)) return;
  storage::Rollout(c.store).Remove(job.job_id, thing);
  Queue(c, job, thing, newest ? newest->number + 1 : 1);
}

bool Begin(Context& c, Job& job) {
  // AWS: a scheduled job that finds too many others at work when it starts is cancelled.
  if (job.status == JobStatus::kScheduled && c.settings.enforce_limits &&
      storage::Jobs(c.store).CountConcurrent() >= engine::kMostConcurrentJobs) {
    job = engine::Cancel(std::move(job), /*force=*/false, engine::kConcurrencyReasonCode,
                         engine::kConcurrencyComment, c.now);
    return false;
  }
  if (job.status == JobStatus::kScheduled) job.last_updated_at = c.now;
  storage::Rollout(c.store).Fill(job.job_id);
  return true;
}

Left Run(Context& c, Job& job, const engine::Schedule& schedule) {
  if (schedule.HasEnded(c.now)) {
    storage::Rollout(c.store).Drop(job.job_id, kMostForgottenAtOnce);
    job.rollout.due = 0;
    job.rollout.next_minute_at.reset();
  }
  if (Reach(c, job) == Left::kSomething || ShowOrHide(c, job) == Left::kSomething) {
    return Left::kSomething;
  }
  if (schedule.HasEnded(c.now)) {
    return storage::Rollout(c.store).IsEmpty(job.job_id) ? Left::kNothing : Left::kSomething;
  }
  return Release(c, job);
}

Left Withdraw(Context& c, const Job& job) {
  storage::Rollout(c.store).Drop(job.job_id, kMostForgottenAtOnce);
  std::vector<ExecutionStatus> statuses = {ExecutionStatus::kQueued};
  if (job.force_canceled) statuses.push_back(ExecutionStatus::kInProgress);
  const auto executions =
      storage::JobExecutions(c.store).Some(job.job_id, statuses, kMostAtOnce);
  for (const JobExecution& execution : executions) {
    storage::JobExecutions(c.store).Update(
        execution, engine::Cancel(execution, {.force = job.force_canceled}, c.now));
  }
  return executions.size() == kMostAtOnce || !storage::Rollout(c.store).IsEmpty(job.job_id)
             ? Left::kSomething
             : Left::kNothing;
}

Left Erase(Context& c, const Job& job) {
  storage::Rollout(c.store).Drop(job.job_id, kMostForgottenAtOnce);
  const auto executions = storage::JobExecutions(c.store).Any(job.job_id, kMostAtOnce);
  for (const JobExecution& execution : executions)
    storage::JobExecutions(c.store).Delete(execution);
  if (executions.size() == kMostAtOnce || !storage::Rollout(c.store).IsEmpty(job.job_id)) {
    return Left::kSomething;
  }
  storage::Jobs(c.store).Delete(job.job_id);
  return Left::kNothing;
}

}  // namespace server
