#include "server/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "server/http/message/target.h"

namespace http {
namespace {

using api_spec::Plane;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class RouterTest : public testing::Test {
 protected:
  static std::vector<api_spec::Operation> Operations() {
    std::vector<api_spec::Operation> operations;
    const auto add = [&](const char* name, Plane plane, const char* method, const char* path) {
      operations.push_back({.name = name, .plane = plane, .method = method, .path = path});
    };
    add("DescribeThingGroup", Plane::kControl, "GET", "/thing-groups/{thingGroupName}");
    add("UpdateThingGroup", Plane::kControl, "PUT", "/thing-groups/{thingGroupName}");
    add("AddThingToThingGroup", Plane::kControl, "PUT", "/thing-groups/addThingToThingGroup");
    add("DescribeJobExecution", Plane::kControl, "GET", "/things/{thingName}/jobs/{jobId}");
    add("DescribeJobExecution", Plane::kData, "GET", "/things/{thingName}/jobs/{jobId}");
    add("UpdateJobExecution", Plane::kData, "POST", "/things/{thingName}/jobs/{jobId}");
    add("StartNext", Plane::kData, "PUT", "/things/{thingName}/jobs/$next");
    add("CancelJobExecution", Plane::kControl, "PUT",
        "/things/{thingName}/jobs/{jobId}/cancel");
    add("ListAuthorizers", Plane::kControl, "GET", "/authorizers/");
    add("GetTopicRuleDestination", Plane::kControl, "GET", "/destinations/{arn+}");
    add("Publish", Plane::kIotData, "POST", "/topics/{topic}");
    operations.back().members = {{.name = "topic",
                                  .in = api_spec::Location::kPath,
                                  .wire_name = "topic",
                                  .takes_slashes = true}};
    return operations;
  }

  std::vector<Match> Find(const char* method, const char* target) const {
    return router_.Find(method, ParseTarget(target).path);
  }

  std::vector<std::string> Names(const char* method, const char* target) const {
    std::vector<std::string> names;
    for (const Match& match : Find(method, target)) names.push_back(match.operation->name);
    return names;
  }

 private:
  const std::vector<api_spec::Operation> operations_ = Operations();
  const Router router_{operations_};
};

TEST_F(RouterTest, ALiteralSegmentIsCloserThanAParameter) {
  EXPECT_THAT(Names("PUT", "/thing-groups/addThingToThingGroup"),
              ElementsAre("AddThingToThingGroup"));
  EXPECT_THAT(Names("PUT", "/thing-groups/addThing"), ElementsAre("UpdateThingGroup"));
}

TEST_F(RouterTest, ASlashAtTheEndMayBeLeftOutWhereTheDescriptionHasOne) {
  EXPECT_THAT(Names("GET", "/authorizers/"), ElementsAre("ListAuthorizers"));
  EXPECT_THAT(Names("GET", "/authorizers"), ElementsAre("ListAuthorizers"));
  EXPECT_THAT(Names("GET", "/authorizers//"), IsEmpty());
  EXPECT_THAT(Names("GET", "/thing-groups/g/"), IsEmpty());
}

TEST_F(RouterTest, AParameterThatTakesSlashesIsAllThatFollows) {
  for (const auto& [target, topic] :
       {std::pair{"/topics/a", "a"}, {"/topics/a/b", "a/b"}, {"/topics/a%2Fb/", "a/b/"}}) {
    const auto matches = Find("POST", target);
    ASSERT_EQ(matches.size(), 1U) << target;
    EXPECT_THAT(matches[0].path, ElementsAre(Pair("topic", topic)));
  }
  EXPECT_THAT(Names("POST", "/topics/"), IsEmpty());
  EXPECT_THAT(Names("GET", "/destinations/arn:x/http/y"),
              ElementsAre("GetTopicRuleDestination"));
}

TEST_F(RouterTest, AParameterMatchesWhereTheLiteralHasAnotherMethod) {
  const auto matches = Find("GET", "/thing-groups/addThingToThingGroup");
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].operation->name, "DescribeThingGroup");
  EXPECT_THAT(matches[0].path, ElementsAre(Pair("thingGroupName", "addThingToThingGroup")));
}

TEST_F(RouterTest, BothPlanesAreFoundWhereTheyShareAUri) {
  const auto matches = Find("GET", "/things/a%3Ab/jobs/%24next");
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_NE(matches[0].operation->plane, matches[1].operation->plane);
  for (const Match& match : matches) {
    EXPECT_THAT(match.path, ElementsAre(Pair("thingName", "a:b"), Pair("jobId", "$next")));
  }
}

TEST_F(RouterTest, NextIsALiteralHoweverItIsWritten) {
  EXPECT_THAT(Names("PUT", "/things/lamp/jobs/$next"), ElementsAre("StartNext"));
  EXPECT_THAT(Names("PUT", "/things/lamp/jobs/%24next"), ElementsAre("StartNext"));
  EXPECT_THAT(Names("POST", "/things/lamp/jobs/$next"), ElementsAre("UpdateJobExecution"));
}

TEST_F(RouterTest, ASlashInsideASegmentDoesNotSplitIt) {
  EXPECT_THAT(Find("POST", "/things/lamp/jobs/j%2Fcancel")[0].path,
              ElementsAre(Pair("thingName", "lamp"), Pair("jobId", "j/cancel")));
  EXPECT_THAT(Names("PUT", "/things/lamp/jobs/j%2Fcancel"), IsEmpty());
}

TEST_F(RouterTest, OtherMethodsAndPathsMatchNothing) {
  EXPECT_THAT(Names("HEAD", "/things/lamp/jobs/j"), IsEmpty());
  EXPECT_THAT(Names("get", "/things/lamp/jobs/j"), IsEmpty());
  EXPECT_THAT(Names("GET", "/things/lamp/jobs/j/"), IsEmpty());
  EXPECT_THAT(Names("GET", "/things//jobs/j"), IsEmpty());
  EXPECT_THAT(Names("GET", "/Things/lamp/jobs/j"), IsEmpty());
  EXPECT_THAT(Names("GET", "/"), IsEmpty());
  EXPECT_THAT(Names("GET", "*"), IsEmpty());
}

TEST(RouterOfTheDescription, GreedyParametersTakeTheRestOfThePath) {
  const Router router(api_spec::Spec::BuiltIn().operations());
  const auto found = router.Find(
      "DELETE",
      ParseTarget("/destinations/arn:aws:iot:eu-west-1:1:ruledestination/http/x").path);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found.front().operation->name, "DeleteTopicRuleDestination");
}

TEST(RouterOfTheDescription, FindsEachOperationByItsOwnPath) {
  const std::vector<api_spec::Operation>& operations = api_spec::Spec::BuiltIn().operations();
  const Router router(operations);
  for (const api_spec::Operation& operation : operations) {
    if (operation.plane == api_spec::Plane::kMqtt) continue;  // over MQTT
    std::set<const api_spec::Operation*> found;
    for (const Match& match : router.Find(operation.method, ParseTarget(operation.path).path)) {
      found.insert(match.operation);
    }
    EXPECT_TRUE(found.contains(&operation)) << operation.name;
  }
}

}  // namespace
}  // namespace http
