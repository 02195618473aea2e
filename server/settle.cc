#include "server/settle.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/job.h"
#include "engine/retry.h"
#include "engine/rollout.h"
#include "server/events.h"
#include "server/happenings.h"

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
  void Queue(const Job& job, const std::string& thing, std::int64_t number);
  void Join(const Job& job, const std::string& thing);
  void Leave(const Job& job, const std::string& thing);
  void SettleMembership(const storage::MembershipChange& change);
  void SettleTarget(const storage::TargetChange& change);
  void SettleExecution(const storage::ExecutionChange& change);
  void SettleJob(const std::string& job_id);
  void Release(Job& job);
  void Withdraw(Job& job);
  bool Erase(Job& job);
  const std::string& Document(const std::string& job_id);

  Context& c_;
  const bool tells_of_executions_ =
      c_.happenings != nullptr ||
      c_.store.EventConfigurations().Enabled(engine::EventType::kJobExecution);
  std::set<std::string> worked_;  // jobs that have had this transaction's share of work
  std::map<std::string, std::string> documents_;
  Followed followed_;
};

void Settler::Queue(const Job& job, const std::string& thing, std::int64_t number) {
  JobExecution execution;
  execution.job_id = job.job_id;
  execution.namespace_id = job.namespace_id;
  execution.thing_name = thing;
  execution.number = number;
  execution.queued_at = c_.now;
  execution.last_updated_at = c_.now;
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
    if (change.joined) {
      Join(job, change.thing_name);
    } else {
      Leave(job, change.thing_name);
    }
  }
}

// AWS: only targets known when the job was made are paced.
void Settler::SettleTarget(const storage::TargetChange& change) {
  const auto job = c_.store.FindJob(change.job_id);
  if (!job) return;
  storage::PageRequest request{.limit = kMostAtOnce};
  do {
    const auto page = c_.store.ListMembers(change.group_name, /*recursive=*/true, request);
    for (const std::string& thing : page.rows) Join(*job, thing);
    request.after = page.next;
  } while (request.after);
}

void Settler::SettleExecution(const storage::ExecutionChange& change) {
  if (!change.after) return;
  const JobExecution& ended = *change.after;
  if (ended.status != ExecutionStatus::kFailed && ended.status != ExecutionStatus::kTimedOut) {
    return;
  }
  const auto job = c_.store.FindJob(ended.job_id);
  if (!job || job->status != JobStatus::kInProgress) return;
  const auto& retry_config = job->Config("jobExecutionsRetryConfig");
  if (!engine::MayRetry(retry_config, ended.status, ended.retries)) return;
  // AWS: a thing that has left the job's groups is not tried again.
  if (job->target_selection == engine::TargetSelection::kContinuous &&
      !c_.store.IsAimedAt(job->job_id, ended.thing_name)) {
    return;
  }
  if (!c_.store.FindThing(ended.thing_name)) return;
  c_.store.Insert(engine::Retry(ended, c_.now));
}

void Settler::SettleJob(const std::string& job_id) {
  const auto before = c_.store.FindJob(job_id);
  if (!before) return;
  Job job = *before;
  if (job.status == JobStatus::kInProgress) {
    Release(job);
    if (engine::IsComplete(job, c_.store.CountExecutions(job_id),
                           c_.store.RolloutIsEmpty(job_id))) {
      job = engine::Complete(std::move(job), c_.now);
    }
  } else if (job.status == JobStatus::kCanceled) {
    Withdraw(job);
  } else if (job.status == JobStatus::kDeletionInProgress && Erase(job)) {
    return;
  }
  if (job.status != before->status || job.due_at != before->due_at ||
      job.backlog_at != before->backlog_at) {
    c_.store.Update(job);
  }
}

// Queues the executions that this minute's rate allows, when the minute has begun.
void Settler::Release(Job& job) {
  if (c_.store.RolloutIsEmpty(job.job_id)) {
    job.due_at.reset();
    return;
  }
  if (job.due_at && *job.due_at > c_.now) return;
  if (!worked_.insert(job.job_id).second) return;
  std::int64_t most = kMostAtOnce;
  if (!c_.settings.immediate_rollout) {
    const auto counts = c_.store.CountExecutions(job.job_id);
    most = engine::ReleaseThisMinute(
        job.Config("jobExecutionsRolloutConfig"),
        {.notified = counts.All(), .succeeded = counts.Of(ExecutionStatus::kSucceeded)});
  }
  for (const std::string& thing : c_.store.TakeFromRollout(job.job_id, most)) {
    if (c_.store.FindThing(thing)) Queue(job, thing, 1);
  }
  job.due_at.reset();
  job.backlog_at.reset();
  if (c_.store.RolloutIsEmpty(job.job_id)) return;
  if (c_.settings.immediate_rollout) {
    job.backlog_at = c_.now;
  } else {
    job.due_at = c_.now + engine::kRolloutInterval;
  }
}

// A cancelled job has no QUEUED execution, and none IN_PROGRESS when it was forced.
void Settler::Withdraw(Job& job) {
  if (!worked_.insert(job.job_id).second) return;
  c_.store.DropRollout(job.job_id);
  job.due_at.reset();
  std::vector<ExecutionStatus> statuses = {ExecutionStatus::kQueued};
  if (job.force_canceled) statuses.push_back(ExecutionStatus::kInProgress);
  const auto executions = c_.store.SomeExecutions(job.job_id, statuses, kMostAtOnce);
  for (const JobExecution& execution : executions) {
    c_.store.Update(execution,
                    engine::Cancel(execution, {.force = job.force_canceled}, c_.now));
  }
  job.backlog_at.reset();
  if (executions.size() == kMostAtOnce) job.backlog_at = c_.now;
}

// Returns whether the job is gone.
bool Settler::Erase(Job& job) {
  if (!worked_.insert(job.job_id).second) return false;
  c_.store.DropRollout(job.job_id);
  job.due_at.reset();
  const auto executions = c_.store.AnyExecutions(job.job_id, kMostAtOnce);
  for (const JobExecution& execution : executions) c_.store.Delete(execution);
  if (executions.size() < kMostAtOnce) {
    c_.store.DeleteJob(job.job_id);
    followed_.erased.emplace(job.job_id, job);
    return true;
  }
  job.backlog_at = c_.now;
  return false;
}

void Settler::FollowChanges() {
  storage::Changes& changes = c_.store.Touched();
  while (!changes.NothingToSettle()) {
    for (const auto& membership : std::exchange(changes.memberships, {})) {
      SettleMembership(membership);
    }
    for (const auto& target : std::exchange(changes.targets, {})) SettleTarget(target);
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
    change.pending =
        c_.store.PendingExecutions(list, change.list_changed ? engine::kMostPendingShown : 1);
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
