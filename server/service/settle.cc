#include "server/service/settle.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/jobs/abort.h"
#include "engine/jobs/job.h"
#include "engine/jobs/retry.h"
#include "engine/jobs/schedule.h"
#include "engine/messages/event_configurations.h"
#include "server/service/events.h"
#include "server/service/job_work.h"
#include "server/service/notices.h"
#include "server/service/thing_index.h"
#include "storage/changes.h"
#include "storage/event_configurations.h"
#include "storage/execution_change.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/jobs/rollout.h"
#include "storage/registry/things.h"
#include "storage/store.h"

namespace server {

namespace {

using engine::ExecutionStatus;
using engine::Job;
using engine::JobExecution;
using engine::JobStatus;

class Settler {
 public:
  explicit Settler(Context& context) : c_(context) {}

  void FollowChanges();
  // Of each job whose row changed, what it was and what it is.
  void CompareJobs();

  Followed TakeFollowed() { return std::move(followed_); }

 private:
  void Leave(const Job& job, const std::string& thing);
  void SettleMembership(const storage::MembershipChange& change);
  void SettleExecution(const storage::ExecutionChange& change);
  void SettleJob(const std::string& job_id);
  bool IsEnded(Job& job, const engine::Schedule& schedule);
  bool IsAborted(Job& job);

