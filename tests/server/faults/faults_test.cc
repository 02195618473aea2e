#include "server/faults/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "engine/faults/fault_presets.h"
#include "server/faults/delays.h"
#include "server/journal/account.h"
#include "server/tools/timers.h"
#include "tests/server/world.h"

namespace server {
namespace {

using engine::FaultKind;
using engine::FaultPlace;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

class FaultsOf : public testing::Test {
 protected:
  FaultsOf() {
    world.CreateThing("lamp");
    world.CreateJob("j", {World::Thing("lamp")});
  }

  // Why a fault cannot be armed.
  std::string Refusal(const json& fault) {
    try {
      faults.Arm(fault);
    } catch (const engine::Error& error) {
      return error.what();
    }
    return "armed";
  }

  World world;
  Faults faults{world.service, world.journal, true};
};

TEST_F(FaultsOf, AnErrorIsAnsweredAndNothingIsDone) {
  faults.Arm({{"match", {{"operation", "UpdateJobExecution"}}},
              {"effect", {{"error", "ThrottlingException"}}},
              {"count", 1}});
  EXPECT_THAT(
      world.DeviceRefusal("UpdateJobExecution",
                          {{"thingName", "lamp"}, {"jobId", "j"}, {"status", "FAILED"}}),
      "Throttling: Rate exceeded");
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "FAILED");
}

TEST_F(FaultsOf, AnErrorSaysWhatItIsToSay) {
  faults.Arm({{"effect", {{"error", "VersionMismatch"}, {"message", "Too late."}}},
              {"match", {{"operation", "UpdateJobExecution"}}}});
  EXPECT_EQ(world.DeviceRefusal("UpdateJobExecution",
                                {{"thingName", "lamp"}, {"jobId", "j"}, {"status", "FAILED"}}),
            "VersionConflict: Too late.");
}

TEST_F(FaultsOf, EmptyHidesTheNextJobAndStartsNone) {
  faults.Arm({{"preset", "empty-next-after-notify"}});
  EXPECT_EQ(world.Start("lamp"), json::object());
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
  EXPECT_EQ(world.Start("lamp")["execution"]["jobId"], "j");
  faults.Arm({{"effect", {{"empty", true}}}});
  EXPECT_EQ(world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}})["inProgressJobs"],
            json::array());
  EXPECT_EQ(world.Device("DescribeJobExecution", {{"thingName", "lamp"}, {"jobId", "$next"}}),
            json::object());
  // By its name it is there.
  EXPECT_EQ(world.Device("DescribeJobExecution",
                         {{"thingName", "lamp"}, {"jobId", "j"}})["execution"]["jobId"],
            "j");
}

TEST_F(FaultsOf, AThrottleGoesByTheEmulatorsClock) {
  faults.Arm({{"preset", "throttle-storm"}});
  const auto pending = [&] {
    return world.DeviceRefusal("GetPendingJobExecutions", {{"thingName", "lamp"}});
  };
  EXPECT_EQ(pending(), "accepted");
  EXPECT_EQ(pending(), "Throttling: Rate exceeded");
  world.Advance(1s);
  EXPECT_EQ(pending(), "accepted");
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS") << "the control plane is not asked";
  world.Advance(1min);
  EXPECT_EQ(pending(), "accepted");
  EXPECT_EQ(pending(), "accepted");
}

TEST_F(FaultsOf, EachStrikeStandsInTheJournal) {
  faults.Arm({{"effect", {{"error", "InternalFailureException"}}},
              {"match", {{"thing", "lamp"}, {"plane", "data"}}}});
  world.DeviceRefusal("StartNextPendingJobExecution", {{"thingName", "lamp"}});
  const json told = Account(world.journal, {.kind = "fault"}, 10);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(
      told[0]["text"],
      "fault 1 struck: error in the place of StartNextPendingJobExecution for thing lamp");
  EXPECT_EQ(told[0]["faultId"], "1");
  EXPECT_EQ(faults.List()[0]["struck"], 1);
}

TEST_F(FaultsOf, AResetRemovesAll) {
  faults.Arm({{"effect", {{"error", "ThrottlingException"}}}});
  world.service.Reset();
  EXPECT_EQ(faults.List(), json::array());
  world.CreateThing("lamp");
}

TEST_F(FaultsOf, OneIsRemovedByItsId) {
  faults.Arm({{"effect", {{"drop", true}}}});
  EXPECT_EQ(faults.Arm({{"effect", {{"drop", true}}}})["faultId"], "2");
  faults.Remove("1");
  EXPECT_EQ(faults.List().size(), 1U);
  EXPECT_THROW(faults.Remove("1"), engine::Error);
  EXPECT_EQ(faults.RemoveAll(), 1U);
}

