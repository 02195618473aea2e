#include "server/settle.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/abort.h"
#include "engine/job.h"
#include "engine/retry.h"
#include "engine/rollout.h"
#include "engine/schedule.h"
#include "server/events.h"
#include "server/happenings.h"
#include "server/thing_index.h"

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
  std::vector<engine::Notice> Notices();

  const Followed& followed() const { return followed_; }

 private:
  enum class Left { kNothing, kSomething };

  void Queue(const Job& job, const std::string& thing, std::int64_t number);
  void Join(const Job& job, const std::string& thing);
  void Leave(const Job& job, const std::string& thing);
  void SettleMembership(const storage::MembershipChange& change);
  void SettleExecution(const storage::ExecutionChange& change);
  void SettleJob(const std::string& job_id);
  bool IsEnded(Job& job, const engine::Schedule& schedule);
  bool IsAborted(Job& job);
  bool Begin(Job& job);
  Left Run(Job& job, const engine::Schedule& schedule);
  Left Reach(const Job& job);
  Left ShowOrHide(const Job& job);
  Left Release(Job& job);
  Left Withdraw(const Job& job);
  Left Erase(const Job& job);
  const std::string& Document(const std::string& job_id);

  Context& c_;
  const bool tells_of_executions_ =
      c_.happenings != nullptr ||
      c_.store.EventConfigurations().Enabled(engine::EventType::kJobExecution);
  std::set<std::string> worked_;  // jobs that have had this transaction's share of work
  std::set<std::string> built_;   // dynamic groups likewise
  std::map<std::string, std::string> documents_;
  Followed followed_;
};

engine::Schedule ScheduleOf(const Job& job) {
  return engine::Schedule(job.Config("schedulingConfig"));
}

// Whether the job's QUEUED executions are hidden; nothing for a job without windows.
// AWS: between windows a job is SCHEDULED.
std::optional<bool> Hides(const Job& job) {
  const auto& config = job.Config("schedulingConfig");
  if (config.value("maintenanceWindows", nlohmann::json::array()).empty()) return std::nullopt;
  return job.status == JobStatus::kScheduled;
}

void Settler::Queue(const Job& job, const std::string& thing, std::int64_t number) {
  JobExecution execution;
  execution.job_id = job.job_id;
  execution.namespace_id = job.namespace_id;
  execution.thing_name = thing;
  execution.number = number;
  execution.queued_at = c_.now;
  execution.last_updated_at = c_.now;
  execution.hidden = Hides(job);
  c_.store.Insert(execution);
}

// AWS: joining a target group of a continuous job queues an execution at once, unpaced, unless
// one is pending.
void Settler::Join(const Job& job, const std::string& thing) {
  const auto newest = c_.store.FindExecution(job.job_id, thing);
  if (newest && engine::IsPending(newest->status)) return;
  c_.store.DropFromRollout(job.job_id, thing);
  Queue(job, thing, newest ? newest->number + 1 : 1);
}

// AWS: a QUEUED execution of a thing that leaves is REMOVED; any other stays as it is.
void Settler::Leave(const Job& job, const std::string& thing) {
  // Ours: AWS is inconsistent here; while another target still holds the thing nothing happens.
  if (c_.store.IsAimedAt(job.job_id, thing)) return;
  c_.store.DropFromRollout(job.job_id, thing);
  const auto newest = c_.store.FindExecution(job.job_id, thing);
  if (newest && newest->status == ExecutionStatus::kQueued) {
    c_.store.Update(*newest, engine::Remove(*newest, c_.now));
  }
}

void Settler::SettleMembership(const storage::MembershipChange& change) {
  for (const Job& job : c_.store.ContinuousJobsAimedAt(change.groups)) {
    if (!change.joined) {
      Leave(job, change.thing_name);
    } else if (engine::TakesExecutions(job, c_.now)) {
      Join(job, change.thing_name);
    }
  }
}

void Settler::SettleExecution(const storage::ExecutionChange& change) {
  if (!change.after) return;
  const JobExecution& ended = *change.after;
  if (ended.status != ExecutionStatus::kFailed && ended.status != ExecutionStatus::kTimedOut) {
    return;
  }
  auto job = c_.store.FindJob(ended.job_id);
  if (!job || !engine::TakesExecutions(*job, c_.now)) return;
  // A failure that ends the job is not tried again.
  if (IsAborted(*job)) {
    c_.store.Update(*job);
    return;
  }
  const auto& retry_config = job->Config("jobExecutionsRetryConfig");
  if (!engine::MayRetry(retry_config, ended.status, ended.retries)) return;
  // AWS: a thing that has left the job's groups is not tried again.
  if (job->target_selection == engine::TargetSelection::kContinuous &&
      !c_.store.IsAimedAt(job->job_id, ended.thing_name)) {
    return;
  }
  if (!c_.store.FindThing(ended.thing_name)) return;
  JobExecution again = engine::Retry(ended, c_.now);
  again.hidden = Hides(*job);
  c_.store.Insert(again);
}

