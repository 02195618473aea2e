#include "server/journal/account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class AccountTest : public testing::Test {
 protected:
  std::vector<std::string> Texts(const json& filter) {
    std::vector<std::string> texts;
    const json entries = Account(world.journal, FilterIn(filter), 100);
    for (const json& entry : entries) texts.push_back(entry["text"]);
    return texts;
  }

  void Pass(bool received, const char* topic, std::string_view payload) {
    world.journal.Passed(world.service.Now(), received, topic, "lamp-1", payload,
                         payload.size());
  }

  World world;
};

TEST_F(AccountTest, MessagesAreToldWithTheBeginningOfWhatTheySay) {
  Pass(true, "$aws/things/lamp/jobs/get", R"({"clientToken":"t"})");
  Pass(false, "$aws/things/lamp/jobs/get/accepted", "{}");
  Pass(true, "telemetry", std::string(2000, 'x'));
  EXPECT_THAT(
      Texts({{"topic", "$aws/things/+/jobs/#"}}),
      ElementsAre(R"(client lamp-1 has sent on $aws/things/lamp/jobs/get: {"clientToken":"t"})",
                  "sent to client lamp-1 on $aws/things/lamp/jobs/get/accepted: {}"));
  const json told = Account(world.journal, FilterIn({{"topic", "telemetry"}}), 100).at(0);
  EXPECT_EQ(told["payloadBytes"], 2000);
  EXPECT_EQ(told["payload"].get<std::string>().size(), 1023u + 3);
  EXPECT_LT(told["text"].get<std::string>().size(), 300u);
  EXPECT_EQ(told["direction"], "received");
}

TEST_F(AccountTest, BytesAreCountedAndSecretsHidden) {
  Pass(true, "bytes", "\xff\xfe");
  Pass(false, "keys", R"({"privateKey":"abc"})");
  EXPECT_THAT(Texts({{"kind", "message"}}), ElementsAre(HasSubstr("2 bytes that are no text"),
                                                        HasSubstr(R"("privateKey":"***")")));
}

TEST_F(AccountTest, ALetterThatIsCutIsLeftOut) {
  Pass(true, "umlauts", std::string(1023, 'a') + "\xc3\xa4");
  EXPECT_THAT(Texts({{"topic", "umlauts"}}).at(0), HasSubstr("aaa..."));
}

TEST_F(AccountTest, TimersAndTheClockAreTold) {
  world.CreateThing("lamp");
  world.CreateJob("update", {World::Thing("lamp")}, World::Timeout(10));
  world.Start("lamp");
  world.Advance(std::chrono::minutes(11));
  EXPECT_THAT(
      Texts({{"kind", "timer"}, {"thing", "lamp"}}),
      ElementsAre("it is time: execution 1 of job update on lamp becomes TIMED_OUT by its "
                  "in-progress timer"));
  world.service.SetClockScale(60);
  EXPECT_THAT(Texts({{"kind", "clock"}}),
              ElementsAre("the clock was set, and stands still",
                          "the clock was set, to 60 seconds a second"));
}

TEST_F(AccountTest, RequestsBesideAwsAreTold) {
  world.journal.Add({}, RequestEntry{.of_object_store = true,
                                     .method = "GET",
                                     .target = "/b/k?X-Amz-Signature=abc",
                                     .status = 403,
                                     .error = "AccessDenied",
                                     .message = "Request has expired"});
  EXPECT_THAT(
      Texts({{"kind", "request"}}),
      ElementsAre("S3 GET /b/k?X-Amz-Signature=***: 403, AccessDenied: Request has expired"));
}

TEST_F(AccountTest, AFloodOfMessagesKeepsTheBoundInBytes) {
  const std::string payload(100'000, 'x');
  for (int i = 0; i < 100'000; ++i) Pass(true, "flood", payload);
  std::size_t bytes = 0;
  for (const Entry& entry : world.journal.All<MessageEntry>()) bytes += BytesOf(entry);
  EXPECT_LE(bytes, std::size_t{4} << 20);
  EXPECT_EQ(world.journal.Count<MessageEntry>(), 100'000u);
}

}  // namespace
}  // namespace server