TEST_F(FaultsOf, EachPresetCanBeArmed) {
  for (const engine::FaultPreset& preset : engine::FaultPresets()) {
    const json shown = faults.Arm({{"preset", preset.name}});
    EXPECT_EQ(shown["preset"], preset.name);
    EXPECT_EQ(shown["story"], preset.story);
  }
}

TEST_F(FaultsOf, APresetIsTheDescriptionsAndTheOtherWayRound) {
  const auto& members =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "ArmFault").members;
  const auto preset = std::ranges::find(members, "preset", &api_spec::Member::name);
  std::vector<std::string> known;
  for (const engine::FaultPreset& one : engine::FaultPresets()) known.emplace_back(one.name);
  EXPECT_EQ(preset->schema->enumeration, known);
}

TEST_F(FaultsOf, AnEffectIsTheDescriptionsAndTheOtherWayRound) {
  const auto& members =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "ArmFault").members;
  const auto effect = std::ranges::find(members, "effect", &api_spec::Member::name);
  for (const auto& [name, schema] : effect->schema->properties) {
    EXPECT_EQ(name == "message", !engine::ParseFaultKind(name)) << name;
  }
  EXPECT_EQ(effect->schema->properties.size(), 16U);
}

TEST_F(FaultsOf, APresetTakesWhatIsSaidBeside) {
  const json shown = faults.Arm({{"preset", "lost-final-update"},
                                 {"match", {{"thing", "lamp"}, {"status", "FAILED"}}},
                                 {"count", 3}});
  EXPECT_EQ(
      shown["match"],
      json({{"operation", "UpdateJobExecution"}, {"thing", "lamp"}, {"status", "FAILED"}}));
  EXPECT_EQ(shown["count"], 3);
  EXPECT_THAT(shown["text"].get<std::string>(),
              StartsWith("fault 1 (lost-final-update): drop, where operation is "
                         "UpdateJobExecution and status is FAILED and thing is lamp"));
}

TEST_F(FaultsOf, WhatCanStrikeNothingIsRefusedByName) {
  const json drop = {{"drop", true}};
  for (const auto& [fault, why] : std::vector<std::pair<json, const char*>>{
           {{{"match", {{"operation", "Paint"}}}, {"effect", drop}}, "no operation 'Paint'"},
           {{{"match", {{"operation", "CreateJob"}, {"plane", "data"}}}, {"effect", drop}},
            "no operation 'CreateJob' in the plane data"},
           {{{"match", {{"operation", "CreateJob"}, {"over", "MQTT"}}}, {"effect", drop}},
            "can strike nothing"},
           {{{"match", {{"operation", "ListThings"}, {"job", "j"}}}, {"effect", drop}},
            "can strike nothing"},
           {{{"match", {{"operation", "CreateJob"}}}, {"effect", {{"duplicate", true}}}},
            "can meet the effect duplicate"},
           {{{"match", {{"over", "HTTP"}}}, {"effect", {{"reorder", true}}}},
            "can meet the effect reorder"},
           {{{"match",
              {{"operation", "UpdateJobExecution"}, {"topic", "$aws/things/+/jobs/notify"}}},
             {"effect", drop}},
            "can strike nothing"},
           {{{"match", {{"status", "FAILED"}, {"operation", "StartNextPendingJobExecution"}}},
             {"effect", drop}},
            "can strike nothing"},
           {{{"match", {{"operation", "UpdateJobExecution"}}}, {"effect", {{"empty", true}}}},
            "can meet the effect empty"},
           {{{"match", {{"plane", "s3"}, {"thing", "lamp"}}}, {"effect", drop}},
            "match takes operation alone"},
           {{{"match", {{"plane", "s3"}, {"operation", "CreateJob"}}}, {"effect", drop}},
            "not 'CreateJob'"},
           {{{"match", {{"plane", "s3"}}}, {"effect", {{"duplicate", true}}}},
            "The effect duplicate can strike nothing of S3's"},
           {{{"match", {{"plane", "s3"}}}, {"effect", {{"error", "Oops"}}}},
            "S3 has no error 'Oops'"},
           {{{"match", {{"operation", "CreateJob"}}}, {"effect", {{"noPuback", true}}}},
            "match takes thing alone"},
           {{{"effect", {{"error", "OopsException"}}}}, "no error 'OopsException'"},
           {{{"match", {{"operation", "UpdateJobExecution"}}},
             {"effect", {{"error", "CertificateStateException"}}}},
            "can meet the effect error CertificateStateException"},
           {{{"match", {{"over", "MQTT"}, {"operation", "UpdateJobExecution"}}},
             {"effect", {{"error", "ServiceUnavailableException"}}}},
            "can meet the effect error ServiceUnavailableException"},
           {{{"match", {{"topic", "a/#/b"}}}, {"effect", drop}}, "no topic filter"},
           {{{"match", {{"operation", ""}}}, {"effect", drop}}, "match.operation is empty"},
           {{{"effect", json::object()}}, "effect says nothing"},
           {{{"effect", {{"drop", false}}}}, "effect.drop is true"},
           {{{"effect", {{"drop", true}, {"corrupt", true}}}}, "one effect"},
           {{{"effect", {{"delay", "soon"}}}}, "effect.delay is a duration"},
           {{{"effect", {{"drop", true}, {"message", "hello"}}}}, "goes with error"},
           {{{"effect", {{"throttle", 1001}}}}, "at most 1000 requests a second"},
           {{{"effect", drop}, {"for", "0s"}}, "for is a duration above zero"},
           {{{"effect", drop}, {"probability", 0}}, "probability 0"},
           {{{"effect", drop}, {"preset", "notify-twice"}}, "leave out preset or effect"},
           {{{"count", 1}}, "Say an effect"},
       }) {
    EXPECT_THAT(Refusal(fault), HasSubstr(why)) << fault;
  }
  EXPECT_EQ(faults.List(), json::array());
}

