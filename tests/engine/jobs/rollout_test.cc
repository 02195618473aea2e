#include "engine/jobs/rollout.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

TEST(Rollout, ReleasesAThousandPerMinuteUnlessTheJobSaysLess) {
  EXPECT_EQ(ReleaseThisMinute(json::object(), {}), 1000);
  EXPECT_EQ(ReleaseThisMinute({{"maximumPerMinute", 7}}, {}), 7);
  EXPECT_EQ(ReleaseThisMinute({{"maximumPerMinute", 7}}, {.notified = 70'000}), 7);
}

json Exponential(const char* criterion) {
  return {{"exponentialRate",
           {{"baseRatePerMinute", 50},
            {"incrementFactor", 2},
            {"rateIncreaseCriteria", {{criterion, 1000}}}}},
          {"maximumPerMinute", 1000}};
}

struct Step {
  std::int64_t count;
  std::int64_t rate;
};

class ExponentialRollout : public testing::TestWithParam<Step> {};

TEST_P(ExponentialRollout, GrowsWithTheThingsNotified) {
  EXPECT_EQ(ReleaseThisMinute(Exponential("numberOfNotifiedThings"),
                              {.notified = GetParam().count, .succeeded = 0}),
            GetParam().rate);
}

TEST_P(ExponentialRollout, GrowsWithTheThingsThatSucceeded) {
  EXPECT_EQ(ReleaseThisMinute(Exponential("numberOfSucceededThings"),
                              {.notified = 9000, .succeeded = GetParam().count}),
            GetParam().rate);
}

// 50, x2, 1000: the rate doubles at each thousand, up to maximumPerMinute.
INSTANTIATE_TEST_SUITE_P(FiftyDoublingIs50_100_200_400At1000_2000_3000, ExponentialRollout,
                         testing::Values(Step{0, 50}, Step{999, 50}, Step{1000, 100},
                                         Step{1999, 100}, Step{2000, 200}, Step{2999, 200},
                                         Step{3000, 400}, Step{4000, 800}, Step{5000, 1000},
                                         Step{1'000'000, 1000}));

TEST(Rollout, ExponentialRateIsCappedByMaximumPerMinute) {
  json config = Exponential("numberOfNotifiedThings");
  config["maximumPerMinute"] = 150;
  EXPECT_EQ(ReleaseThisMinute(config, {.notified = 2000}), 150);
}

TEST(Rollout, FactorMayBeAFraction) {
  json config = Exponential("numberOfNotifiedThings");
  config["exponentialRate"]["incrementFactor"] = 1.5;
  EXPECT_EQ(ReleaseThisMinute(config, {.notified = 1000}), 75);
}

TEST(Rollout, TenthsOfAFactorAreExact) {
  json config = Exponential("numberOfNotifiedThings");
  config["exponentialRate"]["baseRatePerMinute"] = 100;
  config["exponentialRate"]["incrementFactor"] = 1.1;
  EXPECT_EQ(ReleaseThisMinute(config, {.notified = 1000}), 110);
  EXPECT_EQ(ReleaseThisMinute(config, {.notified = 2000}), 121);
  EXPECT_EQ(ReleaseThisMinute(config, {.notified = 3000}), 133);
}

TEST(Rollout, IsPlannedMinuteByMinuteUntilNothingIsLeft) {
  const json pace = {{"maximumPerMinute", 4}};
  EXPECT_EQ(ReleasesByMinute(pace, {}, 10, 100, true), (std::vector<std::int64_t>{4, 4, 2}));
  EXPECT_EQ(ReleasesByMinute(pace, {}, 10, 2, true), (std::vector<std::int64_t>{4, 4}));
  EXPECT_TRUE(ReleasesByMinute(pace, {}, 0, 100, true).empty());
}

TEST(Rollout, APlanThatWaitsForSuccessesGrowsOnlyIfThereAreSome) {
  json pace = Exponential("numberOfSucceededThings");
  pace["exponentialRate"]["rateIncreaseCriteria"]["numberOfSucceededThings"] = 50;
  EXPECT_EQ(ReleasesByMinute(pace, {}, 150, 9, true), (std::vector<std::int64_t>{50, 100}));
  EXPECT_EQ(ReleasesByMinute(pace, {}, 150, 9, false), (std::vector<std::int64_t>{50, 50, 50}));
}

TEST(Rollout, ConfigThatContradictsItselfIsRefusedInAwsWords) {
  json config = Exponential("numberOfNotifiedThings");
  EXPECT_EQ(Refusal([&] { CheckRolloutConfig(config); }), "accepted");
  config["maximumPerMinute"] = 49;
  EXPECT_EQ(Refusal([&] { CheckRolloutConfig(config); }),
            "InvalidRequest: Exponential rollout baseRatePerMinute should be less than "
            "maximumPerMinute.");
  config["maximumPerMinute"] = 50;
  EXPECT_EQ(Refusal([&] { CheckRolloutConfig(config); }), "accepted");
  json& criteria = config["exponentialRate"]["rateIncreaseCriteria"];
  criteria = json::object();
  EXPECT_EQ(Refusal([&] { CheckRolloutConfig(config); }),
            "InvalidRequest: Provide either NumberOfNotifiedThings or NumberOfSucceededThings "
            "when RateIncreaseCriteria is defined");
  criteria = {{"numberOfNotifiedThings", 1}, {"numberOfSucceededThings", 1}};
  EXPECT_EQ(Refusal([&] { CheckRolloutConfig(config); }),
            "InvalidRequest: Provide only one of NumberOfNotifiedThings or "
            "NumberOfSucceededThings when RateIncreaseCriteria is defined");
}

TEST(Rollout, IncrementFactorHasOneDecimal) {
  json config = Exponential("numberOfNotifiedThings");
  config["exponentialRate"]["incrementFactor"] = 1.55;
  EXPECT_EQ(RefusalName([&] { CheckRolloutConfig(config); }), "InvalidRequest");
}

TEST(Rollout, UpdateMustGiveMaximumPerMinute) {
  EXPECT_EQ(Refusal([] { CheckRolloutUpdate(json::object()); }),
            "InvalidRequest: Provide MaximumPerMinute value or provide ExponentialRate and "
            "MaximumPerMinute");
  json config = Exponential("numberOfNotifiedThings");
  EXPECT_EQ(Refusal([&] { CheckRolloutUpdate(config); }), "accepted");
  config.erase("maximumPerMinute");
  EXPECT_EQ(Refusal([&] { CheckRolloutUpdate(config); }),
            "InvalidRequest: Provide MaximumPerMinute value when ExponentialRate is defined");
  EXPECT_EQ(Refusal([&] { CheckRolloutConfig(config); }), "accepted") << "a new job's";
}

}  // namespace
}  // namespace engine
