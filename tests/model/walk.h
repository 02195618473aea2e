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
inline constexpr const char* kThings[] = {"desk", "fan", "lamp", "oven", "sink"};
inline constexpr const char* kGroups[] = {"kitchen", "house", "attic", "loan"};
inline constexpr const char* kDynamicGroups[] = {"north", "south"};
inline constexpr const char* kJobs[] = {"j1", "j2", "j3", "j4", "j5", "j6"};

// What walks go through beside the rest.
inline constexpr bool kRollouts = true;
inline constexpr bool kAborts = true;
inline constexpr bool kSchedules = true;
inline constexpr bool kFormsGroups = true;
inline constexpr bool kEvents = true;

// An operation; or "Advance" with {"milliseconds", "manner"}: in one "jump", in "small steps",
// or "unattended", with nobody at work until the next call; or "Reopen" the store.
struct Step {
  std::string operation;
  json input;
};

using Walk = std::vector<Step>;

struct Surroundings {
  bool reopens = false;            // the store, at some steps
  bool checks_invariants = false;  // then all rows are compared at each step
  int rows_every = 1;              // steps between comparisons of all rows
};

// The same steps for the same seed; it begins by making things and groups.
Walk MakeWalk(std::uint64_t seed, int steps, const Surroundings& surroundings);

// Runs the walk through the service and the model. Returns what went wrong, or an empty text.
std::string Run(const Walk& walk, const Surroundings& surroundings);

// Runs the walk through one service, and after each `every` steps through another one that has
// loaded the state of the first. Returns where they differ, or an empty text.
std::string RunBesideCopies(const Walk& walk, int every);

// A shorter walk that still goes wrong.
Walk Shrunk(Walk walk, const Surroundings& surroundings);

// The walk as the body of a test.
std::string AsTest(const Walk& walk);

}  // namespace model
