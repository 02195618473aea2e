#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/jobs/abort.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/rollout.h"
#include "engine/jobs/schedule.h"
#include "engine/jobs/timeout.h"
#include "engine/plain_words.h"
#include "server/calls/required.h"
#include "server/tools/explain/explain.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/rollout.h"

namespace server {

using nlohmann::json;

namespace {

using engine::ExecutionStatus;
using engine::Job;
using engine::JobExecution;
using engine::JobStatus;

constexpr int kSomeThings = 3;

engine::RolloutProgress Progress(Context& c, const Job& job) {
  const auto counts = storage::JobExecutions(c.store).Count(job.job_id);
  return {.notified = job.rollout.queued, .succeeded = counts.Of(ExecutionStatus::kSucceeded)};
}

std::int64_t ReleasedInAMinute(Context& c, const Job& job,
                               const engine::RolloutProgress& progress) {
  if (c.settings.immediate_rollout) return INT64_MAX;
  return engine::ReleaseThisMinute(job.Config("jobExecutionsRolloutConfig"), progress);
}

// "50", "34.5".
std::string Plain(double percentage) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", percentage);
  return text.data();
}

class Explainer {
 public:
  Explainer(Context& context, const LastHeard& last_heard, Job job)
      : c_(context),
        last_heard_(last_heard),
        job_(std::move(job)),
        counts_(storage::JobExecutions(c_.store).Count(job_.job_id)) {}

  json Explain();

 private:
  void Say(std::string sentence) { answer_["explanation"].push_back(std::move(sentence)); }

  void WaitsFor(json what) { answer_["waitsFor"].push_back(std::move(what)); }

  void Opening();
  void Rollout();
  void AbortCriteria();
  void Devices(ExecutionStatus status);
  std::string LastSeen(const JobExecution& execution);
  void End();
  void Cancellation();
  std::string Counts();

