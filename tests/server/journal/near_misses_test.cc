#include "server/journal/near_misses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/broker/presence.h"
#include "storage/changes.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NearMissesTest : public testing::Test {
 protected:
  NearMissesTest() {
    world.service.OnCommitted(
        [this](const Committed& committed) { near_misses.Record(committed); });
    world.CreateThing("lamp");
    world.CreateJob("update", {World::Thing("lamp")});
  }

  // Since it was last asked for.
  std::vector<std::string> Told() {
    std::vector<std::string> texts;
    for (const Entry& entry : world.journal.All<NearMissEntry>()) {
      if (entry.number >= next) texts.push_back(std::get<NearMissEntry>(entry.what).text);
    }
    next = world.journal.count();
    return texts;
  }

  void Publish(const std::string& topic) {
    world.journal.Passed({}, true, topic, "lamp-1", "", 0);
  }

  World world;
  MqttSessions sessions;
  NearMisses near_misses{world.store, world.journal, sessions};
  std::uint64_t next = 0;
};

TEST_F(NearMissesTest, ATopicThatIsNearlyRightIsToldOnce) {
  Publish("aws/things/lamp/jobs/get");
  Publish("aws/things/lamp/jobs/get");
  EXPECT_THAT(Told(),
              ElementsAre("client lamp-1 uses the topic aws/things/lamp/jobs/get, where "
                          "nobody answers; was $aws/things/lamp/jobs/get meant?"));
  world.journal.Refused({{"clientId", "lamp-1"},
                         {"action", "iot:Publish"},
                         {"resource", "$aws/things/lamp/job/get"},
                         {"why", "so"}},
                        {});
  EXPECT_THAT(Told(), ElementsAre(HasSubstr("was $aws/things/lamp/jobs/get meant?")));
  Publish("$aws/things/lamp/jobs/get");
  Publish("telemetry");
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(NearMissesTest, WhoIsNotSubscribedToNotifyNextHearsOfNoJob) {
  const std::string topic = "$aws/things/lamp/jobs/notify-next";
  const engine::Presence client{.client_id = "lamp", .connected = true};
  sessions.Record(Committed{{}, nullptr, &client, {}, {}, {}});
  const auto told_of_a_job = [&] {
    world.journal.Passed({}, false, topic, "", R"({"timestamp":1,"execution":{}})", 30);
    return Told();
  };
  EXPECT_THAT(told_of_a_job(), IsEmpty());
  sessions.Subscribed("lamp", "$aws/things/lamp/jobs/get/accepted", 1);
  world.journal.Passed({}, false, topic, "", R"({"timestamp":1})", 15);
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_THAT(told_of_a_job(), ElementsAre(HasSubstr("has not subscribed to " + topic)));
  sessions.Subscribed("lamp", "$aws/things/+/jobs/notify-next", 1);
  world.journal.Forget({});
  EXPECT_THAT(told_of_a_job(), IsEmpty());
}

TEST_F(NearMissesTest, AMisspeltThingIsToldWithTheNearest) {
  for (int i = 0; i < 2; ++i)
    world.DeviceRefusal("GetPendingJobExecutions", {{"thingName", "lapm"}});
  EXPECT_THAT(Told(),
              ElementsAre("GetPendingJobExecutions asks for thing lapm, which is not there; "
                          "thing lamp is"));
  EXPECT_EQ(NearMissesOf(world.journal, "lapm", 5).size(), 1u);
  world.Connect("lapm");
  EXPECT_THAT(Told(),
              ElementsAre(HasSubstr("client lapm is no thing, and thing lamp has nearly")));
  world.Connect("test-runner");
  world.Connect("lamp");
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(NearMissesTest, AMisspeltJobIsToldWithTheNearest) {
  world.DeviceRefusal("DescribeJobExecution", {{"thingName", "lamp"}, {"jobId", "updat"}});
  EXPECT_THAT(Told(),
              ElementsAre("DescribeJobExecution asks for job updat of thing lamp, which has "
                          "none of that name; it has update"));
}

TEST_F(NearMissesTest, AnUpdateOfWhatHasEndedIsTold) {
  world.Update("lamp", "update", "FAILED");
  for (int i = 0; i < 2; ++i) {
    world.DeviceRefusal("UpdateJobExecution",
                        {{"thingName", "lamp"}, {"jobId", "update"}, {"status", "SUCCEEDED"}});
  }
  EXPECT_THAT(Told(), ElementsAre(HasSubstr("which is FAILED and never changes again")));
}

TEST_F(NearMissesTest, AVariableWithoutAValueIsTold) {
  world.journal.Refused(
      {{"clientId", "lamp-1"},
       {"principal", "p"},
       {"action", "iot:Publish"},
       {"missing", "{}"},
       {"nearly", json::array({"${iot:Connection.Thing.ThingName} has no value"})}},
      {});
  EXPECT_THAT(Told(), ElementsAre("a policy of client lamp-1 does not apply: "
                                  "${iot:Connection.Thing.ThingName} has no value"));
}

TEST_F(NearMissesTest, AnExpiredUrlIsTold) {
  world.journal.Add({}, RequestEntry{.of_object_store = true,
                                     .method = "GET",
                                     .target = "/b/firmware.bin?X-Amz-Signature=s",
                                     .status = 403,
                                     .error = "AccessDenied",
                                     .message = "Request has expired"});
  EXPECT_THAT(
      Told(),
      ElementsAre(HasSubstr("the presigned URL of /b/firmware.bin was used after it had")));
}

TEST_F(NearMissesTest, AfterAResetTheSameIsToldAnew) {
  Publish("aws/things/lamp/jobs/get");
  world.service.Reset();
  Publish("aws/things/lamp/jobs/get");
  EXPECT_EQ(Told().size(), 1u);
}

}  // namespace
}  // namespace server
