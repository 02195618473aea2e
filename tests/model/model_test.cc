// Walks of the service beside the model. MODEL_SEED and MODEL_STEPS, or --seed N and --steps N,
// choose other walks or more.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/model/walk.h"

namespace model {
namespace {

std::uint64_t seed = 20'260'101;
int steps = 20'000;

// Walks of `length` steps, until `share` of all steps are done.
void Explore(double share, int length, const Surroundings& surroundings) {
  const int walks = std::max(1, static_cast<int>(steps * share) / length);
  for (int i = 0; i < walks; ++i) {
    const auto walk_seed = seed + static_cast<std::uint64_t>(i);
    Walk walk = MakeWalk(walk_seed, length, surroundings);
    if (Run(walk, surroundings).empty()) continue;
    Surroundings strict = surroundings;
    strict.rows_every = 1;
    walk = Shrunk(std::move(walk), strict);
    FAIL() << "seed " << walk_seed << "\n" << Run(walk, strict) << "\n" << AsTest(walk);
  }
}

// In every walk time passes in jumps, in small steps, and with nobody at work. The model lets
// it pass from one due instant to the next; so a service that agrees with it does the same in
// all three.
TEST(Walks, AgreeWithTheModelAtEachStep) {
  Explore(0.3, 100, {});
}

TEST(Walks, AgreeWithTheModelForLong) {
  Explore(0.3, 1000, {.rows_every = 10});
}

TEST(Walks, KeepTheInvariants) {
  Explore(0.2, 100, {.checks_invariants = true});
}

TEST(Walks, ReopeningTheStoreChangesNothing) {
  Explore(0.2, 100, {.reopens = true, .rows_every = 4});
}

TEST(Walks, ASavedStateGoesOnAsTheOriginalDoes) {
  constexpr int kLength = 500;
  for (int i = 0; i < std::max(1, steps / 2 / kLength); ++i) {
    const auto walk_seed = seed + static_cast<std::uint64_t>(i);
    ASSERT_EQ(RunBesideCopies(MakeWalk(walk_seed, kLength, {}), 20), "")
        << "seed " << walk_seed;
  }
}

}  // namespace
}  // namespace model

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (const char* text = std::getenv("MODEL_SEED")) model::seed = std::stoull(text);
  if (const char* text = std::getenv("MODEL_STEPS")) model::steps = std::stoi(text);
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] == std::string("--seed")) model::seed = std::stoull(argv[i + 1]);
    if (argv[i] == std::string("--steps")) model::steps = std::stoi(argv[i + 1]);
  }
  std::printf("seed %llu, %d steps\n", static_cast<unsigned long long>(model::seed),
              model::steps);
  return RUN_ALL_TESTS();
}
