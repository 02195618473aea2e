// Seeds: what the description says that they may have, what becomes of it, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "server/tools/state/seed_document.h"
#include "tests/server/http/emulator.h"

namespace http {
namespace {

using api_spec::Schema;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const std::filesystem::path kExample =
    std::filesystem::path(SOURCE_DIR) / "docs" / "examples" / "seed.yaml";

const json& Example() {
  static const json seed = tools::ReadSeed(kExample).seed;
  return seed;
}

// A clock that stands still has no pace.
const json kQuickly = {{"clock", {{"scale", 60}}}};

// Templates come before the jobs of their own seed.
const json kOfAJob = {{"jobTemplates",
                       {{{"jobTemplateId", "again"},
                         {"description", "As the job"},
                         {"jobArn", "arn:aws:iot:us-east-1:123456789012:job/update"}}}}};

const api_spec::Operation& LoadSeed() {
  return api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "LoadSeed");
}

class Seed : public testing::Test {
 protected:
  Seed() { emulator.tools.directory = emulator.directory.path().string(); }

  // Of POST /_emulator/seed: what is wrong, or "made".
  std::string Load(const json& seed) {
    const Response response = emulator.Ask("POST", "/_emulator/seed", seed.dump());
    return response.status == 200
               ? "made"
               : ErrorOf(response) + ": " +
                     json::parse(response.body)["message"].get<std::string>();
  }

  // Of --seed: the same.
  std::string Begin(const json& seed) {
    emulator.tools.seed = seed;
    const Response response = emulator.Ask("POST", "/_emulator/reset");
    return response.status == 200 ? "made"
                                  : json::parse(response.body)["message"].get<std::string>();
  }

  json Execution(const std::string& thing, const std::string& job) {
    return emulator.Get("/things/" + thing + "/jobs/" + job)["execution"];
  }

