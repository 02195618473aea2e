#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::HasSubstr;
using testing::StartsWith;

const char* const kTemplate = "arn:aws:iot:us-east-1:123456789012:jobtemplate/t";

class JobTemplates : public testing::Test {
 protected:
  JobTemplates() { world.CreateThing("lamp"); }

  json Create(const json& members) {
    json input = {{"jobTemplateId", "t"}, {"description", "blinks"}, {"document", "{\"a\":1}"}};
    input.merge_patch(members);
    return world.Call("CreateJobTemplate", input);
  }

  std::string Made(json members) {
    members.emplace("jobId", "j");
    members["targets"] = {World::Thing("lamp")};
    return world.Refusal("CreateJob", std::move(members));
  }

  std::string Document() { return world.Call("GetJobDocument", {{"jobId", "j"}})["document"]; }

  World world;
};

TEST_F(JobTemplates, ShowEveryMemberNullWhenUnset) {
  EXPECT_EQ(Create(World::Timeout(5)),
            json({{"jobTemplateArn", kTemplate}, {"jobTemplateId", "t"}}));
  EXPECT_EQ(world.Call("DescribeJobTemplate", {{"jobTemplateId", "t"}}),
            json({{"jobTemplateArn", kTemplate},
                  {"jobTemplateId", "t"},
                  {"description", "blinks"},
                  {"documentSource", nullptr},
                  {"document", "{\"a\":1}"},
                  {"createdAt", 1767268800.0},
                  {"presignedUrlConfig", {{"expiresInSec", nullptr}, {"roleArn", nullptr}}},
                  {"jobExecutionsRolloutConfig",
                   {{"exponentialRate", nullptr}, {"maximumPerMinute", nullptr}}},
                  {"abortConfig", nullptr},
                  {"timeoutConfig", {{"inProgressTimeoutInMinutes", 5}}},
                  {"jobExecutionsRetryConfig", nullptr},
                  {"maintenanceWindows", nullptr},
                  {"destinationPackageVersions", nullptr}}));
}

TEST_F(JobTemplates, ShowWhatAStructureThatIsSetLacks) {
  const json rate = {{"baseRatePerMinute", 5},
                     {"incrementFactor", 2},
                     {"rateIncreaseCriteria", {{"numberOfSucceededThings", 10}}}};
  Create({{"jobExecutionsRolloutConfig", {{"exponentialRate", rate}}}});
  const json shown = world.Call("DescribeJobTemplate", {{"jobTemplateId", "t"}});
  EXPECT_EQ(shown["timeoutConfig"], json({{"inProgressTimeoutInMinutes", nullptr}}));
  const json& rollout = shown["jobExecutionsRolloutConfig"];
  EXPECT_EQ(rollout.at("maximumPerMinute"), nullptr);
  EXPECT_EQ(rollout["exponentialRate"]["rateIncreaseCriteria"],
            json({{"numberOfNotifiedThings", nullptr}, {"numberOfSucceededThings", 10}}));
  EXPECT_EQ(Made({{"jobTemplateArn", kTemplate}}), "accepted");
  EXPECT_EQ(world.Job("j")["jobExecutionsRolloutConfig"], json({{"exponentialRate", rate}}))
      << "a job is shown as ever";
}

TEST_F(JobTemplates, AreRefusedInAwsWords) {
  Create(json::object());
  EXPECT_EQ(world.Refusal("CreateJobTemplate",
                          {{"jobTemplateId", "t"}, {"description", "x"}, {"document", "{}"}}),
            "Conflict: Job Template t already exists.");
  EXPECT_EQ(world.Refusal("CreateJobTemplate", {{"jobTemplateId", "u"}, {"description", "x"}}),
            "InvalidRequest: Neither job document nor job document source is specified.");
  for (const char* operation : {"DescribeJobTemplate", "DeleteJobTemplate"}) {
    EXPECT_EQ(world.Refusal(operation, {{"jobTemplateId", "ghost"}}),
              "ResourceNotFound: Job Template ghost cannot be found.");
  }
}

TEST_F(JobTemplates, CopyAJob) {
  world.CreateJob("first", {World::Thing("lamp")}, World::Timeout(9));
  Create({{"document", nullptr}, {"jobArn", "arn:aws:iot:us-east-1:123456789012:job/first"}});
  const json shown = world.Call("DescribeJobTemplate", {{"jobTemplateId", "t"}});
  EXPECT_EQ(shown["document"], R"({"action":"blink"})");
  EXPECT_EQ(shown["timeoutConfig"], json({{"inProgressTimeoutInMinutes", 9}}));
  EXPECT_EQ(world.Refusal("CreateJobTemplate",
                          {{"jobTemplateId", "u"},
                           {"description", "x"},
                           {"jobArn", "arn:aws:iot:us-east-1:123456789012:job/ghost"}}),
            "ResourceNotFound: Job ghost cannot be found.");
}

