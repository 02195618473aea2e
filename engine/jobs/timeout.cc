#include "engine/jobs/timeout.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/jobs/job_execution.h"

namespace engine {

void CheckTimeoutConfig(const nlohmann::json& timeout_config) {
  constexpr std::int64_t kLongestInMinutes = 10080;
  const auto minutes = timeout_config.value("inProgressTimeoutInMinutes", nlohmann::json());
  if (!minutes.is_null() && minutes >= 1 && minutes <= kLongestInMinutes) return;
  RefuseRequest("Provide valid timeout value, inProgressTimeoutInMinutes cannot be " +
                minutes.dump() + ".");
}

std::optional<Duration> InProgressTimeout(const nlohmann::json& timeout_config) {
  const auto found = timeout_config.find("inProgressTimeoutInMinutes");
  if (found == timeout_config.end()) return std::nullopt;
  return std::chrono::minutes{found->get<std::int64_t>()};
}

void SetStepTimer(JobExecution& execution, std::optional<std::int64_t> minutes, Instant now) {
  if (!minutes) return;
  execution.step_deadline.reset();
  if (*minutes > 0) execution.step_deadline = now + std::chrono::minutes{*minutes};
}

std::optional<Instant> Deadline(const JobExecution& execution) {
  const auto& whole = execution.in_progress_deadline;
  const auto& step = execution.step_deadline;
  if (whole && step) return std::min(*whole, *step);
  return whole ? whole : step;
}

std::optional<std::int64_t> ApproximateSecondsBeforeTimedOut(const JobExecution& execution,
                                                             Instant now) {
  const auto deadline = Deadline(execution);
  if (!deadline) return std::nullopt;
  const auto left = std::chrono::floor<std::chrono::seconds>(*deadline - now).count();
  return std::max<std::int64_t>(left, 0);
}

}  // namespace engine