  Emulator emulator;
};

json WithExecution(json execution) {
  execution["job"] = "update";
  execution["thing"] = "lamp";
  return {{"things", {{{"thingName", "lamp"}}, {{"thingName", "fan"}}}},
          {"jobs",
           {{{"jobId", "update"},
             {"thingNames", {"lamp", "fan"}},
             {"document", {{"action", "update"}}},
             {"timeoutConfig", {{"inProgressTimeoutInMinutes", 10}}}}}},
          {"executions", {std::move(execution)}}};
}

// What a section's items may have, or it itself, where it is no list.
const Schema& ItemOf(const Schema& section) {
  return section.items == nullptr ? section : *section.items;
}

// Every member of every section, but those that are refused wherever they are.
template <typename Visit>
void ForEachMember(const Visit& visit) {
  for (const api_spec::Member& section : LoadSeed().members) {
    for (const auto& [name, schema] : ItemOf(*section.schema).properties) {
      if (schema->refused.empty()) visit(section, name);
    }
  }
}

TEST_F(Seed, HasAnExampleOfEveryMemberThatIsDescribed) {
  ForEachMember([](const api_spec::Member& section, const std::string& member) {
    std::set<std::string> given;
    for (const json* seed : {&Example(), &kQuickly, &kOfAJob}) {
      const json items = seed->value(section.name, json::array());
      for (const json& item : items.is_array() ? items : json::array({items})) {
        for (const auto& [name, value] : item.items()) given.insert(name);
      }
    }
    // A file has its content by now.
    if (member == "path") return;
    EXPECT_TRUE(given.contains(member)) << section.name << " " << member;
  });
}

TEST_F(Seed, MakesAllOfTheExample) {
  ASSERT_EQ(Begin(Example()), "made");
  EXPECT_EQ(emulator.Get("/_emulator/clock")["now"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(emulator.Get("/_emulator/clock")["frozen"], true);
  EXPECT_EQ(emulator.Get("/things/lamp")["thingTypeName"], "bulb");
  EXPECT_EQ(emulator.Get("/thing-groups/kitchen/things")["things"].size(), 3U);
  EXPECT_EQ(emulator.Get("/thing-groups/red/things")["things"], json({"lamp"}));
  EXPECT_EQ(emulator.Get("/things/fan/principals")["principals"].size(), 1U);
  EXPECT_EQ(emulator.Get("/things/lamp/principals")["principals"].size(), 1U);
  EXPECT_EQ(emulator.Get("/jobs/from-file/job-document")["document"], R"({"action":"update"})");
  EXPECT_EQ(emulator.Get("/jobs/at-night")["job"]["status"], "SCHEDULED");
  EXPECT_EQ(emulator.Get("/packages/firmware/versions/2")["status"], "DRAFT");
  const json lamp = Execution("lamp", "update");
  EXPECT_EQ(lamp["status"], "IN_PROGRESS");
  EXPECT_EQ(lamp["versionNumber"], 7);
  EXPECT_EQ(lamp["statusDetails"]["detailsMap"]["step"], "download");
  EXPECT_EQ(lamp["approximateSecondsBeforeTimedOut"], 120);
  EXPECT_EQ(Execution("sink", "update")["status"], "SUCCEEDED");
  EXPECT_EQ(Execution("fan", "update")["status"], "QUEUED");
  const auto bucket = emulator.objects.FindBucket("files").value();
  EXPECT_EQ(emulator.objects.ReadAll(emulator.objects.Find(bucket, "v2.bin").value()),
            "new firmware\n");
}

TEST_F(Seed, MaySetThePaceOfTheClock) {
  ASSERT_EQ(Begin(kQuickly), "made");
  EXPECT_EQ(emulator.Get("/_emulator/clock")["scale"], 60);
}

TEST_F(Seed, MayMakeATemplateOfAJobThatThereIs) {
  ASSERT_EQ(Load(WithExecution({{"status", "QUEUED"}})), "made");
  ASSERT_EQ(Load(kOfAJob), "made");
  EXPECT_EQ(emulator.Get("/job-templates/again")["document"], R"({"action":"update"})");
}

// Each in the place of the example's own.
TEST_F(Seed, RefusesABadValueOfEveryMemberByItsPlaceAndMakesNothing) {
  ForEachMember([&](const api_spec::Member& section, const std::string& member) {
    json seed = Example();
    json& items = seed[section.name];
    json& item = items.is_array() ? items[0] : items;
    item[member] = 0.5;
    if (section.name == "clock" && member == "scale") item[member] = -1;
    const std::string problem = Begin(seed);
    EXPECT_THAT(problem, HasSubstr("at '" + section.name)) << member;
    EXPECT_EQ(emulator.Get("/things")["things"].size(), 0U) << section.name << " " << member;
    EXPECT_EQ(emulator.Get("/policies")["policies"].size(), 0U);
    EXPECT_FALSE(emulator.objects.FindBucket("files"));
  });
}

TEST_F(Seed, NamesThePlaceOfWhatIsMissingUnknownOrNotThere) {
  for (const auto& [seed, why] :
       {std::pair<json, const char*>{{{"things", {{{"thingName", "a"}}, json::object()}}},
                                     "at 'things.2.member.thingName'"},
        {{{"things", {{{"thingName", "a"}, {"colour", "red"}}}}},
         "no colour in things.1.member"},
        {{{"thing", json::array()}}, "thing"},
        {{{"things", {{{"thingName", "a"}, {"thingTypeName", "none"}}}}},
         "at 'things.1.member': ResourceNotFound"},
        {{{"jobs", {{{"jobId", "j"}, {"document", "{}"}}}}}, "at 'jobs.1.member'"},
        {{{"executions", {{{"job", "j"}, {"thing", "t"}, {"status", "QUEUED"}}}}},
         "at 'executions.1.member': ResourceNotFound"},
        {{{"files", {{{"bucket", "files"}, {"key", "k"}}}}}, "at 'files.1.member'"},
        {{{"files", {{{"bucket", "files"}, {"key", "k"}, {"path", "x"}}}}}, "path is for"},
        {{{"files", {{{"bucket", "files"}, {"key", "k"}, {"base64", "?"}}}}}, "base 64"},
        {{{"clock", {{"freeze", true}}}}, "at 'clock'"}}) {
    EXPECT_THAT(Load(seed), AllOf(StartsWith("400 InvalidRequestException"), HasSubstr(why)));
    EXPECT_EQ(emulator.Get("/things")["things"].size(), 0U);
  }
}

TEST_F(Seed, ThatIsRefusedLateLeavesAllAsItWas) {
  emulator.Ask("POST", "/things/lamp", "{}");
  const json seed = {
      {"files", {{{"bucket", "files"}, {"key", "k"}, {"text", "x"}}}},
      {"things", {{{"thingName", "fan"}}}},
      {"jobs", {{{"jobId", "j"}, {"thingNames", {"sink"}}, {"document", "{}"}}}}};
  EXPECT_THAT(Load(seed), HasSubstr("at 'jobs.1.member': ResourceNotFound: Target"));
  EXPECT_EQ(emulator.Get("/things")["things"].size(), 1U);
  EXPECT_FALSE(emulator.objects.FindBucket("files"));
  EXPECT_THAT(Begin(seed), HasSubstr("at 'jobs.1.member'"));
  EXPECT_EQ(emulator.Ask("GET", "/things/lamp").status, 200);
}

TEST_F(Seed, IsMadeBesideWhatThereIs) {
  emulator.Ask("POST", "/things/sink", "{}");
  ASSERT_EQ(Load(WithExecution({{"status", "QUEUED"}})), "made");
  EXPECT_EQ(emulator.Get("/things")["things"].size(), 3U);
  EXPECT_THAT(
      Load({{"executions", {{{"job", "update"}, {"thing", "lamp"}, {"status", "QUEUED"}}}}}),
      HasSubstr("already"));
  EXPECT_THAT(
      Load({{"executions", {{{"job", "update"}, {"thing", "sink"}, {"status", "QUEUED"}}}}}),
      HasSubstr("not for the thing sink"));
}

TEST_F(Seed, PutsAnExecutionInEachStatusAndLeavesTheOthersToTheJob) {
  for (const char* status : {"QUEUED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "TIMED_OUT",
                             "REJECTED", "REMOVED", "CANCELED"}) {
    ASSERT_EQ(Begin(WithExecution({{"status", status}})), "made");
    EXPECT_EQ(Execution("lamp", "update")["status"], status);
    EXPECT_EQ(Execution("fan", "update")["status"], "QUEUED");
    EXPECT_EQ(emulator.Get("/jobs/update/things")["executionSummaries"].size(), 2U);
  }
}

TEST_F(Seed, LetsAnExecutionGoOnAsIfItHadComeThereByItself) {
  ASSERT_EQ(Begin(WithExecution({{"status", "IN_PROGRESS"}, {"startedAt", "-9m"}})), "made");
  EXPECT_EQ(emulator.Get("/things/lamp/jobs/$next")["execution"]["status"], "IN_PROGRESS");
  emulator.Ask("POST", "/_emulator/clock", R"({"advance":"61s"})");
  EXPECT_EQ(Execution("lamp", "update")["status"], "TIMED_OUT");
}

TEST_F(Seed, CompletesAJobWhoseExecutionsHaveEnded) {
  json seed = WithExecution({{"status", "SUCCEEDED"}});
  seed["executions"].push_back({{"job", "update"}, {"thing", "fan"}, {"status", "FAILED"}});
  ASSERT_EQ(Begin(seed), "made");
  EXPECT_EQ(emulator.Get("/jobs/update")["job"]["status"], "COMPLETED");
}

TEST_F(Seed, DoesNotLetWhoIsInAGroupJoinItsContinuousJobAgain) {
  json seed = WithExecution({{"status", "SUCCEEDED"}});
  seed["thingGroups"] = {{{"thingGroupName", "kitchen"}}};
  for (json& thing : seed["things"]) thing["thingGroupNames"] = {"kitchen"};
  seed["jobs"][0].erase("thingNames");
  seed["jobs"][0]["thingGroupNames"] = {"kitchen"};
  seed["jobs"][0]["targetSelection"] = "CONTINUOUS";
  ASSERT_EQ(Begin(seed), "made");
  EXPECT_EQ(emulator.Get("/things/lamp/jobs")["executionSummaries"].size(), 1U);
}

TEST_F(Seed, RefusesAnExecutionThatCannotBe) {
  for (const json& bad :
       {json{{"status", "QUEUED"}, {"startedAt", "-1m"}},
        json{{"status", "IN_PROGRESS"}, {"startedAt", "-1m"}, {"queuedAt", "-10s"}},
        json{{"status", "IN_PROGRESS"}, {"startedAt", "2999-01-01T00:00:00Z"}},
        json{{"status", "IN_PROGRESS"}, {"startedAt", "soon"}},
        json{{"status", "SUCCEEDED"}, {"stepTimeoutInMinutes", 5}}}) {
    EXPECT_THAT(Begin(WithExecution(bad)), HasSubstr("at 'executions.1.member'")) << bad;
  }
}

TEST_F(Seed, IsWhereAResetGoesBackToUnlessItIsToBeEmpty) {
  ASSERT_EQ(Begin(WithExecution({{"status", "QUEUED"}})), "made");
  emulator.Ask("DELETE", "/things/fan");
  emulator.Ask("POST", "/things/sink", "{}");
  EXPECT_EQ(json::parse(emulator.Ask("POST", "/_emulator/reset").body)["to"], "seed");
  EXPECT_EQ(emulator.Get("/things")["things"].size(), 2U);
  emulator.Ask("POST", "/_emulator/reset", R"({"to":"empty"})");
  EXPECT_EQ(emulator.Get("/things")["things"].size(), 0U);
  emulator.Ask("POST", "/_emulator/reset", R"({"to":"seed"})");
  EXPECT_EQ(emulator.Get("/things")["things"].size(), 2U);
  emulator.tools.seed = nullptr;
  EXPECT_EQ(ErrorOf(emulator.Ask("POST", "/_emulator/reset", R"({"to":"seed"})")),
            "400 InvalidRequestException");
  EXPECT_EQ(emulator.Get("/things")["things"].size(), 2U);
}

TEST_F(Seed, GivesADeviceTheSameCertificateAfterAReset) {
  const json seed = {{"devices", {{{"name", "lamp"}}}}};
  ASSERT_EQ(Begin(seed), "made");
  const json before = emulator.Get("/things/lamp/principals");
  ASSERT_EQ(Begin(seed), "made");
  EXPECT_EQ(emulator.Get("/things/lamp/principals"), before);
  EXPECT_EQ(emulator.Get("/certificates")["certificates"][0]["certificateMode"], "DEFAULT");
}

}  // namespace
}  // namespace http
