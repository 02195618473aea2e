#include "engine/faults/armed_faults.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "engine/error.h"
#include "engine/faults/corruption.h"
#include "engine/faults/fault_presets.h"

namespace engine {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{};

Fault Dropping(FaultMatch match) {
  return {.match = std::move(match), .effect = {.kind = FaultKind::kDrop}};
}

Occasion Answer(std::string operation, std::string thing = "lamp") {
  return {.place = FaultPlace::kAnswer,
          .plane = "data",
          .operation = std::move(operation),
          .thing = std::move(thing),
          .job = "j",
          .status = "SUCCEEDED"};
}

bool Strikes(const Fault& fault, const Occasion& occasion) {
  return Matches(fault, occasion);
}

TEST(Fault, StrikesWhatHasAllThatItAsksFor) {
  const Occasion answer = Answer("UpdateJobExecution");
  EXPECT_TRUE(Strikes(Dropping({}), answer));
  EXPECT_TRUE(Strikes(Dropping({.plane = "data", .thing = "lamp", .job = "j"}), answer));
  EXPECT_TRUE(Strikes(Dropping({.status = "SUCCEEDED"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.plane = "control"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.operation = "CreateJob"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.thing = "fan"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.job = "k"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.status = "FAILED"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.topic = "#"}), answer));
  EXPECT_FALSE(Strikes(Dropping({.over = Transport::kMqtt}), answer));
}

TEST(Fault, StrikesOnTheWayOutUnlessTheWayInIsMeant) {
  Occasion request = Answer("UpdateJobExecution");
  request.place = FaultPlace::kRequest;
  EXPECT_FALSE(Strikes(Dropping({}), request));
  EXPECT_TRUE(Strikes(Dropping({.direction = FaultDirection::kIn}), request));
  EXPECT_FALSE(
      Strikes(Dropping({.direction = FaultDirection::kIn}), Answer("UpdateJobExecution")));
}

TEST(Fault, AnEffectStrikesOnlyWhereItCanBeHad) {
  const Occasion answer = Answer("UpdateJobExecution");
  Fault fault;
  fault.effect.kind = FaultKind::kDuplicate;
  EXPECT_FALSE(Strikes(fault, answer));
  Occasion over_mqtt = answer;
  over_mqtt.over = Transport::kMqtt;
  EXPECT_TRUE(Strikes(fault, over_mqtt));
  fault.effect.kind = FaultKind::kError;
  EXPECT_FALSE(Strikes(fault, answer));
  Occasion call = answer;
  call.place = FaultPlace::kCall;
  EXPECT_TRUE(Strikes(fault, call));
}

TEST(Fault, OfS3IsOfNothingElse) {
  const Occasion object{.place = FaultPlace::kObjectAnswer, .plane = "s3"};
  EXPECT_FALSE(Strikes(Dropping({}), object));
  EXPECT_TRUE(Strikes(Dropping({.plane = "s3"}), object));
  EXPECT_FALSE(Strikes(Dropping({.plane = "s3"}), Answer("UpdateJobExecution")));
}

TEST(Fault, OfAConnectionStrikesItsOwnPacket) {
  Fault fault;
  fault.effect.kind = FaultKind::kNoPuback;
  Occasion packet{.place = FaultPlace::kConnection, .over = Transport::kMqtt, .thing = "lamp"};
  packet.of_connection = FaultKind::kNoPuback;
  EXPECT_TRUE(Strikes(fault, packet));
  packet.of_connection = FaultKind::kNoPingresp;
  EXPECT_FALSE(Strikes(fault, packet));
}

TEST(ArmedFaults, StrikeSoOftenAndNoMore) {
  ArmedFaults faults;
  Fault fault = Dropping({});
  fault.count = 2;
  const ArmedFault& armed = faults.Arm("", fault, kNow);
  for (int i = 0; i < 5; ++i) faults.Strike(Answer("CreateJob"), kNow);
  EXPECT_EQ(armed.struck, 2);
  EXPECT_TRUE(armed.HasEnded(kNow));
}

TEST(ArmedFaults, EndWhenTheirTimeIsOver) {
  ArmedFaults faults;
  Fault fault = Dropping({});
  fault.lasts = 30s;
  faults.Arm("", fault, kNow);
  EXPECT_NE(faults.Strike(Answer("CreateJob"), kNow + 29s), nullptr);
  EXPECT_EQ(faults.Strike(Answer("CreateJob"), kNow + 30s), nullptr);
}

TEST(ArmedFaults, TheFirstToBeArmedStrikes) {
  ArmedFaults faults;
  faults.Arm("", Dropping({.operation = "CreateJob"}), kNow);
  faults.Arm("", Dropping({}), kNow);
  EXPECT_EQ(faults.Strike(Answer("CreateJob"), kNow)->id, "1");
  EXPECT_EQ(faults.Strike(Answer("CancelJob"), kNow)->id, "2");
}

std::string StrikesOf(std::uint64_t seed, double probability) {
  ArmedFaults faults;
  Fault fault = Dropping({});
  fault.probability = probability;
  fault.seed = seed;
  faults.Arm("", fault, kNow);
  std::string strikes;
  for (int i = 0; i < 64; ++i) {
    strikes += faults.Strike(Answer("CreateJob"), kNow) == nullptr ? '.' : 'x';
  }
  return strikes;
}

TEST(ArmedFaults, TheSameSeedHasTheSameStrikes) {
  EXPECT_EQ(StrikesOf(7, 0.5), StrikesOf(7, 0.5));
  EXPECT_NE(StrikesOf(7, 0.5), StrikesOf(8, 0.5));
  EXPECT_EQ(StrikesOf(7, 1), std::string(64, 'x'));
  const auto struck = std::ranges::count(StrikesOf(7, 0.25), 'x');
  EXPECT_GT(struck, 4);
  EXPECT_LT(struck, 32);
}

TEST(ArmedFaults, AThrottleLetsOneThroughEachSoOften) {
  ArmedFaults faults;
  faults.Arm("", {.effect = {.kind = FaultKind::kThrottle, .rate = 2}}, kNow);
  Occasion call = Answer("CreateJob");
  call.place = FaultPlace::kCall;
  std::string strikes;
  for (int i = 0; i < 6; ++i) {
    strikes += faults.Strike(call, kNow + i * 200ms) == nullptr ? '.' : 'x';
  }
  EXPECT_EQ(strikes, ".xx.xx");
  EXPECT_EQ(faults.Strike(call, kNow - 1s), nullptr) << "the clock was set back";
}

TEST(ArmedFaults, ThoseThatHaveEndedMakeRoomAndNoOthers) {
  ArmedFaults faults;
  Fault once = Dropping({});
  once.count = 1;
  faults.Arm("", once, kNow);
  for (std::size_t i = 1; i < ArmedFaults::kMost; ++i) faults.Arm("", Dropping({}), kNow);
  EXPECT_THROW(faults.Arm("", Dropping({}), kNow), Error);
  faults.Strike(Answer("CreateJob"), kNow);
  EXPECT_EQ(faults.Arm("", Dropping({}), kNow).id, "101");
  EXPECT_FALSE(faults.Remove("1"));
  EXPECT_TRUE(faults.Remove("101"));
}

TEST(FaultPresets, EachCanStrikeSomewhereAndTellsItsStory) {
  for (const FaultPreset& preset : FaultPresets()) {
    EXPECT_EQ(FindFaultPreset(preset.name), &preset);
    EXPECT_GT(preset.story.size(), 20U) << preset.name;
  }
  EXPECT_EQ(FindFaultPreset("end-of-the-world"), nullptr);
}

TEST(Corruption, SpoilsOneByte) {
  EXPECT_EQ(Spoilt(std::string()), "");
  EXPECT_EQ(Spoilt(std::string("abc")),
            "a\x9d"
            "c");
}

}  // namespace
}  // namespace engine
