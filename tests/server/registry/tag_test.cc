#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::StartsWith;

std::string Arn(const std::string& resource) {
  return "arn:aws:iot:us-east-1:123456789012:" + resource;
}

json Tag(const std::string& key, const std::string& value) {
  return {{"Key", key}, {"Value", value}};
}

class Tags : public testing::Test {
 protected:
  Tags() {
    world.CreateThing("lamp");
    const json tags = json::array({Tag("made", "yes")});
    world.Call("CreateThingGroup", {{"thingGroupName", "r"}, {"tags", tags}});
    world.Call("CreateThingType", {{"thingTypeName", "r"}, {"tags", tags}});
    world.Call(
        "CreateJobTemplate",
        {{"jobTemplateId", "r"}, {"description", "x"}, {"document", "{}"}, {"tags", tags}});
    world.CreateJob("r", {World::Thing("lamp")}, {{"tags", tags}});
  }

  json TagsOf(const std::string& arn) {
    return world.Call("ListTagsForResource", {{"resourceArn", arn}})["tags"];
  }

  std::string Tagged(const std::string& arn, const json& tags) {
    return world.Refusal("TagResource", {{"resourceArn", arn}, {"tags", tags}});
  }

  World world;
};

TEST_F(Tags, AreGivenChangedAndTakenAway) {
  for (const char* kind : {"job", "thinggroup", "thingtype", "jobtemplate"}) {
    const std::string arn = Arn(std::string(kind) + "/r");
    EXPECT_EQ(TagsOf(arn), json::array({Tag("made", "yes")})) << kind;
    EXPECT_EQ(Tagged(arn, {Tag("b", ""), Tag("made", "no")}), "accepted");
    EXPECT_EQ(TagsOf(arn), json({Tag("b", ""), Tag("made", "no")})) << kind;
    world.Call("UntagResource", {{"resourceArn", arn}, {"tagKeys", {"made", "never"}}});
    EXPECT_EQ(TagsOf(arn), json::array({Tag("b", "")})) << kind;
  }
}

TEST_F(Tags, GoWithWhatTheyAreOn) {
  world.Call("DeleteJob", {{"jobId", "r"}, {"force", true}});
  world.Call("DeleteJobTemplate", {{"jobTemplateId", "r"}});
  world.Call("DeleteThingGroup", {{"thingGroupName", "r"}});
  world.CreateJob("r", {World::Thing("lamp")});
  world.Call("CreateJobTemplate",
             {{"jobTemplateId", "r"}, {"description", "x"}, {"document", "{}"}});
  world.Call("CreateThingGroup", {{"thingGroupName", "r"}});
  for (const char* kind : {"job", "thinggroup", "jobtemplate"}) {
    EXPECT_EQ(TagsOf(Arn(std::string(kind) + "/r")), json::array()) << kind;
  }
}

TEST_F(Tags, NeedAResourceThatCanHaveThem) {
  EXPECT_THAT(Tagged(Arn("job/ghost"), json::array({Tag("a", "b")})),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Tagged("arn:aws:iot:eu-west-1:123456789012:job/r", json::array({Tag("a", "b")})),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Tagged(Arn("thing/lamp"), json::array({Tag("a", "b")})),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(Tagged("job/r", json::array({Tag("a", "b")})), StartsWith("InvalidRequest"));
}

TEST_F(Tags, AreAtMostFiftyAndOneOfAKey) {
  json many = json::array();
  for (int i = 0; i < 50; ++i) many.push_back(Tag("k" + std::to_string(i), "v"));
  EXPECT_THAT(Tagged(Arn("job/r"), many), StartsWith("LimitExceeded"));
  EXPECT_EQ(TagsOf(Arn("job/r")), json::array({Tag("made", "yes")}))
      << "nothing is done by halves";
  EXPECT_THAT(Tagged(Arn("job/r"), {Tag("a", "1"), Tag("a", "2")}),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(Tagged(Arn("job/r"), json::array({Tag("aws:a", "1")})),
              StartsWith("InvalidRequest"));
}

TEST_F(Tags, TellAGroupFromOneMadeAgain) {
  EXPECT_EQ(world.Refusal("CreateThingGroup", {{"thingGroupName", "r"}}), "accepted");
  EXPECT_THAT(world.Refusal("CreateThingGroup",
                            {{"thingGroupName", "r"}, {"tags", {Tag("made", "no")}}}),
              StartsWith("ResourceAlreadyExists"));
}

}  // namespace
}  // namespace server
