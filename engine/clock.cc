#include "engine/clock.h"

#include <cmath>

namespace engine {

namespace {

Instant SystemNow() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

}  // namespace

Clock::Clock() : Clock(Setting{SystemNow(), SystemNow(), 1}) {}

Clock::Clock(const Setting& setting) : setting_(setting) {}

Clock Clock::Frozen(Instant at) {
  return Clock(Setting{at, at, 0});
}

Instant Clock::Now() const {
  if (setting_.scale == 0) return setting_.local;
  const double passed = static_cast<double>((SystemNow() - setting_.system).count());
  return setting_.local + Duration{std::llround(passed * setting_.scale)};
}

Clock::Setting Clock::SettingAt(Instant local) const {
  return {local, SystemNow(), setting_.scale};
}

void Clock::Set(Instant to) {
  setting_ = SettingAt(to);
}

void Clock::SetScale(double scale) {
  Set(Now());
  setting_.scale = scale;
}

}  // namespace engine
