#include "engine/rollout.h"

#include <algorithm>
#include <cmath>

namespace engine {

std::int64_t ReleaseThisMinute(const nlohmann::json& rollout_config,
                               const RolloutProgress& progress) {
  const std::int64_t most = rollout_config.value("maximumPerMinute", std::int64_t{1000});
  const auto found = rollout_config.find("exponentialRate");
  if (found == rollout_config.end()) return most;
  const auto& criteria = found->at("rateIncreaseCriteria");
  const bool by_notified = criteria.contains("numberOfNotifiedThings");
  const std::int64_t counted = by_notified ? progress.notified : progress.succeeded;
  const std::int64_t step =
      criteria.at(by_notified ? "numberOfNotifiedThings" : "numberOfSucceededThings")
          .get<std::int64_t>();
  const std::int64_t increases = counted / step;
  const double rate =
      found->at("baseRatePerMinute").get<double>() *
      std::pow(found->at("incrementFactor").get<double>(), static_cast<double>(increases));
  if (rate >= static_cast<double>(most)) return most;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(rate));
}

}  // namespace engine
