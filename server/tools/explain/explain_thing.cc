#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/schedule.h"
#include "engine/jobs/timeout.h"
#include "engine/messages/pending_notices.h"
#include "engine/ota/agent_report.h"
#include "engine/plain_words.h"
#include "engine/registry/thing.h"
#include "server/calls/required.h"
#include "server/tools/explain/explain.h"
#include "server/tools/explain/explain_download.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/jobs/rollout.h"
#include "storage/registry/connectivity.h"

namespace server {

using nlohmann::json;

namespace {

using engine::ExecutionStatus;
using engine::JobExecution;

constexpr int kMostEndedShown = 3;

std::string Named(const JobExecution& execution) {
  return "job " + execution.job_id + " (execution " + std::to_string(execution.number) + ")";
}

json Shown(const JobExecution& execution) {
  json shown = {{"job", execution.job_id},
                {"executionNumber", execution.number},
                {"status", Name(execution.status)},
                {"versionNumber", execution.version},
                {"queuedAt", engine::PlainInstant(execution.queued_at)},
                {"lastUpdatedAt", engine::PlainInstant(execution.last_updated_at)}};
  if (execution.started_at) shown["startedAt"] = engine::PlainInstant(*execution.started_at);
  if (const auto deadline = engine::Deadline(execution)) {
    shown["timesOutAt"] = engine::PlainInstant(*deadline);
  }
  return shown;
}

class Explainer {
 public:
  Explainer(Context& context, const LastHeard& last_heard, std::string thing)
      : c_(context), last_heard_(last_heard), thing_(std::move(thing)) {
    if (const LastHeard::OfThing* found = last_heard_.Find(thing_)) heard_ = *found;
  }

  json Explain();

 private:
  void Say(std::string sentence) { answer_["explanation"].push_back(std::move(sentence)); }

  void NextJob();
  void InProgress(const JobExecution& next);
  void ToldOf(const JobExecution& next);
  void LastRequest();
  void Behind();
  void InNamespaces();
  void Connection();
  void Scheduled();
  void NotYetReached();
  void Ended();
  engine::Instant BecameNext(const JobExecution& next);

