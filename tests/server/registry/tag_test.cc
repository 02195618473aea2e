#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/identity/x509.h"
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

constexpr char kPolicy[] =
    R"({"Version":"2012-10-17",
        "Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}]})";
constexpr char kTemplate[] = R"({"Resources":{"t":{"Type":"AWS::IoT::Thing"}}})";

class Tags : public testing::Test {
 protected:
  Tags() {
    world.CreateThing("lamp");
    Make(json::array({Tag("made", "yes")}));
  }

  // One of each kind that can have tags, all called "r" but for the CA's certificate.
  void Make(const json& tags) {
    const auto make = [&](const char* operation, json input) {
      if (!tags.empty()) input["tags"] = tags;
      return world.Call(operation, std::move(input));
    };
    make("CreateThingGroup", {{"thingGroupName", "r"}});
    make("CreateThingType", {{"thingTypeName", "r"}});
    make("CreateBillingGroup", {{"billingGroupName", "r"}});
    make("CreateJobTemplate",
         {{"jobTemplateId", "r"}, {"description", "x"}, {"document", "{}"}});
    make("CreateJob",
         {{"jobId", "r"}, {"targets", {World::Thing("lamp")}}, {"document", "{}"}});
    make("CreatePolicy", {{"policyName", "r"}, {"policyDocument", kPolicy}});
    make("CreateProvisioningTemplate",
         {{"templateName", "r"},
          {"templateBody", kTemplate},
          {"provisioningRoleArn", "arn:aws:iam::123456789012:role/any"}});
    ca = make("RegisterCACertificate",
              {{"caCertificate", authority.certificate}, {"certificateMode", "SNI_ONLY"}})
             .at("certificateArn");
    MakePackage(tags);
  }

  void MakePackage(const json& tags) {
    json package = {{"packageName", "r"}};
    for (const json& tag : tags) {
      package["tags"][tag["Key"].get<std::string>()] = tag["Value"];
    }
    world.Call("CreatePackage", package);
    package["versionName"] = "1";
    world.Call("CreatePackageVersion", package);
  }

  void DeleteAll() {
    const std::string certificate = ca.substr(ca.rfind('/') + 1);
    world.Call("DeleteThingGroup", {{"thingGroupName", "r"}});
    world.Call("DeprecateThingType", {{"thingTypeName", "r"}});
    world.Advance(std::chrono::minutes(5));
    world.Call("DeleteThingType", {{"thingTypeName", "r"}});
    world.Call("DeleteBillingGroup", {{"billingGroupName", "r"}});
    world.Call("DeleteJobTemplate", {{"jobTemplateId", "r"}});
    world.Call("DeleteJob", {{"jobId", "r"}, {"force", true}});
    world.Call("DeletePolicy", {{"policyName", "r"}});
    world.Call("DeleteProvisioningTemplate", {{"templateName", "r"}});
    world.Call("DeleteCACertificate", {{"certificateId", certificate}});
    world.Call("DeletePackageVersion", {{"packageName", "r"}, {"versionName", "1"}});
    world.Call("DeletePackage", {{"packageName", "r"}});
  }

  std::vector<std::string> All() const {
    std::vector<std::string> arns{ca};
    for (const char* resource :
         {"billinggroup/r", "job/r", "jobtemplate/r", "package/r", "package/r/version/1",
          "policy/r", "provisioningtemplate/r", "thinggroup/r", "thingtype/r"}) {
      arns.push_back(Arn(resource));
    }
    return arns;
  }

  json TagsOf(const std::string& arn) {
    return world.Call("ListTagsForResource", {{"resourceArn", arn}})["tags"];
  }

  std::string Tagged(const std::string& arn, const json& tags) {
    return world.Refusal("TagResource", {{"resourceArn", arn}, {"tags", tags}});
  }

  World world;
  const engine::CertificateWithKey authority = engine::NewAuthority();
  std::string ca;  // its ARN
};

TEST_F(Tags, AreGivenChangedAndTakenAway) {
  for (const std::string& arn : All()) {
    EXPECT_EQ(TagsOf(arn), json::array({Tag("made", "yes")})) << arn;
    EXPECT_EQ(Tagged(arn, {Tag("b", ""), Tag("made", "no")}), "accepted");
    EXPECT_EQ(TagsOf(arn), json({Tag("b", ""), Tag("made", "no")})) << arn;
    world.Call("UntagResource", {{"resourceArn", arn}, {"tagKeys", {"made", "never"}}});
    EXPECT_EQ(TagsOf(arn), json::array({Tag("b", "")})) << arn;
  }
}

TEST_F(Tags, GoWithWhatTheyAreOn) {
  DeleteAll();
  for (const std::string& arn : All()) {
    EXPECT_THAT(world.Refusal("ListTagsForResource", {{"resourceArn", arn}}),
                StartsWith("ResourceNotFound"));
  }
  Make(json::array());
  for (const std::string& arn : All()) EXPECT_EQ(TagsOf(arn), json::array()) << arn;
}

TEST_F(Tags, NeedAResourceThatCanHaveThem) {
  EXPECT_THAT(Tagged(Arn("job/ghost"), json::array({Tag("a", "b")})),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Tagged("arn:aws:iot:eu-west-1:123456789012:job/r", json::array({Tag("a", "b")})),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Tagged(Arn("package/r/version/2"), json::array({Tag("a", "b")})),
              StartsWith("ResourceNotFound"));
  for (const char* untaggable : {"thing/lamp", "cert/0"}) {
    EXPECT_THAT(Tagged(Arn(untaggable), json::array({Tag("a", "b")})),
                StartsWith("InvalidRequest"));
  }
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
  EXPECT_THAT(
      world.Refusal("CreatePackage", {{"packageName", "other"}, {"tags", {{"aws:a", "1"}}}}),
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
