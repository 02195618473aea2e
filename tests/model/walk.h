// Random walks: steps, how one is made up, run, checked, shrunk and printed.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace model {

using nlohmann::json;

inline constexpr std::int64_t kWalksBegin = 1'767'268'800'000;  // 2026-01-01T12:00:00Z
inline constexpr const char* kThings[] = {"desk", "fan", "lamp", "oven"};
inline constexpr const char* kGroups[] = {"kitchen", "house", "attic", "loan"};
inline constexpr const char* kJobs[] = {"j1", "j2", "j3", "j4", "j5", "j6"};

// An operation, or "Advance" with {"milliseconds"}.
struct Step {
  std::string operation;
  json input;
};

using Walk = std::vector<Step>;

// How time passes: in one jump, in steps of a second, or with nobody at work until the next
// call.
enum class Clock { kJumps, kSmallSteps, kUnattended };

struct Manner {
  Clock clock = Clock::kJumps;
  bool reopens = false;            // the store, before every third step
  int rows_every = 1;              // steps between comparisons of all rows
  bool checks_invariants = false;  // needs rows at every step
};

// The same steps for the same seed; it begins by making things and groups.
Walk MakeWalk(std::uint64_t seed, int steps);

// Runs the walk through the service and the model. Returns what went wrong, or an empty text.
std::string Run(const Walk& walk, const Manner& manner);

// A shorter walk that still goes wrong.
Walk Shrunk(Walk walk, const Manner& manner);

// The walk as the body of a test.
std::string AsTest(const Walk& walk);

}  // namespace model
