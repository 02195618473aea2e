#include "engine/jobs/retry.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "engine/error.h"
#include "engine/jobs/job_execution.h"

namespace engine {

namespace {

constexpr int kMostRetries = 10;

const nlohmann::json& Criteria(const nlohmann::json& retry_config) {
  static const nlohmann::json kNone = nlohmann::json::array();
  const auto found = retry_config.find("criteriaList");
  return found == retry_config.end() ? kNone : *found;
}

int RetriesThatCount(const std::string& failure_type, const RetriesUsed& used) {
  if (failure_type == "ALL") return used.Total();
  return failure_type == "FAILED" ? used.failed : used.timed_out;
}

}  // namespace

bool MayRetry(const nlohmann::json& retry_config, ExecutionStatus outcome,
              const RetriesUsed& used) {
  if (outcome != ExecutionStatus::kFailed && outcome != ExecutionStatus::kTimedOut) {
    return false;
  }
  if (used.Total() >= kMostRetries) return false;
  for (const auto& criterion : Criteria(retry_config)) {
    const auto& type = criterion.at("failureType").get_ref<const std::string&>();
    if (type != "ALL" && type != Name(outcome)) continue;
    return RetriesThatCount(type, used) < criterion.at("numberOfRetries").get<int>();
  }
  return false;
}

void CheckRetryConfig(const nlohmann::json& retry_config) {
  std::set<std::string> types;
  int retries = 0;
  for (const auto& criterion : Criteria(retry_config)) {
    const auto& type = criterion.at("failureType").get_ref<const std::string&>();
    if (!types.insert(type).second) {
      throw Error(ErrorCode::kInvalidRequest,
                  "The failure type " + type + " is given more than once in RetryConfig.");
    }
    retries += criterion.at("numberOfRetries").get<int>();
  }
  if (types.contains("ALL") && types.size() > 1) {
    throw Error(ErrorCode::kInvalidRequest,
                "A retryCriteria with failure type ALL must be used by itself.");
  }
  if (retries > kMostRetries) {
    throw Error(ErrorCode::kInvalidRequest,
                "The total number of retries cannot be greater than 10.");
  }
}

}  // namespace engine
