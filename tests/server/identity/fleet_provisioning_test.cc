// What devices are told whose provisioning fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class FleetProvisioning : public testing::Test {
 protected:
  // What the device is refused with, whose template has these resources beside its certificate.
  std::string Refused(json resources) {
    resources["certificate"] = {
        {"Type", "AWS::IoT::Certificate"},
        {"Properties", {{"CertificateId", {{"Ref", "AWS::IoT::Certificate::Id"}}}}}};
    world_.Call("CreateProvisioningTemplate",
                {{"templateName", "lamps"},
                 {"enabled", true},
                 {"templateBody", json({{"Resources", resources}}).dump()},
                 {"provisioningRoleArn", "arn:aws:iam::123456789012:role/any"}});
    const json made = world_.Provision("CreateKeysAndCertificate", json::object());
    return world_.MqttRefusal(
        "RegisterThing", {{"templateName", "lamps"},
                          {"certificateOwnershipToken", made.at("certificateOwnershipToken")}});
  }

  static json Thing(const char* property, const json& value) {
    return {{"thing",
             {{"Type", "AWS::IoT::Thing"},
              {"Properties", {{"ThingName", "lamp"}, {property, value}}}}}};
  }

  static json Policy(const json& properties) {
    return {{"policy", {{"Type", "AWS::IoT::Policy"}, {"Properties", properties}}}};
  }

  World world_;
};

const auto kNoneIsMissing = AllOf(StartsWith("ResourceRegistrationFailure"), HasSubstr("none"));

TEST_F(FleetProvisioning, WithATypeThatIsNotThereIsTheUsersMistake) {
  EXPECT_THAT(Refused(Thing("ThingTypeName", "none")), kNoneIsMissing);
}

TEST_F(FleetProvisioning, WithAGroupThatIsNotThereIsTheUsersMistake) {
  EXPECT_THAT(Refused(Thing("ThingGroups", {"none"})), kNoneIsMissing);
  EXPECT_EQ(world_.Call("ListThings", json::object())["things"], json::array());
}

TEST_F(FleetProvisioning, WithABillingGroupThatIsNotThereIsTheUsersMistake) {
  EXPECT_THAT(Refused(Thing("BillingGroup", "none")), kNoneIsMissing);
}

TEST_F(FleetProvisioning, WithAPolicyThatIsNotThereIsTheUsersMistake) {
  EXPECT_THAT(Refused(Policy({{"PolicyName", "none"}})), kNoneIsMissing);
}

TEST_F(FleetProvisioning, WithWhatIsNotEmulatedIsRefusedByName) {
  const char* const document = R"({"Version":"2012-10-17","Statement":
      {"Effect":"Allow","Action":"iot:Connect","Resource":"*",
       "Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}}})";
  EXPECT_THAT(Refused(Policy({{"PolicyDocument", document}})),
              AllOf(StartsWith("NotImplemented"), HasSubstr("DateLessThan")));
}

}  // namespace
}  // namespace server
