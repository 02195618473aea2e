// One device, told what comes and what the clock shows; what it sends is what is asked about.
#include "virtual_devices/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace virtual_devices {
namespace {

using engine::Instant;
using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::IsEmpty;

constexpr Instant kStart = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
const std::string kTopics = "$aws/things/lamp/jobs/";

// A device, and the service's side of what it says.
struct Rig {
  explicit Rig(const json& document = json::object(), const std::string& name = "lamp")
      : plan(ReadPlan(document)), device(name, plan.behaviour, plan.seed, kStart) {}

  Rig(const Rig&) = delete;

  void Heed(const Steps& steps) {
    line = steps.line;
    said.clear();
    for (const Publication& publication : steps.sends) {
      said.push_back(json::parse(publication.payload));
      said.back()["to"] = publication.topic.substr(kTopics.size());
    }
  }

  void Connect() { Heed(device.Connected(now)); }

  void Hear(const std::string& topic, const json& message) {
    Heed(device.Heard(kTopics + topic, message.dump(), now));
  }

  // The answer to what it said last.
  void Accept(json answer = json::object()) {
    answer["clientToken"] = said.back()["clientToken"];
    Hear(said.back()["to"].get<std::string>() + "/accepted", answer);
  }

  void Reject(const char* code) {
    const json answer{{"code", code}, {"clientToken", said.back()["clientToken"]}};
    Hear(said.back()["to"].get<std::string>() + "/rejected", answer);
  }

  void Pass(engine::Duration time) {
    now += time;
    Heed(device.Due(now));
  }

  // It has asked for its next job.
  void Give(const char* job, const char* status = "QUEUED", int number = 1, int version = 1) {
    Accept({{"execution", Execution(job, status, number, version)}});
  }

  static json Execution(const char* job, const char* status = "QUEUED", int number = 1,
                        int version = 1) {
    return {{"jobId", job},
            {"status", status},
            {"executionNumber", number},
            {"versionNumber", version}};
  }

  // It works on job j.
  void Begin() {
    Connect();
    Give("j");
    Accept();
  }

  std::string Status() const { return said.empty() ? "" : said.back().value("status", ""); }

