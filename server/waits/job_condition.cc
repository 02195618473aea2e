#include <algorithm>
#include <utility>

#include "engine/jobs/job.h"
#include "engine/plain_words.h"
#include "server/calls/required.h"
#include "server/service/followed.h"
#include "server/waits/conditions.h"
#include "storage/jobs/job_executions.h"

namespace server {
namespace {

using engine::JobStatus;
using nlohmann::json;

class JobCondition final : public Condition {
 public:
  JobCondition(std::string job, std::vector<JobStatus> statuses)
      : job_(std::move(job)), statuses_(std::move(statuses)) {}

  void Hear(const Committed& committed) override {
    for (const JobChange& change : committed.followed.jobs) {
      if (change.job_id == job_ && change.after && IsWanted(*change.after)) {
        seen_ = change.after;
        seen_at_ = committed.at;
      }
    }
  }

  Verdict Look(Context& c) override {
    if (seen_) return Holding(*seen_, "was", seen_at_);
    const engine::Job job = RequireJob(c, job_);
    if (IsWanted(job.status)) return Holding(job.status, "is", job.last_updated_at);
    Verdict verdict{.ever = CanChange(job),
                    .text = Told(job.status, "is", job.last_updated_at)};
    verdict.nearest = Shown(job.status, job.last_updated_at);
    std::string counts;
    const engine::ExecutionCounts count = storage::JobExecutions(c.store).Count(job_);
    for (const ExecutionStatus status : engine::AllExecutionStatuses()) {
      if (count.Of(status) == 0) continue;
      counts += (counts.empty() ? "" : ", ") + std::to_string(count.Of(status)) + " " +
                std::string(Name(status));
    }
    verdict.text += "; its executions: " + (counts.empty() ? "none" : counts);
    return verdict;
  }

 private:
  using ExecutionStatus = engine::ExecutionStatus;

  bool IsWanted(JobStatus status) const {
    return std::ranges::find(statuses_, status) != statuses_.end();
  }

  // What has ended can be deleted, and no more.
  bool CanChange(const engine::Job& job) const {
    return engine::IsActive(job) || IsWanted(JobStatus::kDeletionInProgress);
  }

  std::string Told(JobStatus status, const char* tense, engine::Instant at) const {
    return "job " + job_ + " " + tense + " " + std::string(Name(status)) +
           (tense == std::string("is") ? ", last changed at " : " at ") +
           engine::PlainInstant(at);
  }

  json Shown(JobStatus status, engine::Instant at) const {
    return {{"job", job_}, {"status", Name(status)}, {"since", engine::PlainInstant(at)}};
  }

  Verdict Holding(JobStatus status, const char* tense, engine::Instant at) const {
    return {.holds = true, .text = Told(status, tense, at), .nearest = Shown(status, at)};
  }

  const std::string job_;
  const std::vector<JobStatus> statuses_;
  std::optional<JobStatus> seen_;
  engine::Instant seen_at_;
};

}  // namespace

SharedCondition JobIs(std::string job, std::vector<JobStatus> statuses) {
  return std::make_shared<JobCondition>(std::move(job), std::move(statuses));
}

}  // namespace server
