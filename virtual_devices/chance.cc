#include "virtual_devices/chance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace virtual_devices {

// FNV-1a, each text ended, so that "ab" and "c" are not "a" and "bc".
Chance::Chance(std::uint64_t seed, std::initializer_list<std::string_view> what_for)
    : state_(0xcbf29ce484222325 ^ seed) {
  const auto mix = [this](std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001b3; };
  for (const std::string_view text : what_for) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0xff);
  }
}

// SplitMix64.
double Chance::Next() {
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

engine::Duration Chance::Between(engine::Duration least, engine::Duration most) {
  return least + engine::Duration(static_cast<std::int64_t>(
                     Next() * static_cast<double>((most - least).count())));
}

engine::Duration Chance::Around(engine::Duration median, double spread) {
  // Box and Muller's, since the standard library's differs from one to the next.
  const double normal =
      std::sqrt(-2 * std::log(1 - Next())) * std::cos(2 * std::numbers::pi * Next());
  constexpr double kTimesMedian = 100;  // at most: nobody waits for the one in a million
  const double times = std::min(std::pow(spread, normal), kTimesMedian);
  return engine::Duration(
      static_cast<std::int64_t>(static_cast<double>(median.count()) * times));
}

}  // namespace virtual_devices
