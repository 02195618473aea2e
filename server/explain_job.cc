#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/rollout.h"
#include "engine/timeout.h"
#include "server/explain.h"
#include "server/operations/table.h"
#include "server/plain_words.h"

namespace server {

namespace {

using engine::ExecutionStatus;
using engine::Job;
using engine::JobExecution;
using engine::JobStatus;

constexpr int kSomeThings = 3;

engine::RolloutProgress Progress(Context& c, const Job& job) {
  const auto counts = c.store.CountExecutions(job.job_id);
  return {.notified = counts.All(), .succeeded = counts.Of(ExecutionStatus::kSucceeded)};
}

std::int64_t ReleasedInAMinute(Context& c, const Job& job,
                               const engine::RolloutProgress& progress) {
  if (c.settings.immediate_rollout) return INT64_MAX;
  return engine::ReleaseThisMinute(job.Config("jobExecutionsRolloutConfig"), progress);
}

class Explainer {
 public:
  Explainer(Context& context, const Sightings& sightings, Job job)
      : c_(context),
        sightings_(sightings),
        job_(std::move(job)),
        counts_(c_.store.CountExecutions(job_.job_id)) {}

  json Explain();

 private:
  void Say(std::string sentence) { answer_["explanation"].push_back(std::move(sentence)); }

  void WaitsFor(json what) { answer_["waitsFor"].push_back(std::move(what)); }

  void Rollout();
  void Devices(ExecutionStatus status);
  std::string LastSeen(const JobExecution& execution);
  void End();
  void Cancellation();
  std::string Counts();

  Context& c_;
  const Sightings& sightings_;
  const Job job_;
  const engine::ExecutionCounts counts_;
  json answer_;
};

void Explainer::Rollout() {
  const std::int64_t left = c_.store.CountRollout(job_.job_id);
  if (left == 0) return;
  json waits = {{"what", "rollout"}, {"things", left}};
  std::string sentence = "Its rollout has " + PlainCount(left, "thing") + " still to reach";
  if (job_.due_at) {
    const std::int64_t next = std::min(left, ReleasedInAMinute(c_, job_, Progress(c_, job_)));
    waits["until"] = PlainInstant(*job_.due_at);
    waits["next"] = next;
    sentence += ": the pace lets the next " + std::to_string(next) + " be queued at " +
                PlainInstant(*job_.due_at);
    const auto last = TurnInRollout(c_, job_, left - 1);
    if (last && *last > *job_.due_at) {
      waits["last"] = PlainInstant(*last);
      sentence += ", and the last at " + PlainInstant(*last);
    }
  }
  WaitsFor(std::move(waits));
  Say(sentence + ".");
}

std::string Explainer::LastSeen(const JobExecution& execution) {
  const Sighting* found = sightings_.Find(execution.thing_name);
  if (found == nullptr || !found->request) {
    return "not seen since " + PlainInstant(sightings_.since());
  }
  return "last seen at " + PlainInstant(found->request->at);
}

void Explainer::Devices(ExecutionStatus status) {
  const std::int64_t count = counts_.Of(status);
  if (count == 0) return;
  const bool queued = status == ExecutionStatus::kQueued;
  json things = json::array();
  std::string sentence =
      PlainCount(count, "execution") + (count == 1 ? " is " : " are ") +
      std::string(Name(status)) +
      (queued ? ", not started by the device" : ", not ended by the device") +
      (count == 1 ? "" : "s") + ": ";
  for (const JobExecution& execution :
       c_.store.SomeExecutions(job_.job_id, {status}, kSomeThings)) {
    json thing = {{"thing", execution.thing_name}, {"executionNumber", execution.number}};
    if (!things.empty()) sentence += "; ";
    sentence += execution.thing_name + " since " +
                PlainInstant(queued ? execution.queued_at
                                    : execution.started_at.value_or(execution.queued_at)) +
                ", " + LastSeen(execution);
    const auto pending =
        c_.store.PendingExecutions({execution.thing_name, execution.namespace_id}, 1);
    if (queued && !pending.empty() && pending.front().job_id != job_.job_id) {
      thing["behind"] = pending.front().job_id;
      sentence += ", behind job " + pending.front().job_id;
    }
    if (const auto deadline = engine::Deadline(execution)) {
      thing["timesOutAt"] = PlainInstant(*deadline);
      sentence += ", timing out at " + PlainInstant(*deadline);
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
    Say("A CONTINUOUS job is never COMPLETED: it goes on for things that join its groups.");
  } else {
    Say("It is COMPLETED when every execution has ended. Ended so far: " + Counts() + ".");
  }
}

void Explainer::Cancellation() {
  std::string sentence =
      "It was cancelled at " + PlainInstant(job_.completed_at.value_or(job_.last_updated_at));
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
             {"now", PlainInstant(c_.now)},
             {"waitsFor", json::array()},
             {"explanation", json::array()}};
  Say("Job " + job_.job_id + " is " + std::string(Name(job_.status)) + ": " +
      std::string(Name(job_.target_selection)) + ", created at " +
      PlainInstant(job_.created_at) + ".");
  if (job_.status == JobStatus::kCanceled) Cancellation();
  if (job_.status == JobStatus::kInProgress) Rollout();
  Devices(ExecutionStatus::kQueued);
  Devices(ExecutionStatus::kInProgress);
  if (job_.status == JobStatus::kInProgress) {
    End();
  } else if (job_.status == JobStatus::kCompleted) {
    Say("It was completed at " +
        PlainInstant(job_.completed_at.value_or(job_.last_updated_at)) +
        ". Executions: " + Counts() + ".");
  }
  return std::move(answer_);
}

}  // namespace

std::optional<engine::Instant> TurnInRollout(Context& c, const Job& job, std::int64_t ahead) {
  if (!job.due_at || job.status != JobStatus::kInProgress) return std::nullopt;
  engine::RolloutProgress progress = Progress(c, job);
  engine::Instant turn = *job.due_at;
  for (;;) {
    const std::int64_t released = ReleasedInAMinute(c, job, progress);
    if (ahead < released) return turn;
    ahead -= released;
    progress.notified += released;
    turn += engine::kRolloutInterval;
  }
}

json ExplainJob(Context& c, const Sightings& sightings, const std::string& job_id) {
  return Explainer(c, sightings, RequireJob(c, job_id)).Explain();
}

}  // namespace server
