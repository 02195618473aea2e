#include <algorithm>
#include <map>
#include <utility>

#include "engine/jobs/job.h"
#include "engine/plain_words.h"
#include "engine/registry/thing.h"
#include "server/calls/required.h"
#include "server/journal/last_heard.h"
#include "server/service/followed.h"
#include "server/waits/conditions.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"

namespace server {
namespace {

using engine::ExecutionStatus;
using engine::JobExecution;
using nlohmann::json;

engine::Instant Since(const JobExecution& execution) {
  if (execution.status == ExecutionStatus::kQueued) return execution.queued_at;
  if (execution.status == ExecutionStatus::kInProgress) {
    return execution.started_at.value_or(execution.queued_at);
  }
  return execution.last_updated_at;
}

json Shown(const JobExecution& execution) {
  return {
      {"thing", execution.thing_name},       {"job", execution.job_id},
      {"executionNumber", execution.number}, {"status", Name(execution.status)},
      {"versionNumber", execution.version},  {"since", engine::PlainInstant(Since(execution))}};
}

std::string Told(const JobExecution& execution) {
  return "execution " + std::to_string(execution.number) + " of job " + execution.job_id +
         " on " + execution.thing_name + " is " + std::string(Name(execution.status)) +
         " since " + engine::PlainInstant(Since(execution));
}

class ExecutionCondition final : public Condition {
 public:
  ExecutionCondition(WantedExecutions wanted, const LastHeard& last_heard)
      : wanted_(std::move(wanted)), last_heard_(last_heard) {}

  void Hear(const Committed& committed) override {
    for (const storage::ExecutionChange& change : committed.followed.executions) {
      if (change.after && IsAbout(*change.after)) Note(*change.after);
    }
  }

  Verdict Look(Context& c) override {
    if (!wanted_.thing.empty()) RequireThing(c, wanted_.thing);
    std::optional<engine::Job> job;
    if (!wanted_.job.empty()) job = RequireJob(c, wanted_.job);
    const std::optional<JobExecution> newest = Read(c);
    if (seen_.size() >= wanted_.count) return Holding();
    Verdict verdict = newest ? Missing(*newest, job) : Missing(c, job);
    if (wanted_.count > 1) {
      verdict.text = std::to_string(seen_.size()) + " of " + std::to_string(wanted_.count) +
                     " executions; " + verdict.text;
    }
    return verdict;
  }

 private:
  bool IsOfOne() const { return !wanted_.thing.empty() && !wanted_.job.empty(); }

  bool IsAbout(const JobExecution& execution) const {
    return (wanted_.thing.empty() || execution.thing_name == wanted_.thing) &&
           (wanted_.job.empty() || execution.job_id == wanted_.job);
  }

  bool IsWanted(ExecutionStatus status) const {
    return std::ranges::find(wanted_.statuses, status) != wanted_.statuses.end();
  }

  void Note(const JobExecution& execution) {
    if (seen_.size() < wanted_.count && IsWanted(execution.status)) {
      seen_.insert_or_assign(execution.sequence, execution);
    }
  }

  // Notes those that are as wanted, and gives the newest.
  std::optional<JobExecution> Read(Context& c) {
    storage::JobExecutions executions(c.store);
    if (IsOfOne()) {
      auto newest = executions.Find(wanted_.job, wanted_.thing);
      if (newest) Note(*newest);
      return newest;
    }
    const int most = static_cast<int>(wanted_.count);
    if (!wanted_.job.empty()) {
      for (const auto& one : executions.Some(wanted_.job, wanted_.statuses, most)) Note(one);
      auto any = executions.Some(wanted_.job,
                                 {ExecutionStatus::kInProgress, ExecutionStatus::kQueued}, 1);
      if (any.empty()) any = executions.Any(wanted_.job, 1);
      return any.empty() ? std::nullopt : std::optional(std::move(any.front()));
    }
    std::optional<JobExecution> newest;
    storage::PageRequest request;
    do {
      auto page = executions.OfThing(wanted_.thing, {}, request);
      for (const JobExecution& one : page.rows) Note(one);
      if (!newest && !page.rows.empty()) newest = page.rows.front();
      request.after = page.next;
    } while (request.after && seen_.size() < wanted_.count);
    return newest;
  }

  Verdict Holding() const {
    const JobExecution& last = seen_.rbegin()->second;
    Verdict verdict{.holds = true, .text = Told(last), .nearest = Shown(last)};
    if (wanted_.count > 1) {
      verdict.text = std::to_string(wanted_.count) + " executions, the last: " + verdict.text;
    }
    return verdict;
  }

  Verdict Missing(const JobExecution& newest, const std::optional<engine::Job>& job) const {
    Verdict verdict{.text = Told(newest), .nearest = Shown(newest)};
    if (!engine::IsPending(newest.status)) {
      // What is to be tried again was so in the same transaction; a thing that comes back to a
      // group of a continuous job gets another.
      verdict.ever = !IsOfOne() || wanted_.count > 1 ||
                     job->target_selection == engine::TargetSelection::kContinuous;
      verdict.text += ", which is its end";
      return verdict;
    }
    verdict.text += " (version " + std::to_string(newest.version) + "); ";
    const LastHeard::OfThing* heard = last_heard_.Find(newest.thing_name);
    if (heard == nullptr || !heard->request) {
      verdict.text += "its device has asked for nothing";
      return verdict;
    }
    const LastRequest& request = *heard->request;
    verdict.text += "the last request of its device was " + request.operation->name + " over " +
                    (request.over_mqtt ? "MQTT" : "HTTP") + " at " +
                    engine::PlainInstant(request.at) +
                    (request.refusal.empty() ? ", accepted" : ", refused, " + request.refusal);
    return verdict;
  }

  Verdict Missing(Context& c, const std::optional<engine::Job>& job) const {
    if (!job) return {.text = wanted_.thing + " has no execution of any job"};
    Verdict verdict{.text = "job " + job->job_id + " has no execution" +
                            (wanted_.thing.empty() ? "" : " on " + wanted_.thing) +
                            ", and is " + std::string(Name(job->status)),
                    .nearest = {{"job", job->job_id}, {"status", Name(job->status)}}};
    const bool aimed =
        wanted_.thing.empty() || storage::Jobs(c.store).IsAimedAt(job->job_id, wanted_.thing);
    if (!aimed) verdict.text += "; the thing is not among its targets";
    verdict.ever = engine::IsActive(*job) &&
                   (aimed || job->target_selection == engine::TargetSelection::kContinuous);
    return verdict;
  }

  const WantedExecutions wanted_;
  const LastHeard& last_heard_;
  std::map<std::int64_t, JobExecution> seen_;  // as they were when they were as wanted
};

}  // namespace

SharedCondition ExecutionsAre(WantedExecutions wanted, const LastHeard& last_heard) {
  return std::make_shared<ExecutionCondition>(std::move(wanted), last_heard);
}

}  // namespace server
