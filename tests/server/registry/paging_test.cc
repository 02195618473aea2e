#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;

class Paging : public testing::Test {
 protected:
  // The next page of a list, as names.
  std::vector<std::string> Page(const char* operation, json input = json::object()) {
    input["maxResults"] = 2;
    if (token_) input["nextToken"] = *token_;
    const json answer = world.Call(operation, input);
    token_.reset();
    if (answer.contains("nextToken")) token_ = answer["nextToken"];
    std::vector<std::string> names;
    for (const char* list : {"jobs", "things", "executionSummaries"}) {
      for (const json& row : answer.value(list, json::array())) names.push_back(NameOf(row));
    }
    return names;
  }

  static std::string NameOf(const json& row) {
    if (row.is_string()) return row;
    for (const char* name : {"jobId", "thingName"}) {
      if (row.contains(name)) return row[name];
    }
    const std::string arn = row["thingArn"];
    return arn.substr(arn.rfind('/') + 1) + "#" +
           row["jobExecutionSummary"]["executionNumber"].dump();
  }

  bool IsLast() const { return !token_; }

  World world;
  std::optional<std::string> token_;
};

TEST_F(Paging, ThingsAreStableWhileOthersComeAndGo) {
  for (const char* thing : {"b", "d", "f", "h"}) world.CreateThing(thing);
  EXPECT_THAT(Page("ListThings"), ElementsAre("b", "d"));
  world.CreateThing("a");
  world.CreateThing("e");
  world.Call("DeleteThing", {{"thingName", "d"}});
  EXPECT_THAT(Page("ListThings"), ElementsAre("e", "f"));
  EXPECT_THAT(Page("ListThings"), ElementsAre("h"));
  EXPECT_TRUE(IsLast());
}

TEST_F(Paging, ThereIsNoTokenWhenTheLastPageIsFull) {
  for (const char* thing : {"a", "b"}) world.CreateThing(thing);
  EXPECT_THAT(Page("ListThings"), ElementsAre("a", "b"));
  EXPECT_TRUE(IsLast());
}

TEST_F(Paging, JobsAreStableWhileOthersComeAndGo) {
  world.CreateThing("lamp");
  for (const char* job : {"a", "b", "c", "d"}) world.CreateJob(job, {World::Thing("lamp")});
  EXPECT_THAT(Page("ListJobs"), ElementsAre("d", "c"));
  world.CreateJob("e", {World::Thing("lamp")});
  world.Call("DeleteJob", {{"jobId", "c"}, {"force", true}});
  EXPECT_THAT(Page("ListJobs"), ElementsAre("b", "a"));
  EXPECT_TRUE(IsLast());
}

TEST_F(Paging, ExecutionsOfAJobAreStableWhileRetriesCome) {
  for (const char* thing : {"a", "b", "c"}) world.CreateThing(thing);
  world.CreateJob("j", {World::Thing("a"), World::Thing("b"), World::Thing("c")},
                  World::Retries("FAILED", 3));
  EXPECT_THAT(Page("ListJobExecutionsForJob", {{"jobId", "j"}}), ElementsAre("a#1", "b#1"));
  world.Update("a", "j", "FAILED");
  EXPECT_THAT(Page("ListJobExecutionsForJob", {{"jobId", "j"}}), ElementsAre("c#1"));
  EXPECT_TRUE(IsLast());
}

TEST_F(Paging, ExecutionsOfAThingAreNewestFirst) {
  world.CreateThing("lamp");
  for (const char* job : {"a", "b", "c"}) world.CreateJob(job, {World::Thing("lamp")});
  EXPECT_THAT(Page("ListJobExecutionsForThing", {{"thingName", "lamp"}}),
              ElementsAre("c", "b"));
  world.CreateJob("d", {World::Thing("lamp")});
  EXPECT_THAT(Page("ListJobExecutionsForThing", {{"thingName", "lamp"}}), ElementsAre("a"));
}

TEST_F(Paging, ThingsOfAGroupAreStableWhileOthersJoin) {
  world.Call("CreateThingGroup", {{"thingGroupName", "g"}});
  const auto join = [&](const char* thing) {
    world.CreateThing(thing);
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "g"}});
  };
  for (const char* thing : {"b", "d", "f"}) join(thing);
  EXPECT_THAT(Page("ListThingsInThingGroup", {{"thingGroupName", "g"}}), ElementsAre("b", "d"));
  join("a");
  join("c");
  EXPECT_THAT(Page("ListThingsInThingGroup", {{"thingGroupName", "g"}}), ElementsAre("f"));
}

TEST_F(Paging, TokensOfOtherListsAndMadeUpOnesAreInvalid) {
  for (const char* thing : {"a", "b", "c"}) world.CreateThing(thing);
  Page("ListThings");
  constexpr const char* kMessage = "InvalidRequest: Next token is invalid.";
  EXPECT_EQ(world.Refusal("ListJobs", {{"nextToken", *token_}}), kMessage);
  for (const char* token : {"x", "AAAA", "=", "bm9wZQ=="}) {
    EXPECT_EQ(world.Refusal("ListThings", {{"nextToken", token}}), kMessage) << token;
  }
}

TEST_F(Paging, ResultsAreOneToTwoHundredFifty) {
  EXPECT_EQ(world.Refusal("ListThings", {{"maxResults", 0}}),
            "InvalidRequest: 1 validation error detected: Value '0' at 'maxResults' failed to "
            "satisfy constraint: Member must have value greater than or equal to 1");
  EXPECT_EQ(world.Refusal("ListThings", {{"maxResults", 251}}).substr(0, 14), "InvalidRequest");
  EXPECT_EQ(world.Refusal("ListThings", {{"maxResults", 250}}), "accepted");
}

}  // namespace
}  // namespace server
