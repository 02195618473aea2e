#include "engine/faults/armed_faults.h"

#include <algorithm>
#include <utility>

#include "engine/error.h"

namespace engine {

namespace {

// A number in [0, 1), the same from the same generator with every library.
double Cast(std::mt19937_64& dice) {
  return static_cast<double>(dice() >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

// Ours: lets one through each so often, of all that match, and strikes the others.
bool IsTooFast(ArmedFault& armed, Instant now) {
  const auto pause = Duration(1000 / armed.fault.effect.rate);
  if (armed.let_through && now >= *armed.let_through && now - *armed.let_through < pause) {
    return true;
  }
  armed.let_through = now;
  return false;
}

}  // namespace

ArmedFault::ArmedFault(std::string fault_id, std::string of_preset, Fault what,
                       Instant armed_at)
    : id(std::move(fault_id)),
      preset(std::move(of_preset)),
      fault(std::move(what)),
      at(armed_at),
      dice(fault.seed) {}

bool ArmedFault::HasEnded(Instant now) const {
  return (fault.count && struck >= *fault.count) || (fault.lasts && now - at >= *fault.lasts);
}

const ArmedFault& ArmedFaults::Arm(std::string preset, Fault fault, Instant now) {
  if (faults_.size() == kMost) {
    const auto ended = std::ranges::find_if(
        faults_, [&](const ArmedFault& armed) { return armed.HasEnded(now); });
    if (ended == faults_.end()) {
      throw Error(ErrorCode::kLimitExceeded,
                  "There are " + std::to_string(kMost) +
                      " faults already: remove some (DELETE /_emulator/faults).");
    }
    faults_.erase(ended);
  }
  return faults_.emplace_back(std::to_string(++count_), std::move(preset), std::move(fault),
                              now);
}

bool ArmedFaults::Remove(const std::string& id) {
  return std::erase_if(faults_, [&](const ArmedFault& armed) { return armed.id == id; }) > 0;
}

void ArmedFaults::Clear() {
  faults_.clear();
  count_ = 0;
}

const ArmedFault* ArmedFaults::Strike(const Occasion& occasion, Instant now,
                                      const CanBeHad& can_be_had) {
  for (ArmedFault& armed : faults_) {
    if (armed.HasEnded(now) || !Matches(armed.fault, occasion)) continue;
    if (can_be_had && !can_be_had(armed.fault.effect)) continue;
    const bool throttles =
        armed.fault.effect.kind == FaultKind::kThrottle && occasion.place == FaultPlace::kCall;
    if (throttles && !IsTooFast(armed, now)) continue;
    if (armed.fault.probability < 1 && Cast(armed.dice) >= armed.fault.probability) continue;
    ++armed.struck;
    return &armed;
  }
  return nullptr;
}

}  // namespace engine