  Context& c_;
  const LastHeard& last_heard_;
  const std::string thing_;
  LastHeard::OfThing heard_;
  std::optional<JobExecution> next_;  // of all namespaces
  json answer_;
};

void Explainer::InProgress(const JobExecution& next) {
  Say("The next job of " + thing_ + " is " + Named(next) + ", IN_PROGRESS since " +
      engine::PlainInstant(next.started_at.value_or(next.queued_at)) +
      "; its device last reported at " + engine::PlainInstant(next.last_updated_at) +
      " (version " + std::to_string(next.version) + ").");
  Say("start-next answers with it again, unchanged, until the device reports SUCCEEDED, FAILED "
      "or REJECTED in an update that is accepted.");
  ExplainedDownload download = ExplainDownload(c_, next, heard_.download);
  if (!download.shown.is_null()) answer_["download"] = std::move(download.shown);
  for (std::string& sentence : download.sentences) Say(std::move(sentence));
  const auto deadline = engine::Deadline(next);
  if (!deadline) {
    Say("No timer runs on it: it stays IN_PROGRESS until then, or until it is cancelled with "
        "force.");
    return;
  }
  const bool step = deadline == next.step_deadline;
  Say("It times out at " + engine::PlainInstant(*deadline) + ", in " +
      engine::PlainDuration(std::max(*deadline - c_.now, engine::Duration{0})) + ", by its " +
      (step ? "step timer, which the device set itself."
            : "in-progress timer (timeoutConfig)."));
}

void Explainer::NextJob() {
  if (!next_) {
    answer_["nextJob"] = nullptr;
    Say("No job is pending for " + thing_ + ".");
    Say("start-next and $next/get are accepted at once, without an execution: they do not wait "
        "for a job to come.");
    return;
  }
  const JobExecution& next = *next_;
  answer_["nextJob"] = Shown(next);
  if (!next.namespace_id.empty()) {
    answer_["nextJob"]["namespaceId"] = next.namespace_id;
    Say("What is next is one for all namespaces: while it is a job of " + next.namespace_id +
        ", start-next and $next/get on the topics of the others answer without an execution.");
  }
  if (next.status == ExecutionStatus::kInProgress) {
    InProgress(next);
    return;
  }
  Say("The next job of " + thing_ + " is " + Named(next) + ", QUEUED since " +
      engine::PlainInstant(next.queued_at) + ": its device has not started it.");
  Say("A QUEUED execution never times out: it waits for start-next, or for an update.");
}

// By what is stored: when it was queued, or when the one before it ended.
engine::Instant Explainer::BecameNext(const JobExecution& next) {
  engine::Instant at = next.queued_at;
  const auto page = storage::JobExecutions(c_.store).OfThing(thing_, {}, {});
  for (const JobExecution& other : page.rows) {
    if (!engine::IsPending(other.status) && other.queued_at <= next.queued_at) {
      at = std::max(at, other.last_updated_at);
    }
  }
  return at;
}

void Explainer::ToldOf(const JobExecution& next) {
  const auto& told = heard_.told;
  const bool by_us = told && told->next == engine::ExecutionKey{next.job_id, next.number};
  const engine::Instant at = by_us ? told->at : BecameNext(next);
  std::string topic = "$aws/things/" + thing_ + "/jobs/notify-next";
  if (!next.namespace_id.empty()) topic += "-namespace-" + next.namespace_id;
  answer_["told"] = {{"at", engine::PlainInstant(at)},
                     {"how", by_us ? "notify-next" : "stored times"},
                     {"topic", by_us ? told->topic : topic},
                     {"job", next.job_id},
                     {"executionNumber", next.number}};
  if (by_us) {
    Say("The device was told of it at " + engine::PlainInstant(at) + " by notify-next on " +
        told->topic + ", once, at QoS 1.");
  } else {
    Say("By the stored times it became the next job at " + engine::PlainInstant(at) +
        ", and notify-next was sent on " + topic +
        " then; this process has not sent it since it started, or does not remember.");
  }
  Say("Nothing is sent again on reconnecting: a device that was away, or not subscribed to "
      "notify-next, learns of it by asking (start-next or $next/get).");
}

void Explainer::LastRequest() {
  const auto& request = heard_.request;
  if (!request) {
    answer_["lastSeen"] = nullptr;
    Say("The device has not been seen since " + engine::PlainInstant(last_heard_.since()) +
        ": no request of its has arrived, neither on $aws/things/" + thing_ +
        "/jobs/ (mind the $ and the thing's name) nor over HTTP.");
    return;
  }
  answer_["lastSeen"] = {{"at", engine::PlainInstant(request->at)},
                         {"operation", request->operation->name},
                         {"over", request->over_mqtt ? "MQTT" : "HTTP"}};
  std::string sentence = "The device was last seen at " + engine::PlainInstant(request->at) +
                         ": " + request->operation->name + " over " +
                         (request->over_mqtt ? "MQTT" : "HTTP");
  if (request->refusal.empty()) {
    Say(sentence + ", accepted.");
  } else {
    answer_["lastSeen"]["refusal"] = request->refusal;
    Say(sentence + ", refused: " + request->refusal);
  }
  const auto& told = heard_.told;
  if (next_ && told && told->next && request->at < told->at) {
    Say("It has asked for nothing since it was told.");
  }
}

void Explainer::Behind() {
  answer_["behind"] = json::array();
  std::string names;
  for (const JobExecution& execution :
       storage::JobExecutions(c_.store).Pending({thing_}, engine::kMostPendingShown)) {
    if (next_ && execution.sequence == next_->sequence) continue;
    answer_["behind"].push_back(Shown(execution));
    names += (names.empty() ? "" : ", ") + Named(execution);
  }
  if (names.empty()) return;
  Say("Behind it: " + names +
      ". Each is announced by notify-next when those before it have "
      "ended.");
}

void Explainer::InNamespaces() {
  for (const JobExecution& execution :
       storage::JobExecutions(c_.store).OfThing(thing_, {}, {}).rows) {
    if (execution.namespace_id.empty() || !engine::IsPending(execution.status)) continue;
    answer_["inNamespaces"].push_back(Shown(execution));
    answer_["inNamespaces"].back()["namespaceId"] = execution.namespace_id;
    Say(Named(execution) + " is " + std::string(Name(execution.status)) + " in the namespace " +
        execution.namespace_id + ": only that namespace's topics show it" +
        (next_ && next_->sequence != execution.sequence
             ? ", and it is announced by notify-next-namespace-" + execution.namespace_id +
                   " when " + Named(*next_) + " has ended."
             : "."));
  }
}

// Ours: a scheduled job finds out its targets when it starts.
void Explainer::Scheduled() {
  const storage::JobFilter filter{.status = engine::JobStatus::kScheduled};
  for (const engine::Job& job : storage::Jobs(c_.store).List(filter, {}).rows) {
    if (!storage::Jobs(c_.store).IsAimedAt(job.job_id, thing_)) continue;
    const engine::Schedule schedule(job.Config("schedulingConfig"));
    const auto opening = schedule.NextOpening(c_.now);
    if (!opening) continue;
    const bool started = schedule.HasStarted(c_.now);
    answer_["notYet"].push_back({{"job", job.job_id},
                                 {"waitsFor", started ? "window" : "startTime"},
                                 {"until", engine::PlainInstant(*opening)}});
    Say("Job " + job.job_id + " is SCHEDULED: " +
        (started ? "its next maintenance window opens on " : "it starts on ") +
        engine::PlainDay(*opening) +
        (started ? ", and until then it is hidden from devices." : "."));
  }
}

// Of the client that has the thing's name; a device may have another.
void Explainer::Connection() {
  const auto connectivity = storage::Connectivity(c_.store).Find(thing_);
  answer_["connection"] = nullptr;
  if (!connectivity) return;
  answer_["connection"] = {{"connected", connectivity->connected},
                           {"since", engine::PlainInstant(connectivity->at)}};
  if (connectivity->connected) {
    Say("The MQTT client " + thing_ + " is connected since " +
        engine::PlainInstant(connectivity->at) + ".");
    return;
  }
  answer_["connection"]["reason"] = connectivity->disconnect_reason;
  Say("The MQTT client " + thing_ + " is disconnected since " +
      engine::PlainInstant(connectivity->at) + " (" + connectivity->disconnect_reason + ").");
}

void Explainer::NotYetReached() {
  for (const engine::Job& job : storage::Jobs(c_.store).YetToReach(thing_)) {
    const std::int64_t ahead = storage::Rollout(c_.store).CountAhead(job.job_id, thing_);
    json shown = {{"job", job.job_id}, {"waitsFor", "rollout"}, {"ahead", ahead}};
    std::string sentence = "Job " + job.job_id + " has not reached " + thing_ + ": " +
                           engine::PlainCount(ahead, "thing") +
                           " stand before it in the rollout";
    if (const auto turn = TurnInRollout(c_, job, ahead)) {
      shown["until"] = engine::PlainInstant(*turn);
      sentence += ", whose pace brings its turn at " + engine::PlainInstant(*turn);
    }
    answer_["notYet"].push_back(std::move(shown));
    Say(sentence + ".");
  }
}

void Explainer::Ended() {
  answer_["ended"] = json::array();
  const auto page = storage::JobExecutions(c_.store).OfThing(thing_, {}, {});
  for (const JobExecution& execution : page.rows) {
    if (engine::IsPending(execution.status)) continue;
    if (answer_["ended"].size() == kMostEndedShown) return;
    answer_["ended"].push_back(Shown(execution));
    std::string sentence = "Ended: " + Named(execution) + ", " +
                           std::string(Name(execution.status)) + " at " +
                           engine::PlainInstant(execution.last_updated_at);
    if (execution.status == ExecutionStatus::kTimedOut) {
      sentence += ", by its timer; the device is told nothing but its next job";
    } else if (execution.status == ExecutionStatus::kCanceled) {
      sentence += execution.force_canceled ? ", with force" : "";
      sentence += "; the device is told nothing but its next job";
    }
    const std::string why = engine::WhyAgentFailed(execution.status_details);
    if (!why.empty() && execution.status == ExecutionStatus::kFailed) sentence += ": " + why;
    Say(sentence + ".");
  }
}

json Explainer::Explain() {
  answer_ = {{"thing", thing_},         {"now", engine::PlainInstant(c_.now)},
             {"told", nullptr},         {"inNamespaces", json::array()},
             {"notYet", json::array()}, {"explanation", json::array()}};
  next_ = storage::JobExecutions(c_.store).Next(thing_);
  NextJob();
  if (next_ && next_->status == ExecutionStatus::kQueued) ToldOf(*next_);
  Connection();
  LastRequest();
  Behind();
  InNamespaces();
  Scheduled();
  NotYetReached();
  Ended();
  return std::move(answer_);
}

}  // namespace

json ExplainThing(Context& c, const LastHeard& last_heard, const std::string& thing) {
  RequireThing(c, thing);
  return Explainer(c, last_heard, thing).Explain();
}

}  // namespace server
