#include "engine/jobs/job_update.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/documents/document.h"
#include "engine/error.h"
#include "engine/jobs/abort.h"
#include "engine/jobs/retry.h"
#include "engine/jobs/rollout.h"
#include "engine/jobs/target.h"
#include "engine/jobs/timeout.h"
#include "engine/registry/thing_group.h"

namespace engine {

namespace {

std::string StatusOf(const Job& job) {
  return "Job " + job.job_id + " in status " + std::string(Name(job.status));
}

std::set<std::string> FailureTypes(const nlohmann::json& retry_config) {
  std::set<std::string> types;
  for (const auto& criterion : retry_config.at("criteriaList")) {
    types.insert(criterion.at("failureType").get<std::string>());
  }
  return types;
}

// AWS: retries can be stopped, nothing else.
void CheckRetryUpdate(const nlohmann::json& retry_config) {
  for (const auto& criterion : retry_config.at("criteriaList")) {
    if (criterion.at("numberOfRetries") != 0) {
      RefuseRequest("The number of retries cannot be updated to any number other than 0.");
    }
  }
  CheckRetryConfig(retry_config);
}

void CheckRetryUpdateOf(const Job& job, const nlohmann::json& retry_config) {
  const auto existing = job.configs.find("jobExecutionsRetryConfig");
  if (existing == job.configs.end()) {
    RefuseRequest(
        "RetryConfig cannot be updated if the job has no RetryConfig defined during creation.");
  }
  if (FailureTypes(retry_config) != FailureTypes(*existing)) {
    RefuseRequest("FailureTypes must match existing FailureTypes defined in RetryConfig.");
  }
}

}  // namespace

void CheckUpdate(const std::string& job_id, const JobSettings& settings) {
  if (!settings.description && settings.configs.empty()) {
    RefuseRequest("Update Job request for job " + job_id + " cannot be empty.");
  }
  // AWS: in this order.
  constexpr std::pair<const char*, void (*)(const nlohmann::json&)> kChecks[] = {
      {"jobExecutionsRolloutConfig", CheckRolloutUpdate},
      {"presignedUrlConfig", CheckPresignedUrlConfig},
      {"jobExecutionsRetryConfig", CheckRetryUpdate},
      {"abortConfig", CheckAbortConfig},
      {"timeoutConfig", CheckTimeoutConfig},
  };
  for (const auto& [name, check] : kChecks) {
    if (const auto config = settings.configs.find(name); config != settings.configs.end()) {
      check(*config);
    }
  }
}

Job UpdateSettings(Job job, const JobSettings& settings, Instant now) {
  // Ours: AWS names IN_PROGRESS alone, though a scheduled job is what one would want to
  // correct.
  if (job.status != JobStatus::kInProgress && job.status != JobStatus::kScheduled) {
    RefuseRequest(StatusOf(job) + " cannot be updated.");
  }
  const auto& configs = settings.configs;
  if (const auto urls = configs.find("presignedUrlConfig"); urls != configs.end()) {
    CheckDocument(job.document, urls->contains("roleArn"));
  }
  if (const auto retry = configs.find("jobExecutionsRetryConfig"); retry != configs.end()) {
    CheckRetryUpdateOf(job, *retry);
  }
  if (settings.description) job.description = settings.description;
  for (const auto& [name, config] : configs.items()) job.configs[name] = config;
  job.last_updated_at = now;
  return job;
}

void CheckAssociated(const std::vector<std::string>& arns) {
  for (const std::string& arn : arns) {
    if (ParseTarget(arn).kind != TargetKind::kThingGroup) {
      RefuseRequest("Target " + arn + " is not the ARN of a thing group.");
    }
  }
}

Job AssociateTargets(Job job, const std::vector<std::string>& arns,
                     std::optional<std::string> comment, Instant now) {
  if (job.target_selection != TargetSelection::kContinuous) {
    RefuseRequest("Targets can be associated only with a CONTINUOUS job.");
  }
  if (job.status != JobStatus::kInProgress) {
    RefuseRequest(StatusOf(job) + " cannot be associated with targets.");
  }
  for (const std::string& arn : arns) {
    if (std::ranges::find(job.targets, arn) == job.targets.end()) job.targets.push_back(arn);
  }
  if (job.targets.size() > kMostTargets) {
    throw Error(ErrorCode::kLimitExceeded, "A job can have at most 100 targets.");
  }
  if (comment) job.comment = std::move(comment);
  job.last_updated_at = now;
  return job;
}

}  // namespace engine