  Context& c_;
  const LastHeard& last_heard_;
  const Job job_;
  const engine::ExecutionCounts counts_;
  json answer_;
};

// What its schedule holds it back for, and what it brings.
void Explainer::Opening() {
  const auto& config = job_.Config("schedulingConfig");
  const engine::Schedule schedule(config);
  if (const auto opening = schedule.NextOpening(c_.now); opening && !schedule.IsOpen(c_.now)) {
    const bool started = schedule.HasStarted(c_.now);
    WaitsFor({{"what", started ? "window" : "startTime"},
              {"until", engine::PlainInstant(*opening)}});
    Say(started ? "It waits for its next maintenance window, which opens on " +
                      engine::PlainDay(*opening) +
                      "; until then its QUEUED executions are hidden from devices."
                : "It waits for its start, on " + engine::PlainDay(*opening) +
                      "; it reaches what its targets hold then.");
  } else if (schedule.HasWindows() && schedule.IsOpen(c_.now)) {
    if (const auto change = schedule.NextChange(c_.now)) {
      Say("It is in a maintenance window until " + engine::PlainDay(*change) + ".");
    }
  }
  if (config.contains("endTime")) {
    Say("Its endTime is " + config["endTime"].get<std::string>() + " (UTC), with " +
        config.value("endBehavior", "STOP_ROLLOUT") +
        (schedule.HasEnded(c_.now) ? "; it has passed: nothing more is queued." : "."));
  }
}

void Explainer::AbortCriteria() {
  const auto& config = job_.Config("abortConfig");
  if (!config.contains("criteriaList")) return;
  answer_["abortCriteria"] = json::array();
  for (const auto& criterion : config["criteriaList"]) {
    const auto progress = engine::ProgressOf(criterion, counts_);
    json shown = {{"failures", progress.failures}, {"executed", progress.executed}};
    shown.update(criterion);
    answer_["abortCriteria"].push_back(std::move(shown));
    Say("Abort criterion " + std::to_string(answer_["abortCriteria"].size()) + " wants " +
        Plain(criterion["thresholdPercentage"].get<double>()) + " % " +
        criterion["failureType"].get<std::string>() + " of at least " +
        criterion["minNumberOfExecutedThings"].dump() + " executions that ended: so far " +
        std::to_string(progress.failures) + " of " + std::to_string(progress.executed) + ".");
  }
}

void Explainer::Rollout() {
  const std::int64_t left = storage::Rollout(c_.store).Count(job_.job_id);
  if (left == 0) return;
  json waits = {{"what", "rollout"}, {"things", left}};
  std::string sentence =
      "Its rollout has " + engine::PlainCount(left, "thing") + " still to reach";
  if (const auto& minute = job_.rollout.next_minute_at;
      minute && job_.status == JobStatus::kInProgress) {
    const std::int64_t next = std::min(left, ReleasedInAMinute(c_, job_, Progress(c_, job_)));
    waits["until"] = engine::PlainInstant(*minute);
    waits["next"] = next;
    sentence += ": the pace lets the next " + std::to_string(next) + " be queued at " +
                engine::PlainInstant(*minute);
    const auto last = TurnInRollout(c_, job_, left - 1);
    if (last && *last > *minute) {
      waits["last"] = engine::PlainInstant(*last);
      sentence += ", and the last at " + engine::PlainInstant(*last);
    }
  }
  WaitsFor(std::move(waits));
  Say(sentence + ".");
}

std::string Explainer::LastSeen(const JobExecution& execution) {
  const LastHeard::OfThing* found = last_heard_.Find(execution.thing_name);
  if (found == nullptr || !found->request) {
    return "not seen since " + engine::PlainInstant(last_heard_.since());
  }
  return "last seen at " + engine::PlainInstant(found->request->at);
}

void Explainer::Devices(ExecutionStatus status) {
  const std::int64_t count = counts_.Of(status);
  if (count == 0) return;
  const bool queued = status == ExecutionStatus::kQueued;
  json things = json::array();
  std::string sentence =
      engine::PlainCount(count, "execution") + (count == 1 ? " is " : " are ") +
      std::string(Name(status)) +
      (queued ? ", not started by the device" : ", not ended by the device") +
      (count == 1 ? "" : "s") + ": ";
  for (const JobExecution& execution :
       storage::JobExecutions(c_.store).Some(job_.job_id, {status}, kSomeThings)) {
    json thing = {{"thing", execution.thing_name}, {"executionNumber", execution.number}};
    if (!things.empty()) sentence += "; ";
    sentence +=
        execution.thing_name + " since " +
        engine::PlainInstant(queued ? execution.queued_at
                                    : execution.started_at.value_or(execution.queued_at)) +
        ", " + LastSeen(execution);
    const auto next = storage::JobExecutions(c_.store).Next(execution.thing_name);
    if (queued && next && next->job_id != job_.job_id) {
      thing["behind"] = next->job_id;
      sentence += ", behind job " + next->job_id;
    }
    if (const auto deadline = engine::Deadline(execution)) {
      thing["timesOutAt"] = engine::PlainInstant(*deadline);
      sentence += ", timing out at " + engine::PlainInstant(*deadline);
    }
    things.push_back(std::move(thing));
  }
  if (count > kSomeThings) sentence += "; and others";
  WaitsFor({{"what", "devices"},
            {"status", Name(status)},
            {"count", count},
            {"things", std::move(things)}});
  Say(sentence + ".");
}

std::string Explainer::Counts() {
  std::string text;
  for (const auto status :
       {ExecutionStatus::kSucceeded, ExecutionStatus::kFailed, ExecutionStatus::kRejected,
        ExecutionStatus::kTimedOut, ExecutionStatus::kCanceled, ExecutionStatus::kRemoved}) {
    if (counts_.Of(status) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(counts_.Of(status)) + " " +
            std::string(Name(status));
  }
  return text.empty() ? "none" : text;
}

// What brings the job to its end.
void Explainer::End() {
  if (job_.target_selection == engine::TargetSelection::kContinuous) {
    Say(job_.Config("schedulingConfig").contains("endTime")
            ? "A CONTINUOUS job goes on for things that join its groups until its endTime; "
              "then "
              "it is COMPLETED when nothing is pending."
            : "A CONTINUOUS job is never COMPLETED: it goes on for things that join its "
              "groups.");
  } else {
    Say("It is COMPLETED when every execution has ended. Ended so far: " + Counts() + ".");
  }
}

void Explainer::Cancellation() {
  std::string sentence = "It was cancelled at " +
                         engine::PlainInstant(job_.completed_at.value_or(job_.last_updated_at));
  if (job_.reason_code) sentence += " for the reason " + *job_.reason_code;
  if (job_.comment) sentence += ": " + *job_.comment;
  if (!sentence.ends_with('.')) sentence += '.';
  Say(sentence);
  if (counts_.Of(ExecutionStatus::kInProgress) > 0) {
    Say("It was cancelled without force, so devices may end what is IN_PROGRESS.");
  }
}

json Explainer::Explain() {
  answer_ = {{"job", job_.job_id},
             {"status", Name(job_.status)},
             {"now", engine::PlainInstant(c_.now)},
             {"waitsFor", json::array()},
             {"explanation", json::array()}};
  Say("Job " + job_.job_id + " is " + std::string(Name(job_.status)) + ": " +
      std::string(Name(job_.target_selection)) + ", created at " +
      engine::PlainInstant(job_.created_at) + ".");
  if (job_.status == JobStatus::kCanceled) Cancellation();
  if (engine::IsActive(job_)) {
    Opening();
    Rollout();
  }
  Devices(ExecutionStatus::kQueued);
  Devices(ExecutionStatus::kInProgress);
  if (engine::IsActive(job_)) {
    AbortCriteria();
    End();
  } else if (job_.status == JobStatus::kCompleted) {
    Say("It was completed at " +
        engine::PlainInstant(job_.completed_at.value_or(job_.last_updated_at)) +
        ". Executions: " + Counts() + ".");
  }
  return std::move(answer_);
}

}  // namespace

std::optional<engine::Instant> TurnInRollout(Context& c, const Job& job, std::int64_t ahead) {
  const auto& minute = job.rollout.next_minute_at;
  if (!minute || job.status != JobStatus::kInProgress) return std::nullopt;
  engine::RolloutProgress progress = Progress(c, job);
  engine::Instant turn = *minute;
  for (;;) {
    const std::int64_t released = ReleasedInAMinute(c, job, progress);
    if (ahead < released) return turn;
    ahead -= released;
    progress.notified += released;
    turn += engine::kRolloutInterval;
  }
}

json ExplainJob(Context& c, const LastHeard& last_heard, const std::string& job_id) {
  return Explainer(c, last_heard, RequireJob(c, job_id)).Explain();
}

}  // namespace server
