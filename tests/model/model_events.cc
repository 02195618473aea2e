// What the topics of events tell in the model: of each change the beginnings of cancelling and
// deleting, then executions, then the ends of jobs.
#include <algorithm>

#include "tests/model/model.h"

namespace model {

namespace {

std::string InLowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  return text;
}

template <typename List>
auto Find(const List& list, const auto& same) {
  const auto found = std::find_if(list.begin(), list.end(), same);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

void Model::PublishEvents(const Before& before) {
  const auto job_now = [&](const Job& old) {
    return Find(jobs_, [&](const Job& each) { return each.id == old.id; });
  };
  const auto same = [](const Execution& one) {
    return [&one](const Execution& other) {
      return one.job == other.job && one.thing == other.thing && one.number == other.number;
    };
  };
  for (const Job& old : before.jobs) {
    const Job* now = job_now(old);
    if (now == nullptr) PublishOfJob(old, "deletion_in_progress", "DELETION_IN_PROGRESS");
    if (now != nullptr && now->status != old.status && now->status == "CANCELED") {
      PublishOfJob(*now, "cancellation_in_progress", "CANCELLATION_IN_PROGRESS");
    }
  }
  for (const Execution& old : before.executions) {
    if (Find(executions_, same(old)) == nullptr) PublishOfExecution(old, "DELETED");
  }
  for (const Execution& now : executions_) {
    const Execution* old = Find(before.executions, same(now));
    const bool ended = !now.Pending() && (old == nullptr || old->Pending());
    if (ended) PublishOfExecution(now, now.status);
  }
  for (const Job& now : jobs_) {
    const Job* old = Find(before.jobs, [&](const Job& each) { return each.id == now.id; });
    if (old != nullptr && old->status == now.status) continue;
    if (now.status == "CANCELED") PublishOfJob(now, "canceled", "CANCELED");
    if (now.status == "COMPLETED") PublishOfJob(now, "completed", "COMPLETED");
  }
  for (const Job& old : before.jobs) {
    if (job_now(old) == nullptr) PublishOfJob(old, "deleted", "DELETED");
  }
}

void Model::PublishOfJob(const Job& job, const char* operation, const char* status) {
  if (!events_.contains("JOB")) return;
  json payload = {{"eventType", "JOB"},
                  {"timestamp", now_ / 1000},
                  {"operation", operation},
                  {"jobId", job.id},
                  {"status", status},
                  {"targetSelection", job.continuous ? "CONTINUOUS" : "SNAPSHOT"},
                  {"createdAt", job.created_at}};
  if (!job.description.empty()) payload["description"] = job.description;
  if (std::string(operation) == "completed") {
    payload["completedAt"] = *job.completed_at;
    payload["jobProcessDetails"] = {{"numberOfCanceledThings", Count(job, {"CANCELED"})},
                                    {"numberOfRejectedThings", Count(job, {"REJECTED"})},
                                    {"numberOfFailedThings", Count(job, {"FAILED"})},
                                    {"numberOfRemovedThings", Count(job, {"REMOVED"})},
                                    {"numberOfSucceededThings", Count(job, {"SUCCEEDED"})}};
  }
  messages_.push_back(
      {{"topic", "$aws/events/job/" + job.id + "/" + operation}, {"payload", payload}});
}

void Model::PublishOfExecution(const Execution& execution, const std::string& status) {
  if (!events_.contains("JOB_EXECUTION")) return;
  const std::string operation = InLowerCase(status);
  json payload = {{"eventType", "JOB_EXECUTION"},
                  {"timestamp", now_ / 1000},
                  {"operation", operation},
                  {"jobId", execution.job},
                  {"thingArn", "arn:aws:iot:us-east-1:123456789012:thing/" + execution.thing},
                  {"status", status}};
  if (!execution.details.empty()) payload["statusDetails"] = execution.details;
  messages_.push_back({{"topic", "$aws/events/jobExecution/" + execution.job + "/" + operation},
                       {"payload", payload}});
}

}  // namespace model