  const FleetPlan plan;
  Device device;
  Instant now = kStart;
  std::vector<json> said{};
  Steps::Line line = Steps::Line::kStays;
};

// Work of exactly 40 seconds, with no reports.
json Plain(json more = json::object()) {
  json document = {
      {"works", {{"takes", {{"median", "40s"}, {"spread", 1}}}, {"reportsEvery", "100%"}}}};
  document.merge_patch(more);
  return document;
}

TEST(Device, ConnectsAtOnceAndAsksForItsNextJob) {
  Rig lamp;
  lamp.Pass(seconds(0));
  EXPECT_EQ(lamp.line, Steps::Line::kConnect);
  lamp.Connect();
  EXPECT_EQ(lamp.said.at(0)["to"], "$next/get");
}

TEST(Device, SaysThatItHasBegunAndByWhichVersion) {
  Rig lamp;
  lamp.Connect();
  lamp.Give("j", "QUEUED", 3, 7);
  EXPECT_EQ(lamp.said.at(0)["to"], "j/update");
  EXPECT_EQ(lamp.Status(), "IN_PROGRESS");
  EXPECT_EQ(lamp.said.at(0)["expectedVersion"], 7);
  EXPECT_EQ(lamp.said.at(0)["executionNumber"], 3);
}

TEST(Device, EndsWhenItsWorkIsDoneAndAsksForTheNext) {
  Rig lamp(Plain());
  lamp.Begin();
  EXPECT_EQ(lamp.device.Next(), kStart + seconds(40));
  lamp.Pass(seconds(39));
  EXPECT_THAT(lamp.said, IsEmpty());
  lamp.Pass(seconds(1));
  EXPECT_EQ(lamp.Status(), "SUCCEEDED");
  lamp.Accept();
  EXPECT_EQ(lamp.said.at(0)["to"], "$next/get");
}

TEST(Device, HasBegunWhenItSaysSoEvenIfTheClockIsMovedBeforeTheAnswer) {
  Rig lamp(Plain());
  lamp.Connect();
  lamp.Give("j");
  lamp.now += minutes(1);
  lamp.Accept();
  EXPECT_EQ(lamp.Status(), "SUCCEEDED");
}

TEST(Device, ReportsHowFarItIs) {
  Rig lamp(Plain({{"works", {{"reportsEvery", "25%"}}}}));
  lamp.Begin();
  lamp.Pass(seconds(10));
  EXPECT_EQ(lamp.said.at(0)["statusDetails"], json({{"progress", "25"}}));
  lamp.Accept();
  lamp.Pass(seconds(21));  // 77 %: one report is enough
  EXPECT_EQ(lamp.said.at(0)["statusDetails"], json({{"progress", "75"}}));
  EXPECT_EQ(lamp.said.at(0)["expectedVersion"], 3);
}

TEST(Device, HearsOfAJobWhenItIsTold) {
  Rig lamp;
  lamp.Connect();
  lamp.Accept();
  lamp.Hear("notify-next", {{"execution", Rig::Execution("j")}});
  EXPECT_EQ(lamp.Status(), "IN_PROGRESS");
}

TEST(Device, DropsWorkThatIsNotItsAnyMore) {
  Rig lamp(Plain());
  lamp.Begin();
  lamp.Hear("notify-next", json::object());
  lamp.Pass(seconds(60));
  EXPECT_THAT(lamp.said, IsEmpty());
  EXPECT_EQ(lamp.device.tally().dropped, 1);
}

TEST(Device, IsNotConfusedByTheAnswerToWhatItDropped) {
  Rig lamp(Plain());
  lamp.Connect();
  lamp.Give("j");
  const json started = lamp.said.back();
  lamp.Hear("notify-next", {{"execution", Rig::Execution("k", "QUEUED", 1, 5)}});
  EXPECT_EQ(lamp.said.at(0)["to"], "k/update");
  lamp.Hear("j/update/accepted", {{"clientToken", started["clientToken"]}});
  EXPECT_EQ(lamp.device.Next(), kStart + minutes(5)) << "it still waits for k's answer";
}

TEST(Device, ReadsAndTriesAgainAfterAVersionMismatch) {
  Rig lamp(Plain());
  lamp.Begin();
  lamp.Pass(seconds(40));
  lamp.Reject("VersionMismatch");
  EXPECT_EQ(lamp.said.at(0)["to"], "$next/get");
  lamp.Give("j", "IN_PROGRESS", 1, 9);
  EXPECT_EQ(lamp.Status(), "SUCCEEDED");
  EXPECT_EQ(lamp.said.at(0)["expectedVersion"], 9);
}

TEST(Device, WaitsLongerAfterEachRefusal) {
  Rig lamp(Plain());
  lamp.Begin();
  lamp.Pass(seconds(40));
  lamp.Reject("RequestThrottled");
  EXPECT_THAT(lamp.said, IsEmpty());
  const auto first = lamp.device.Next() - lamp.now;
  lamp.Pass(first);
  lamp.Reject("RequestThrottled");
  EXPECT_GE(lamp.device.Next() - lamp.now, seconds(2));
  EXPECT_LT(first, seconds(2));
}

TEST(Device, AsksAgainWhenNoAnswerCame) {
  Rig lamp;
  lamp.Connect();
  lamp.Pass(minutes(5));
  EXPECT_EQ(lamp.said.at(0)["to"], "$next/get");
}

TEST(Device, WorksOnWhileItIsCutOff) {
  Rig lamp(Plain());
  lamp.Begin();
  lamp.device.Lost();
  lamp.Pass(seconds(50));
  EXPECT_THAT(lamp.said, IsEmpty());
  lamp.Connect();
  lamp.Give("j", "IN_PROGRESS", 1, 2);
  EXPECT_EQ(lamp.Status(), "SUCCEEDED");
}

TEST(Device, GoesOnFromItsLastReportAfterAPowerLoss) {
  Rig lamp(Plain({{"works", {{"reportsEvery", "1%"}}}, {"loses", {{"power", "100%"}}}}));
  lamp.Begin();
  while (lamp.line != Steps::Line::kHangUp && lamp.now < kStart + minutes(1)) {
    lamp.Pass(lamp.device.Next() - lamp.now);
    if (!lamp.said.empty()) lamp.Accept();
  }
  ASSERT_EQ(lamp.device.tally().lost_power, 1);
  const auto worked = lamp.now - kStart;
  lamp.Pass(minutes(5));
  EXPECT_EQ(lamp.line, Steps::Line::kConnect);
  lamp.Connect();
  lamp.Give("j", "IN_PROGRESS", 1, 2);
  lamp.Pass(seconds(40) - worked + seconds(1));
  EXPECT_EQ(lamp.Status(), "SUCCEEDED");
}

TEST(Device, IsAwayAsLongAsItsBehaviourSays) {
  Rig lamp({{"loses", {{"connectionEvery", "10m"}}}});
  lamp.Connect();
  lamp.Accept();
  lamp.Pass(lamp.device.Next() - lamp.now);
  EXPECT_EQ(lamp.line, Steps::Line::kHangUp);
  const auto away = lamp.device.Next() - lamp.now;
  EXPECT_GE(away, seconds(30));
  EXPECT_LE(away, minutes(5));
}

TEST(Device, PollsAtItsTimesWhereItHearsNothing) {
  Rig lamp({{"behaviour", "polls-only"}});
  EXPECT_THAT(lamp.device.Subscriptions(),
              testing::Not(testing::Contains(kTopics + "notify-next")));
  lamp.Connect();
  lamp.Accept();
  lamp.Pass(minutes(15));
  EXPECT_EQ(lamp.said.at(0)["to"], "$next/get");
}

// The status of what it says of job j once its work is over; empty where it says nothing.
std::string LastWord(const char* behaviour, int number = 1) {
  Rig lamp({{"behaviour", behaviour}});
  lamp.Connect();
  lamp.Give("j", "QUEUED", number);
  if (lamp.said.empty()) return "nothing at all";
  lamp.Accept();
  lamp.Pass(std::chrono::hours(24));
  if (lamp.line == Steps::Line::kHangUp) {
    lamp.Pass(minutes(6));
    lamp.Connect();
    lamp.Give("j", "IN_PROGRESS", number, 2);
    lamp.Pass(std::chrono::hours(24));
  }
  return lamp.Status();
}

TEST(Device, EndsAsItsBehavioursNameSays) {
  EXPECT_EQ(LastWord("good"), "SUCCEEDED");
  EXPECT_EQ(LastWord("slow"), "SUCCEEDED");
  EXPECT_EQ(LastWord("power-cycles"), "SUCCEEDED");
  EXPECT_EQ(LastWord("old-agent"), "SUCCEEDED");
  EXPECT_EQ(LastWord("never-answers"), "nothing at all");
  EXPECT_EQ(LastWord("forgets-final-report"), "");
  EXPECT_EQ(LastWord("fails-first-then-works", 1), "FAILED");
  EXPECT_EQ(LastWord("fails-first-then-works", 2), "SUCCEEDED");
}

TEST(Device, SaysAllTwiceOrExpectsNoVersion) {
  Rig twice({{"behaviour", "answers-twice"}});
  twice.Connect();
  twice.Give("j");
  EXPECT_EQ(twice.said.size(), 2u);
  EXPECT_EQ(twice.said.at(0), twice.said.at(1));
  Rig old({{"behaviour", "old-agent"}});
  old.Connect();
  old.Give("j");
  EXPECT_FALSE(old.said.at(0).contains("expectedVersion"));
}

TEST(Device, EndsInTheSharesThatItsBehaviourSaysAndTheSameForTheSameSeed) {
  const json document = {{"seed", 7},
                         {"works", {{"ends", {{"REJECTED", "25%"}, {"SUCCEEDED", "75%"}}}}}};
  const auto rejects = [](const json& as, const std::string& name) {
    Rig lamp(as, name);
    lamp.Connect();
    const json answer = {{"clientToken", lamp.said.at(0)["clientToken"]},
                         {"execution", Rig::Execution("j")}};
    const Steps steps = lamp.device.Heard("$aws/things/" + name + "/jobs/$next/get/accepted",
                                          answer.dump(), kStart);
    return json::parse(steps.sends.at(0).payload)["status"] == "REJECTED";
  };
  json other = document;
  other["seed"] = 8;
  int rejected = 0, differ = 0;
  for (int i = 1000; i < 1400; ++i) {
    const std::string each = "unit-" + std::to_string(i);
    const bool first = rejects(document, each);
    rejected += first ? 1 : 0;
    EXPECT_EQ(first, rejects(document, each));
    differ += first != rejects(other, each) ? 1 : 0;
  }
  EXPECT_NEAR(rejected, 100, 30);
  EXPECT_GT(differ, 50);
}

TEST(Device, TakesNonsenseForNothing) {
  Rig lamp;
  lamp.Connect();
  lamp.Heed(lamp.device.Heard(kTopics + "$next/get/accepted", "{", kStart));
  lamp.Heed(lamp.device.Heard(kTopics + "notify-next", "[]", kStart));
  EXPECT_THAT(lamp.said, IsEmpty());
}

}  // namespace
}  // namespace virtual_devices
