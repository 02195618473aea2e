// The faults that wait for their occasion.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <random>
#include <string>

#include "engine/faults/fault.h"

namespace engine {

struct ArmedFault {
  ArmedFault(std::string fault_id, std::string of_preset, Fault what, Instant armed_at);

  // Whether it strikes nothing any more.
  bool HasEnded(Instant now) const;

  std::string id;
  std::string preset;  // that it came from; else empty
  Fault fault;
  Instant at;
  std::int64_t struck = 0;
  std::mt19937_64 dice;
  std::optional<Instant> let_through;  // when a throttle last did
};

class ArmedFaults {
 public:
  // Where so many are there, the oldest that has ended makes room.
  static constexpr std::size_t kMost = 100;

  // Throws Error (LimitExceeded) where there are too many.
  const ArmedFault& Arm(std::string preset, Fault fault, Instant now);
  // Whether it was there.
  bool Remove(const std::string& id);
  // Forgets all, and counts ids anew.
  void Clear();

  // Whether an effect can be had where it strikes, beyond what its kind says.
  using CanBeHad = std::function<bool(const FaultEffect&)>;

  // The first to be armed that matches, has not ended and whose dice have it so: it has struck.
  // Null: all goes well.
  const ArmedFault* Strike(const Occasion& occasion, Instant now,
                           const CanBeHad& can_be_had = {});

  bool empty() const { return faults_.empty(); }

  // In the order in which they were armed, and those that have ended with them.
  const std::deque<ArmedFault>& All() const { return faults_; }

 private:
  std::deque<ArmedFault> faults_;
  std::int64_t count_ = 0;
};

}  // namespace engine