TEST_F(FaultsOf, WhatCanStrikeIsArmed) {
  for (const json& fault : std::vector<json>{
           {{"match", {{"topic", "$aws/things/lamp/jobs/j/update/accepted"}}},
            {"effect", {{"drop", true}}}},
           {{"match", {{"topic", "$aws/things/lamp/jobs/get"}, {"direction", "in"}}},
            {"effect", {{"drop", true}}}},
           {{"match", {{"topic", "lights/#"}}}, {"effect", {{"corrupt", true}}}},
           {{"match", {{"job", "j"}}}, {"effect", {{"delay", "1m"}}}},
           {{"match", {{"over", "MQTT"}, {"plane", "data"}}},
            {"effect", {{"error", "RequestThrottled"}}}},
           {{"match", {{"operation", "CreateKeysAndCertificate"}, {"over", "MQTT"}}},
            {"effect", {{"drop", true}}}},
           {{"match", {{"plane", "s3"}}}, {"effect", {{"stall", true}}}}}) {
    EXPECT_EQ(Refusal(fault), "armed") << fault;
  }
}

TEST_F(FaultsOf, OfAConnectionSayWhomTheyDoNotReach) {
  EXPECT_THAT(faults.Arm({{"effect", {{"noPingresp", true}}}})["doesNotReach"],
              HasSubstr("plain MQTT"));
}

TEST(FaultsOnABrokerOfAnothers, RefuseWhatOnlyOurBrokerCanDo) {
  World world;
  Faults faults(world.service, world.journal, /*has_broker=*/false);
  for (const char* preset : {"version-race", "broker-restarts", "cut-while-working"}) {
    EXPECT_THROW(faults.Arm({{"preset", preset}}), engine::Error) << preset;
  }
  EXPECT_THROW(faults.Arm({{"effect", {{"stall", true}}}}), engine::Error);
  EXPECT_NO_THROW(faults.Arm({{"preset", "lost-final-update"}}));
}

TEST(DelaysOf, GoWhenTheClockHasComeSoFarAndShowAmongTimers) {
  World world;
  boost::asio::io_context io;
  Delays delays(io, world.service);
  std::vector<int> gone;
  delays.Hold(2s, {.what = "two", .go = [&] { gone.push_back(2); }});
  delays.Hold(1s, {.what = "one", .go = [&] { gone.push_back(1); }});
  EXPECT_EQ(Timers(world.service, 10)["timers"][0]["why"], "a fault lets go: one");
  world.Advance(1s);
  io.run();
  EXPECT_EQ(gone, std::vector{1});
  world.Advance(1min);
  io.restart();
  io.run();
  EXPECT_EQ(gone, (std::vector{1, 2}));
}

TEST(DelaysOf, AResetForgetsThemButWhatAClientWaitsFor) {
  World world;
  boost::asio::io_context io;
  Delays delays(io, world.service);
  std::vector<int> gone;
  delays.Hold(1h, {.what = "a", .go = [&] { gone.push_back(1); }});
  delays.Hold(2h, {.what = "b", .go = [&] { gone.push_back(2); }, .outlives_reset = true});
  world.service.Reset();
  io.poll();
  EXPECT_EQ(gone, std::vector{2});
}

TEST(DelaysOf, AreBoundInBytesAndTheFirstGoAtOnce) {
  World world;
  boost::asio::io_context io;
  Delays delays(io, world.service);
  int gone = 0;
  for (int i = 0; i < 5; ++i) {
    delays.Hold(1h, {.what = "a", .bytes = std::size_t{4} << 20, .go = [&] { ++gone; }});
  }
  io.poll();
  EXPECT_EQ(gone, 1);
}

}  // namespace
}  // namespace server
