#include "engine/jobs/rollout.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/error.h"

namespace engine {

namespace {

constexpr std::int64_t kMostPerMinute = 1000;

std::int64_t MaximumPerMinute(const nlohmann::json& rollout_config) {
  return rollout_config.value("maximumPerMinute", kMostPerMinute);
}

// AWS: incrementFactor has one digit after the point at most. In tenths it is exact.
std::int64_t Tenths(const nlohmann::json& factor) {
  return std::llround(factor.get<double>() * 10);
}

}  // namespace

std::int64_t ReleaseThisMinute(const nlohmann::json& rollout_config,
                               const RolloutProgress& progress) {
  const std::int64_t most = MaximumPerMinute(rollout_config);
  const auto found = rollout_config.find("exponentialRate");
  if (found == rollout_config.end()) return most;
  const auto& criteria = found->at("rateIncreaseCriteria");
  const bool by_notified = criteria.contains("numberOfNotifiedThings");
  const std::int64_t counted = by_notified ? progress.notified : progress.succeeded;
  const auto step =
      criteria.at(by_notified ? "numberOfNotifiedThings" : "numberOfSucceededThings")
          .get<std::int64_t>();
  const auto factor = static_cast<double>(Tenths(found->at("incrementFactor")));
  double rate = found->at("baseRatePerMinute").get<double>();
  for (auto left = counted / step; left > 0 && rate < static_cast<double>(most); --left) {
    rate = rate * factor / 10;
  }
  // Ours: a fraction of an execution is left out.
  constexpr double kRounding = 1e-9;
  return std::min(most, static_cast<std::int64_t>(rate + kRounding));
}

std::vector<std::int64_t> ReleasesByMinute(const nlohmann::json& rollout_config,
                                           RolloutProgress progress, std::int64_t left,
                                           std::size_t most, bool succeeding) {
  std::vector<std::int64_t> minutes;
  while (left > 0 && minutes.size() < most) {
    const std::int64_t released = std::min(left, ReleaseThisMinute(rollout_config, progress));
    minutes.push_back(released);
    left -= released;
    progress.notified += released;
    if (succeeding) progress.succeeded += released;
  }
  return minutes;
}

void CheckRolloutConfig(const nlohmann::json& rollout_config) {
  const auto rate = rollout_config.find("exponentialRate");
  if (rate == rollout_config.end()) return;
  if (rate->at("baseRatePerMinute").get<std::int64_t>() > MaximumPerMinute(rollout_config)) {
    RefuseRequest(
        "Exponential rollout baseRatePerMinute should be less than maximumPerMinute.");
  }
  const auto& criteria = rate->at("rateIncreaseCriteria");
  const bool by_notified = criteria.contains("numberOfNotifiedThings");
  if (by_notified == criteria.contains("numberOfSucceededThings")) {
    RefuseRequest(std::string("Provide ") + (by_notified ? "only one of" : "either") +
                  " NumberOfNotifiedThings or NumberOfSucceededThings when "
                  "RateIncreaseCriteria is defined");
  }
  const auto& factor = rate->at("incrementFactor");
  if (std::abs(factor.get<double>() * 10 - static_cast<double>(Tenths(factor))) > 1e-6) {
    RefuseRequest(
        "Exponential rollout incrementFactor can have one digit after the decimal point.");
  }
}

void CheckRolloutUpdate(const nlohmann::json& rollout_config) {
  if (!rollout_config.contains("maximumPerMinute")) {
    RefuseRequest(rollout_config.contains("exponentialRate")
                      ? "Provide MaximumPerMinute value when ExponentialRate is defined"
                      : "Provide MaximumPerMinute value or provide ExponentialRate and "
                        "MaximumPerMinute");
  }
  CheckRolloutConfig(rollout_config);
}

}  // namespace engine
