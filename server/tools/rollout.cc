#include "engine/jobs/rollout.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/jobs/job.h"
#include "engine/jobs/schedule.h"
#include "engine/plain_words.h"
#include "server/calls/required.h"
#include "server/tools/tools.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/rollout.h"

namespace tools {
namespace {

using nlohmann::json;

constexpr std::size_t kMostMinutes = 1000;

json By(engine::Instant at, std::int64_t things) {
  return {{"at", engine::PlainInstant(at)}, {"things", things}};
}

// In all, at the end of each minute that had any.
json Reached(server::Context& c, const engine::Job& job) {
  const auto minutes =
      storage::JobExecutions(c.store).QueuedByMinute(job.job_id, int{kMostMinutes});
  std::int64_t in_all = job.rollout.queued;
  for (const auto& minute : minutes) in_all -= minute.count;
  in_all = std::max<std::int64_t>(in_all, 0);
  json reached = json::array();
  for (const auto& minute : minutes) {
    in_all += minute.count;
    reached.push_back(By(minute.at, in_all));
  }
  return reached;
}

json Planned(server::Context& c, const engine::Job& job, std::int64_t left) {
  json planned = json::array();
  if (!job.rollout.next_minute_at || job.status != engine::JobStatus::kInProgress)
    return planned;
  const auto counts = storage::JobExecutions(c.store).Count(job.job_id);
  const engine::RolloutProgress progress{
      .notified = job.rollout.queued,
      .succeeded = counts.Of(engine::ExecutionStatus::kSucceeded)};
  engine::Instant at = *job.rollout.next_minute_at;
  std::int64_t in_all = job.rollout.queued;
  planned.push_back(By(c.now, in_all));
  for (const std::int64_t released : engine::ReleasesByMinute(
           c.settings.immediate_rollout ? json::object()
                                        : job.Config("jobExecutionsRolloutConfig"),
           progress, left, kMostMinutes, /*succeeding=*/false)) {
    in_all += released;
    planned.push_back(By(at, in_all));
    at += engine::kRolloutInterval;
  }
  return planned;
}

// The next ones, if the job is one that can be made.
json Windows(Tools& tools, const json& job) {
  const json scheduling = job.value("schedulingConfig", json::object());
  const auto selection = engine::TargetSelectionFrom(job.value("targetSelection", "SNAPSHOT"));
  json windows = json::array();
  tools.service.Ask([&](server::Context& c) {
    engine::CheckSchedulingConfig(scheduling, selection.value(), c.now,
                                  c.settings.enforce_limits);
    for (const engine::Instant at :
         engine::Schedule(scheduling).NextWindows(c.now, engine::kMostWindowsShown)) {
      windows.push_back(engine::PlainInstant(at));
    }
    return json();
  });
  return windows;
}

}  // namespace

Answer DescribeRollout(Tools& tools, const json& input) {
  return {.value = tools.service.Ask([&](server::Context& c) {
    const engine::Job job = server::RequireJob(c, input["jobId"]);
    const std::int64_t left = storage::Rollout(c.store).Count(job.job_id);
    return json{{"job", job.job_id},
                {"reached", Reached(c, job)},
                {"planned", Planned(c, job, left)},
                {"left", left}};
  })};
}

Answer PlanRollout(Tools& tools, const json& input) {
  const json& job = input["createJob"];
  const json config = job.value("jobExecutionsRolloutConfig", json::object());
  engine::CheckRolloutConfig(config);
  std::int64_t left = input["things"];
  const auto minutes =
      engine::ReleasesByMinute(config, {}, left, kMostMinutes, /*succeeding=*/true);
  for (const std::int64_t released : minutes) left -= released;
  return {.value = {{"minutes", minutes}, {"left", left}, {"windows", Windows(tools, job)}}};
}

}  // namespace tools