void Settler::SettleJob(const std::string& job_id) {
  const auto before = c_.store.FindJob(job_id);
  if (!before) return;
  Job job = *before;
  const auto schedule = ScheduleOf(job);
  const bool may_work = worked_.insert(job_id).second;
  Left left = Left::kNothing;
  if (engine::IsActive(job) && !IsEnded(job, schedule) && !IsAborted(job)) {
    const bool open = schedule.IsOpen(c_.now);
    if (job.rollout.begun || schedule.HasEnded(c_.now) || (open && Begin(job))) {
      job.rollout.begun = true;
      job.status = open ? JobStatus::kInProgress : JobStatus::kScheduled;
      if (may_work) left = Run(job, schedule);
    }
  }
  if (!may_work && (before->backlog_at || job.status != before->status)) {
    left = Left::kSomething;
  }
  if (engine::IsActive(job)) {
    if (left == Left::kNothing && engine::IsComplete(job, c_.store.CountExecutions(job_id),
                                                     c_.store.RolloutIsEmpty(job_id), c_.now)) {
      job = engine::Complete(std::move(job), c_.now);
    }
  } else if (may_work && job.status == JobStatus::kCanceled) {
    left = Withdraw(job);
  } else if (may_work && job.status == JobStatus::kDeletionInProgress) {
    left = Erase(job);
    if (left == Left::kNothing) return;
  }
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
    c_.store.Update(job);
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
  const auto counts = c_.store.CountExecutions(job.job_id);
  const auto met = engine::CriterionMet(*found, counts);
  if (!met) return false;
  job = engine::Cancel(std::move(job), /*force=*/false, engine::kAbortReasonCode,
                       engine::AbortComment(*found, *met, counts), c_.now);
  return true;
}

// Finds out the job's targets. Returns false when it is cancelled instead.
// Ours: a scheduled job, SNAPSHOT too, reaches what its targets hold when it starts.
bool Settler::Begin(Job& job) {
  // AWS: a scheduled job that finds too many others at work when it starts is cancelled.
  if (job.status == JobStatus::kScheduled && c_.settings.enforce_limits &&
      c_.store.CountConcurrentJobs() >= engine::kMostConcurrentJobs) {
    job = engine::Cancel(std::move(job), /*force=*/false, engine::kConcurrencyReasonCode,
                         engine::kConcurrencyComment, c_.now);
    return false;
  }
  c_.store.FillRollout(job.job_id);
  return true;
}

// One transaction's share of what an active job has to do.
Settler::Left Settler::Run(Job& job, const engine::Schedule& schedule) {
  if (schedule.HasEnded(c_.now)) {
    c_.store.DropRollout(job.job_id, kMostForgottenAtOnce);
    job.rollout.due = 0;
    job.rollout.next_minute_at.reset();
  }
  if (Reach(job) == Left::kSomething || ShowOrHide(job) == Left::kSomething) {
    return Left::kSomething;
  }
  if (schedule.HasEnded(c_.now)) {
    return c_.store.RolloutIsEmpty(job.job_id) ? Left::kNothing : Left::kSomething;
  }
  return Release(job);
}

// AWS: only targets known when the job was made are paced.
Settler::Left Settler::Reach(const Job& job) {
  int joined = 0;
  int paced = 0;
  while (joined < kMostAtOnce && paced < kMostForgottenAtOnce) {
    const auto unreached = c_.store.TakeUnreached(job.job_id, kMostAtOnce);
    if (!unreached) return Left::kNothing;
    for (const std::string& thing : unreached->things) {
      if (unreached->pace == storage::Pace::kPaced) {
        c_.store.AddToRollout(job.job_id, thing);
        ++paced;
      } else if (engine::TakesExecutions(job, c_.now)) {
        Join(job, thing);
        ++joined;
      }
    }
  }
  return c_.store.HasUnreached(job.job_id) ? Left::kSomething : Left::kNothing;
}

// Ours: each device is told of a window as by any other change of its list.
Settler::Left Settler::ShowOrHide(const Job& job) {
  const auto hides = Hides(job);
  if (!hides) return Left::kNothing;
  const auto executions = c_.store.ExecutionsInWindows(job.job_id, !*hides, kMostAtOnce);
  for (const JobExecution& execution : executions) {
    JobExecution after = execution;
    after.hidden = hides;
    c_.store.Update(execution, after);
  }
  return executions.size() == kMostAtOnce ? Left::kSomething : Left::kNothing;
}

