#include "engine/jobs/job_template.h"

namespace engine {

nlohmann::json WithUnsetMembers(nlohmann::json configs) {
  for (const char* member : {"documentSource", "abortConfig", "jobExecutionsRetryConfig",
                             "maintenanceWindows", "destinationPackageVersions"}) {
    configs.emplace(member, nullptr);
  }
  nlohmann::json& rollout = configs["jobExecutionsRolloutConfig"];
  configs["timeoutConfig"].emplace("inProgressTimeoutInMinutes", nullptr);
  for (const char* member : {"roleArn", "expiresInSec"}) {
    configs["presignedUrlConfig"].emplace(member, nullptr);
  }
  for (const char* member : {"maximumPerMinute", "exponentialRate"}) {
    rollout.emplace(member, nullptr);
  }
  if (nlohmann::json& rate = rollout["exponentialRate"]; !rate.is_null()) {
    for (const char* member : {"numberOfNotifiedThings", "numberOfSucceededThings"}) {
      rate["rateIncreaseCriteria"].emplace(member, nullptr);
    }
  }
  return configs;
}

}  // namespace engine
