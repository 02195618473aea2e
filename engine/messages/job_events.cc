#include "engine/messages/job_events.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "engine/wire_names.h"

namespace engine {

namespace {

// As statuses; topics and operations have them in small letters.
constexpr WireNames<JobEvent, 5> kJobEventNames{{
    {JobEvent::kCompleted, "COMPLETED"},
    {JobEvent::kCanceled, "CANCELED"},
    {JobEvent::kDeleted, "DELETED"},
    {JobEvent::kCancellationInProgress, "CANCELLATION_IN_PROGRESS"},
    {JobEvent::kDeletionInProgress, "DELETION_IN_PROGRESS"},
}};

std::string Small(std::string_view name) {
  std::string small(name);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  return small;
}

// AWS: the timestamp is in seconds, the instants of the job in milliseconds.
Notice EventNotice(const char* kind, const char* type, std::string_view status,
                   const std::string& job_id, Instant now) {
  const std::string operation = Small(status);
  return {std::string("$aws/events/") + kind + "/" + job_id + "/" + operation,
          {{"eventType", type},
           {"timestamp", EpochSeconds(now)},
           {"operation", operation},
           {"jobId", job_id},
           {"status", status}}};
}

}  // namespace

std::vector<JobEvent> JobEvents(const std::optional<JobStage>& before,
                                const std::optional<JobStage>& after) {
  std::vector<JobEvent> events;
  const auto was = [&](JobStatus status) { return before && before->status == status; };
  if (!after || after->status == JobStatus::kDeletionInProgress) {
    if (!was(JobStatus::kDeletionInProgress)) events.push_back(JobEvent::kDeletionInProgress);
    if (!after) events.push_back(JobEvent::kDeleted);
  } else if (after->status == JobStatus::kCanceled) {
    if (!was(JobStatus::kCanceled)) events.push_back(JobEvent::kCancellationInProgress);
    if (!after->unfinished && (!was(JobStatus::kCanceled) || before->unfinished)) {
      events.push_back(JobEvent::kCanceled);
    }
  } else if (after->status == JobStatus::kCompleted && !was(JobStatus::kCompleted)) {
    events.push_back(JobEvent::kCompleted);
  }
  return events;
}

Notice JobEventNotice(JobEvent event, const Job& job, const ExecutionCounts& counts,
                      Instant now) {
  Notice notice = EventNotice("job", "JOB", NameIn(kJobEventNames, event), job.job_id, now);
  nlohmann::json& payload = notice.payload;
  payload["targetSelection"] = Name(job.target_selection);
  payload["targets"] = job.targets;
  if (job.description) payload["description"] = *job.description;
  payload["createdAt"] = Milliseconds(job.created_at);
  payload["lastUpdatedAt"] = Milliseconds(job.last_updated_at);
  if (event == JobEvent::kCompleted) {
    if (job.completed_at) payload["completedAt"] = Milliseconds(*job.completed_at);
    // AWS: these five, and no other.
    payload["jobProcessDetails"] = {
        {"numberOfCanceledThings", counts.Of(ExecutionStatus::kCanceled)},
        {"numberOfRejectedThings", counts.Of(ExecutionStatus::kRejected)},
        {"numberOfFailedThings", counts.Of(ExecutionStatus::kFailed)},
        {"numberOfRemovedThings", counts.Of(ExecutionStatus::kRemoved)},
        {"numberOfSucceededThings", counts.Of(ExecutionStatus::kSucceeded)}};
  } else if (event != JobEvent::kCanceled && job.comment) {
    payload["comment"] = *job.comment;
  }
  return notice;
}

Notice ExecutionEventNotice(const JobExecution& execution, bool deleted, const Arn& thing,
                            Instant now) {
  // Ours: AWS does not show the status of a deleted execution; as a deleted job's.
  const std::string_view status = deleted ? "DELETED" : Name(execution.status);
  Notice notice = EventNotice("jobExecution", "JOB_EXECUTION", status, execution.job_id, now);
  notice.payload["thingArn"] = thing.Text();
  if (!execution.status_details.empty()) {
    notice.payload["statusDetails"] = execution.status_details;
  }
  return notice;
}

}  // namespace engine