TEST_F(JobTemplates, GiveAJobWhatItDoesNotBring) {
  json members = World::Timeout(5);
  members.update(World::Retries("FAILED", 2));
  Create(members);
  EXPECT_EQ(Made({{"jobTemplateArn", kTemplate},
                  {"timeoutConfig", {{"inProgressTimeoutInMinutes", 8}}}}),
            "accepted");
  const json job = world.Job("j");
  EXPECT_EQ(job["jobTemplateArn"], kTemplate);
  EXPECT_EQ(job["timeoutConfig"], json({{"inProgressTimeoutInMinutes", 8}}));
  EXPECT_EQ(job["jobExecutionsRetryConfig"],
            World::Retries("FAILED", 2)["jobExecutionsRetryConfig"]);
  EXPECT_FALSE(job.contains("description")) << "AWS: a custom template's is not inherited";
  EXPECT_EQ(Document(), "{\"a\":1}");
}

TEST_F(JobTemplates, AreOutlivedByTheirJobs) {
  Create(json::object());
  EXPECT_EQ(Made({{"jobTemplateArn", kTemplate}}), "accepted");
  world.Call("DeleteJobTemplate", {{"jobTemplateId", "t"}});
  EXPECT_EQ(world.Job("j")["jobTemplateArn"], kTemplate);
  EXPECT_EQ(world.Start("lamp")["execution"]["jobDocument"], "{\"a\":1}");
}

TEST_F(JobTemplates, MustExistAndBeTemplates) {
  EXPECT_EQ(
      Made({{"jobTemplateArn", "arn:aws:iot:us-east-1:123456789012:job/t"}}),
      "InvalidRequest: Resource type should be jobtemplate but found invalid resource type "
      "job");
  EXPECT_EQ(Made({{"jobTemplateArn", kTemplate}}),
            "ResourceNotFound: Job Template t cannot be found.");
  EXPECT_THAT(Made({{"jobTemplateArn", "arn:aws:s3:::bucket"}}), StartsWith("InvalidRequest"));
  Create(json::object());
  EXPECT_THAT(Made({{"jobTemplateArn", "arn:aws:iot:us-east-1:210987654321:jobtemplate/t"}}),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Made({{"jobTemplateArn", kTemplate}, {"documentParameters", {{"a", "b"}}}}),
              StartsWith("InvalidRequest"));
}

TEST_F(JobTemplates, ManagedOnesAreFilledWithParameters) {
  EXPECT_EQ(Made({{"jobTemplateArn", "arn:aws:iot:us-east-1::jobtemplate/AWS-Run-Command:1.0"},
                  {"documentParameters", {{"command", "echo,\"hi\""}}}}),
            "accepted");
  EXPECT_EQ(world.Job("j")["documentParameters"], json({{"command", "echo,\"hi\""}}));
  const json action = json::parse(Document())["steps"][0]["action"];
  EXPECT_EQ(action, json({{"name", "Run-Command"},
                          {"type", "runCommand"},
                          {"input", {{"command", "echo,\"hi\""}}},
                          {"runAsUser", ""}}));
}

TEST_F(JobTemplates, ManagedOnesWantTheirParameters) {
  const char* const kManaged = "arn:aws:iot:us-east-1::jobtemplate/AWS-Run-Command:1.0";
  EXPECT_THAT(Made({{"jobTemplateArn", kManaged}}), HasSubstr("command"));
  EXPECT_THAT(Made({{"jobTemplateArn", kManaged},
                    {"documentParameters", {{"command", "ls"}, {"pathToHandler", "/bin"}}}}),
              HasSubstr("pathToHandler"));
  EXPECT_THAT(
      Made({{"jobTemplateArn", kManaged},
            {"documentParameters", {{"command", "ls"}, {"runAsUser", std::string(257, 'u')}}}}),
      StartsWith("InvalidRequest"));
  for (const char* unknown : {"AWS-Dance:1.0", "AWS-Reboot:2.0", "AWS-Reboot"}) {
    EXPECT_THAT(Made({{"jobTemplateArn",
                       std::string("arn:aws:iot:us-east-1::jobtemplate/") + unknown}}),
                StartsWith("ResourceNotFound"))
        << unknown;
  }
  EXPECT_THAT(Made({{"documentParameters", {{"a", "b"}}}, {"document", "{}"}}),
              StartsWith("InvalidRequest"));
}

}  // namespace
}  // namespace server
