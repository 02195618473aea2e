#include "server/journal/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/journal/refusals.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

TEST(Journal, HasReadsAndRefusedCallsToo) {
  World world;
  world.CreateThing("lamp");
  world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}});
  world.Device("DescribeJobExecution", {{"thingName", "lamp"}, {"jobId", "$next"}});
  world.DeviceRefusal("UpdateJobExecution",
                      {{"thingName", "lamp"}, {"jobId", "j"}, {"status", "FAILED"}});
  std::vector<std::string> calls;
  for (const Entry& entry : world.journal.All<CallEntry>()) {
    const auto& call = std::get<CallEntry>(entry.what);
    calls.push_back(call.operation->name + (call.refusal ? " refused" : ""));
  }
  EXPECT_THAT(calls,
              testing::ElementsAre("CreateThing", "GetPendingJobExecutions",
                                   "DescribeJobExecution", "UpdateJobExecution refused"));
}

TEST(Journal, TellsWhatATransactionChangedOnceItIsDone) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")});
  std::vector<std::string> changes;
  for (const Entry& entry : world.journal.All<ChangeEntry>()) {
    const auto& change = std::get<ChangeEntry>(entry.what);
    changes.push_back(change.job + " " + change.thing + " " + change.status);
  }
  EXPECT_THAT(changes, testing::ElementsAre("j lamp QUEUED", "j  IN_PROGRESS"));
  EXPECT_EQ(world.journal.last_heard().Find("lamp")->told->next->job_id, "j");
}

TEST(Journal, KeepsWhatIsRareWhenOtherThingsAreMany) {
  Journal journal{engine::Instant{}};
  journal.Refused({{"clientId", "lamp"}, {"action", "iot:Publish"}, {"why", "so"}}, {});
  for (int i = 0; i < 100'000; ++i) journal.Add({}, MessageEntry{.topic = "t"});
  EXPECT_EQ(Refusals(journal)["refusals"].size(), 1u);
  EXPECT_LE(journal.All<MessageEntry>().size(), 1000u);
  EXPECT_EQ(journal.Count<MessageEntry>(), 100'000u);
}

TEST(Journal, HasABoundInBytes) {
  Journal journal{engine::Instant{}};
  std::size_t bytes = 0;
  for (int i = 0; i < 1000; ++i) {
    journal.Add({}, MessageEntry{.topic = std::string(60'000, 't')});
  }
  for (const Entry& entry : journal.All<MessageEntry>()) bytes += BytesOf(entry);
  EXPECT_LE(bytes, std::size_t{4} << 20);
}

TEST(Journal, IsEmptyAfterAReset) {
  World world;
  world.CreateThing("lamp");
  world.service.Reset();
  EXPECT_TRUE(world.journal.All<CallEntry>().empty());
}

TEST(Journal, RemembersSinceNoLaterThanTheClockSays) {
  Journal journal{engine::Instant{std::chrono::seconds(100)}};
  journal.Add(engine::Instant{std::chrono::seconds(50)}, ClockEntry{});
  EXPECT_EQ(journal.last_heard().since(), engine::Instant{std::chrono::seconds(50)});
}

TEST(Journal, HearsOfCallsThatNeverCameToRun) {
  World world;
  const Call call(api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, "CreateThing"),
                  {"us-east-1", ""}, {{"thingName", "lamp"}});
  world.service.Refused(call, engine::Error(engine::ErrorCode::kAccessDenied, "no"));
  EXPECT_EQ(std::get<CallEntry>(world.journal.All<CallEntry>().back().what).message, "no");
}

TEST(Journal, TellsALongTopicInAFewWords) {
  const std::string topic = "$aws/" + std::string(60'000, 't');
  Journal journal{engine::Instant{}};
  for (int i = 0; i < 1000; ++i) {
    journal.Refused({{"clientId", "lamp"},
                     {"action", "iot:Publish"},
                     {"resource", topic},
                     {"nearly", {"statement 1 " + topic}},
                     {"principal", "id"},
                     {"missing", "topic/" + topic}},
                    {});
  }
  EXPECT_EQ(Refusals(journal)["refusals"].size(), journal.All<RefusalEntry>().size());
  EXPECT_GT(journal.All<RefusalEntry>().size(), 100U);
  EXPECT_LE(Refusals(journal).dump().size(), std::size_t{4} << 20);
}

TEST(Journal, KeepsNoSecretsOfWhoSignedWrongly) {
  World world;
  const Call call(api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, "ListThings"), {},
                  nlohmann::json::object());
  const engine::Error wrong(engine::ErrorCode::kInvalidSignature,
                            "x-amz-security-token:abc\nSignature=def");
  world.journal.Record(Answered{.call = call, .refusal = &wrong});
  const auto& entry = std::get<CallEntry>(world.journal.All<CallEntry>().back().what);
  EXPECT_EQ(entry.message, "x-amz-security-token:***\nSignature=***");
}

}  // namespace
}  // namespace server