// Queues the executions that this minute's rate allows, when the minute has begun.
Settler::Left Settler::Release(Job& job) {
  engine::Rollout& rollout = job.rollout;
  if (job.status != JobStatus::kInProgress || c_.store.RolloutIsEmpty(job.job_id)) {
    if (job.status == JobStatus::kInProgress) {
      rollout.due = 0;
      rollout.next_minute_at.reset();
    }
    return Left::kNothing;
  }
  if (c_.settings.immediate_rollout) {
    rollout.due = kMostAtOnce;
  } else if (!rollout.next_minute_at || *rollout.next_minute_at <= c_.now) {
    const auto counts = c_.store.CountExecutions(job.job_id);
    rollout.due = engine::ReleaseThisMinute(
        job.Config("jobExecutionsRolloutConfig"),
        {.notified = rollout.queued, .succeeded = counts.Of(ExecutionStatus::kSucceeded)});
    rollout.next_minute_at = c_.now + engine::kRolloutInterval;
  }
  std::int64_t share = std::min<std::int64_t>(rollout.due, kMostAtOnce);
  while (share > 0) {
    const auto things = c_.store.TakeFromRollout(job.job_id, share);
    if (things.empty()) break;
    for (const std::string& thing : things) {
      // It may be gone, or have joined a group while the job was reaching its members.
      if (!c_.store.FindThing(thing) || c_.store.FindExecution(job.job_id, thing)) continue;
      Queue(job, thing, 1);
      --share;
      --rollout.due;
      ++rollout.queued;
    }
  }
  if (c_.store.RolloutIsEmpty(job.job_id)) {
    rollout.due = 0;
    rollout.next_minute_at.reset();
    return Left::kNothing;
  }
  return rollout.due > 0 || c_.settings.immediate_rollout ? Left::kSomething : Left::kNothing;
}

// A cancelled job has no QUEUED execution, and none IN_PROGRESS when it was forced.
Settler::Left Settler::Withdraw(const Job& job) {
  c_.store.DropRollout(job.job_id, kMostForgottenAtOnce);
  std::vector<ExecutionStatus> statuses = {ExecutionStatus::kQueued};
  if (job.force_canceled) statuses.push_back(ExecutionStatus::kInProgress);
  const auto executions = c_.store.SomeExecutions(job.job_id, statuses, kMostAtOnce);
  for (const JobExecution& execution : executions) {
    c_.store.Update(execution,
                    engine::Cancel(execution, {.force = job.force_canceled}, c_.now));
  }
  return executions.size() == kMostAtOnce || !c_.store.RolloutIsEmpty(job.job_id)
             ? Left::kSomething
             : Left::kNothing;
}

// The job is gone when nothing is left.
Settler::Left Settler::Erase(const Job& job) {
  c_.store.DropRollout(job.job_id, kMostForgottenAtOnce);
  const auto executions = c_.store.AnyExecutions(job.job_id, kMostAtOnce);
  for (const JobExecution& execution : executions) c_.store.Delete(execution);
  if (executions.size() == kMostAtOnce || !c_.store.RolloutIsEmpty(job.job_id)) {
    return Left::kSomething;
  }
  c_.store.DeleteJob(job.job_id);
  followed_.erased.emplace(job.job_id, job);
  return Left::kNothing;
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
      c_.store.BeginReaching(target.job_id, target.group_name, storage::Pace::kAtOnce);
    }
    for (auto& execution : std::exchange(changes.executions, {})) {
      SettleExecution(execution);
      if (tells_of_executions_) followed_.executions.push_back(std::move(execution));
    }
    for (const std::string& job_id : std::exchange(changes.jobs, {})) SettleJob(job_id);
  }
}

const std::string& Settler::Document(const std::string& job_id) {
  auto found = documents_.find(job_id);
  if (found == documents_.end()) {
    found = documents_.emplace(job_id, c_.store.FindJob(job_id).value().document).first;
  }
  return found->second;
}

std::vector<engine::Notice> Settler::Notices() {
  std::vector<engine::Notice> notices;
  for (const auto& [list, before] : c_.store.Touched().pending) {
    const std::string& thing = list.thing_name;
    engine::PendingChange change{.namespace_id = list.namespace_id,
                                 .list_changed = before.ListChanged(),
                                 .front_before = before.front};
    change.pending = change.list_changed
                         ? c_.store.PendingExecutions(list, engine::kMostPendingShown,
                                                      engine::kMoreInWindowsShown)
                         : c_.store.PendingExecutions(list, 1);
    // AWS: a deleted thing is told nothing.
    if (change.list_changed && !c_.store.FindThing(thing)) continue;
    if (change.FrontChanged() && !change.pending.empty()) {
      change.front_document = Document(change.pending.front().job_id);
    }
    auto told = engine::PendingNotices(thing, change, c_.now);
    std::move(told.begin(), told.end(), std::back_inserter(notices));
  }
  return notices;
}

}  // namespace

std::vector<engine::Notice> Settle(Context& c) {
  Settler settler(c);
  settler.FollowChanges();
  std::vector<engine::Notice> notices = settler.Notices();
  auto events = Events(c, settler.followed());
  if (c.happenings != nullptr) AddHappenings(c, settler.followed(), *c.happenings);
  std::move(events.begin(), events.end(), std::back_inserter(notices));
  return notices;
}

}  // namespace server
