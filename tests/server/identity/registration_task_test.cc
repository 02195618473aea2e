// Bulk registration, with the file in a store that forgets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kThing[] = R"({"Parameters":{"Serial":{"Type":"String"}},"Resources":{"thing":
    {"Type":"AWS::IoT::Thing","Properties":{"ThingName":{"Ref":"Serial"}}}}})";

class RegistrationTask : public testing::Test {
 protected:
  void PutFile(const std::string& text, const std::string& etag = "\"1\"") {
    if (!world_.objects.FindBucket("files")) world_.objects.MakeBucket("files", {});
    const auto content = world_.objects.NewContent();
    content->Append(text);
    world_.objects.Put(*world_.objects.FindBucket("files"),
                       {.key = "lamps",
                        .size = content->size(),
                        .etag = etag,
                        .segments = {{content->file(), content->size()}}});
    content->Keep();
  }

  // Without what follows.
  std::string Begin() {
    const auto& operation =
        api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, "StartThingRegistrationTask");
    return world_.service
        .Run({operation,
              {"us-east-1", "localhost"},
              {{"templateBody", kThing},
               {"inputFileBucket", "files"},
               {"inputFileKey", "lamps"},
               {"roleArn", "arn:aws:iam::123456789012:role/any"}}})
        .at("taskId");
  }

  json Shown(const std::string& task) {
    return world_.service.Ask([&](Context& c) {
      return FindOperation(api_spec::Plane::kControl, "DescribeThingRegistrationTask")(
          c, {{"taskId", task}});
    });
  }

  World world_;
};

TEST_F(RegistrationTask, TakesALineAtATimeAndTellsHowFarItIs) {
  PutFile("{\"Serial\":\"a\"}\n{\"Serial\":\"b\"}\n");
  const std::string task = Begin();
  EXPECT_EQ(Shown(task)["percentageProgress"], 0);
  EXPECT_TRUE(world_.service.HasBacklog());
  world_.service.Step();
  EXPECT_EQ(Shown(task)["percentageProgress"], 50);
  EXPECT_EQ(Shown(task)["status"], "InProgress");
  world_.service.Tick();
  EXPECT_EQ(Shown(task)["percentageProgress"], 100);
  EXPECT_EQ(Shown(task)["status"], "Completed");
  EXPECT_FALSE(world_.service.HasBacklog());
}

TEST_F(RegistrationTask, FailsWhenItsFileBecomesAnother) {
  PutFile("{\"Serial\":\"a\"}\n{\"Serial\":\"b\"}\n");
  const std::string task = Begin();
  world_.service.Step();
  PutFile("{\"Serial\":\"c\"}\n{\"Serial\":\"d\"}\n", "\"2\"");
  world_.service.Tick();
  EXPECT_EQ(Shown(task)["status"], "Failed");
  EXPECT_THAT(Shown(task)["message"].get<std::string>(), HasSubstr("has changed"));
  EXPECT_EQ(Shown(task)["successCount"], 1);
}

TEST_F(RegistrationTask, ALineThatIsRefusedLeavesNothingBehind) {
  PutFile("{\"Serial\":\"not a name\"}\n{\"Serial\":\"b\"}");
  const std::string task = Begin();
  world_.service.Tick();
  EXPECT_EQ(Shown(task)["failureCount"], 1);
  EXPECT_EQ(Shown(task)["successCount"], 1);
  EXPECT_EQ(world_.Call("ListThings", json::object())["things"].size(), 1U);
}

TEST_F(RegistrationTask, IsForgottenByAReset) {
  PutFile("{\"Serial\":\"a\"}\n");
  Begin();
  world_.service.Reset();
  EXPECT_FALSE(world_.service.HasBacklog());
  EXPECT_FALSE(world_.service.Step());
}

}  // namespace
}  // namespace server