  Context& c_;
  std::set<std::string> worked_;  // jobs that have had this transaction's share of work
  std::set<std::string> built_;   // dynamic groups likewise
  std::map<std::string, JobStatus> statuses_;  // of the jobs that are there now
  Followed followed_;
};

engine::Schedule ScheduleOf(const Job& job) {
  return engine::Schedule(job.Config("schedulingConfig"));
}

// AWS: a QUEUED execution of a thing that leaves is REMOVED; any other stays as it is.
void Settler::Leave(const Job& job, const std::string& thing) {
  // Ours: AWS is inconsistent here; while another target still holds the thing nothing happens.
  if (storage::Jobs(c_.store).IsAimedAt(job.job_id, thing)) return;
  storage::Rollout(c_.store).Remove(job.job_id, thing);
  const auto newest = storage::JobExecutions(c_.store).Find(job.job_id, thing);
  if (newest && newest->status == ExecutionStatus::kQueued) {
    storage::JobExecutions(c_.store).Update(*newest, engine::Remove(*newest, c_.now));
  }
}

void Settler::SettleMembership(const storage::MembershipChange& change) {
  for (const Job& job : storage::Jobs(c_.store).ContinuousAimedAt(change.groups)) {
    if (!change.joined) {
      Leave(job, change.thing_name);
    } else if (engine::TakesExecutions(job, c_.now)) {
      Join(c_, job, change.thing_name);
    }
  }
}

void Settler::SettleExecution(const storage::ExecutionChange& change) {
  if (!change.after) return;
  const JobExecution& ended = *change.after;
  if (ended.status != ExecutionStatus::kFailed && ended.status != ExecutionStatus::kTimedOut) {
    return;
  }
  auto job = storage::Jobs(c_.store).Find(ended.job_id);
  if (!job || !engine::TakesExecutions(*job, c_.now)) return;
  // A failure that ends the job is not tried again.
  if (IsAborted(*job)) {
    storage::Jobs(c_.store).Update(*job);
    return;
  }
  const auto& retry_config = job->Config("jobExecutionsRetryConfig");
  if (!engine::MayRetry(retry_config, ended.status, ended.retries)) return;
  // AWS: a thing that has left the job's groups is not tried again.
  if (job->target_selection == engine::TargetSelection::kContinuous &&
      !storage::Jobs(c_.store).IsAimedAt(job->job_id, ended.thing_name)) {
    return;
  }
  if (!storage::Things(c_.store).Has(ended.thing_name)) return;
  JobExecution again = engine::Retry(ended, c_.now);
  again.hidden = Hides(*job);
  storage::JobExecutions(c_.store).Insert(again);
}

void Settler::SettleJob(const std::string& job_id) {
  const auto before = storage::Jobs(c_.store).Find(job_id);
  statuses_.erase(job_id);
  if (!before) return;
  Job job = *before;
  const auto schedule = ScheduleOf(job);
  const bool may_work = worked_.insert(job_id).second;
  Left left = Left::kNothing;
  if (engine::IsActive(job) && !IsEnded(job, schedule) && !IsAborted(job)) {
    const bool open = schedule.IsOpen(c_.now);
    if (job.rollout.begun || schedule.HasEnded(c_.now) || (open && Begin(c_, job))) {
      job.rollout.begun = true;
      job.status = open ? JobStatus::kInProgress : JobStatus::kScheduled;
      if (may_work) left = Run(c_, job, schedule);
    }
  }
  if (!may_work && (before->backlog_at || job.status != before->status)) {
    left = Left::kSomething;
  }
  if (engine::IsActive(job)) {
    if (left == Left::kNothing &&
        engine::IsComplete(job, storage::JobExecutions(c_.store).Count(job_id),
                           storage::Rollout(c_.store).IsEmpty(job_id), c_.now)) {
      job = engine::Complete(std::move(job), c_.now);
    }
  } else if (may_work && job.status == JobStatus::kCanceled) {
    left = Withdraw(c_, job);
  } else if (may_work && job.status == JobStatus::kDeletionInProgress) {
    left = Erase(c_, job);
    if (left == Left::kNothing) {
      followed_.erased.emplace(job.job_id, job);
      return;
    }
  }
  statuses_[job_id] = job.status;
  job.due_at.reset();
  if (engine::IsActive(job)) {
    job.due_at = schedule.NextChange(c_.now);
    const auto& minute = job.rollout.next_minute_at;
    if (minute && job.status == JobStatus::kInProgress &&
        (!job.due_at || *minute < *job.due_at)) {
      job.due_at = minute;
    }
  }
  job.backlog_at.reset();
  if (left == Left::kSomething) job.backlog_at = c_.now;
  if (job.status != before->status || job.due_at != before->due_at ||
      job.backlog_at != before->backlog_at || job.rollout != before->rollout) {
    storage::Jobs(c_.store).Update(job);
  }
}

// AWS: at its endTime a job is cancelled when its endBehavior says so.
bool Settler::IsEnded(Job& job, const engine::Schedule& schedule) {
  if (!schedule.HasEnded(c_.now) ||
      schedule.end_behavior() == engine::EndBehavior::kStopRollout) {
    return false;
  }
  const bool force = schedule.end_behavior() == engine::EndBehavior::kForceCancel;
  job = engine::Cancel(std::move(job), force, engine::kEndTimeReasonCode,
                       engine::kEndTimeComment, c_.now);
  return true;
}

// AWS: a job that its abort criteria end is cancelled without force.
bool Settler::IsAborted(Job& job) {
  const auto found = job.configs.find("abortConfig");
  if (found == job.configs.end()) return false;
  const auto counts = storage::JobExecutions(c_.store).Count(job.job_id);
  const auto met = engine::CriterionMet(*found, counts);
  if (!met) return false;
  std::string comment = engine::AbortComment(*found, *met, counts);
  job = engine::Cancel(std::move(job), /*force=*/false, engine::kAbortReasonCode,
                       std::move(comment), c_.now);
  return true;
}

void Settler::FollowChanges() {
  storage::Changes& changes = c_.store.Touched();
  while (!changes.NothingToSettle()) {
    for (const std::string& thing : std::exchange(changes.indexed_things, {})) {
      FollowThing(c_, thing);
    }
    for (const std::string& group : std::exchange(changes.building_groups, {})) {
      if (built_.insert(group).second) BuildOn(c_, group);
    }
    for (const auto& membership : std::exchange(changes.memberships, {})) {
      SettleMembership(membership);
    }
    for (const auto& target : std::exchange(changes.targets, {})) {
      storage::Rollout(c_.store).BeginReaching(target.job_id, target.group_name,
                                               storage::Pace::kAtOnce);
    }
    for (auto& execution : std::exchange(changes.executions, {})) {
      SettleExecution(execution);
      followed_.executions.push_back(std::move(execution));
    }
    for (const std::string& job_id : std::exchange(changes.jobs, {})) SettleJob(job_id);
  }
}

void Settler::CompareJobs() {
  for (const auto& [job_id, before] : c_.store.Touched().job_stages) {
    JobChange change{.job_id = job_id};
    if (before) change.before = before->status;
    if (const auto settled = statuses_.find(job_id); settled != statuses_.end()) {
      change.after = settled->second;
    }
    followed_.jobs.push_back(std::move(change));
  }
}

}  // namespace

void Settled::Append(Settled next) {
  const auto append = [](auto& to, auto& from) {
    if (to.empty()) return to.swap(from);
    std::ranges::move(from, std::back_inserter(to));
  };
  append(notices, next.notices);
  append(followed.executions, next.followed.executions);
  append(followed.jobs, next.followed.jobs);
  followed.erased.merge(next.followed.erased);
}

Settled Settle(Context& c) {
  Settler settler(c);
  settler.FollowChanges();
  settler.CompareJobs();
  Settled settled{.followed = settler.TakeFollowed(), .notices = Notices(c)};
  auto events = Events(c, settled.followed);
  std::move(events.begin(), events.end(), std::back_inserter(settled.notices));
  return settled;
}

}  // namespace server
