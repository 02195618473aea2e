#include "engine/jobs/abort.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/jobs/job.h"

namespace engine {

namespace {

const nlohmann::json& Criteria(const nlohmann::json& abort_config) {
  static const nlohmann::json kNone = nlohmann::json::array();
  const auto found = abort_config.find("criteriaList");
  return found == abort_config.end() ? kNone : *found;
}

// AWS: a percentage has two digits after the point at most. In hundredths it is exact.
std::int64_t Hundredths(const nlohmann::json& percentage) {
  return std::llround(percentage.get<double>() * 100);
}

std::int64_t Executed(const ExecutionCounts& counts) {
  return counts.All() - counts.Pending();
}

std::int64_t Failures(const nlohmann::json& criterion, const ExecutionCounts& counts) {
  const auto& type = criterion.at("failureType").get_ref<const std::string&>();
  if (type == "ALL") {
    return counts.Of(ExecutionStatus::kFailed) + counts.Of(ExecutionStatus::kRejected) +
           counts.Of(ExecutionStatus::kTimedOut);
  }
  return counts.Of(ExecutionStatusFrom(type).value());
}

bool IsMet(const nlohmann::json& criterion, const ExecutionCounts& counts) {
  const std::int64_t executed = Executed(counts);
  if (executed < criterion.at("minNumberOfExecutedThings").get<std::int64_t>()) return false;
  return Failures(criterion, counts) * 10'000 >=
         Hundredths(criterion.at("thresholdPercentage")) * executed;
}

}  // namespace

std::optional<std::size_t> CriterionMet(const nlohmann::json& abort_config,
                                        const ExecutionCounts& counts) {
  const auto& criteria = Criteria(abort_config);
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    if (IsMet(criteria[i], counts)) return i;
  }
  return std::nullopt;
}

AbortProgress ProgressOf(const nlohmann::json& criterion, const ExecutionCounts& counts) {
  return {.failures = Failures(criterion, counts), .executed = Executed(counts)};
}

std::string AbortComment(const nlohmann::json& abort_config, std::size_t met,
                         const ExecutionCounts& counts) {
  const auto& criterion = Criteria(abort_config).at(met);
  const auto failures = Failures(criterion, counts);
  const auto executed = Executed(counts);
  char share[32];
  std::snprintf(share, sizeof share, "%.2f %%",
                100.0 * static_cast<double>(failures) / static_cast<double>(executed));
  const auto type = criterion.at("failureType").get<std::string>();
  return "Canceled by abort criterion " + std::to_string(met + 1) + ": " +
         std::to_string(failures) + " of " + std::to_string(executed) +
         " executions that ended (" + share + ") " +
         (type == "ALL" ? "FAILED, were REJECTED or TIMED_OUT" : "are " + type) + ".";
}

void CheckAbortConfig(const nlohmann::json& abort_config) {
  for (const auto& criterion : Criteria(abort_config)) {
    const auto& percentage = criterion.at("thresholdPercentage");
    const double hundredths = percentage.get<double>() * 100;
    if (std::abs(hundredths - static_cast<double>(Hundredths(percentage))) > 1e-6) {
      throw Error(ErrorCode::kInvalidRequest,
                  "The thresholdPercentage of an abort criterion can have two digits after the "
                  "decimal point.");
    }
  }
}

}  // namespace engine
