#include "engine/identity/provisioning_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Optional;

// After the fleet provisioning example of AWS's guide.
constexpr char kFleet[] = R"({
  "Parameters": {"SerialNumber": {"Type": "String"},
                 "Location": {"Type": "String", "Default": "WA"},
                 "AWS::IoT::Certificate::Id": {"Type": "String"}},
  "Mappings": {"Table": {"WA": {"Url": "https://wa.example"}}},
  "Resources": {
    "thing": {
      "Type": "AWS::IoT::Thing",
      "Properties": {
        "ThingName": {"Fn::Join": ["", ["lamp-", {"Ref": "SerialNumber"}]]},
        "AttributePayload": {"version": "v1", "serial": {"Ref": "SerialNumber"}},
        "ThingTypeName": "bulb", "ThingGroups": ["bulbs", {"Ref": "Location"}],
        "BillingGroup": "bills"},
      "OverrideSettings": {"AttributePayload": "MERGE", "ThingTypeName": "REPLACE",
                           "ThingGroups": "FAIL"}},
    "certificate": {
      "Type": "AWS::IoT::Certificate",
      "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "Active"}},
    "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "lamps"}}},
  "DeviceConfiguration": {
    "Url": {"Fn::FindInMap": ["Table", {"Ref": "Location"}, "Url"]}}})";

const std::map<std::string, std::string> kParameters{{"SerialNumber", "007"},
                                                     {"AWS::IoT::Certificate::Id", "c1"}};

TEST(ProvisioningTemplate, SaysWhatToMake) {
  const Provisioning made = Provision(kFleet, kParameters);
  ASSERT_TRUE(made.thing);
  EXPECT_EQ(made.thing->logical_name, "thing");
  EXPECT_EQ(made.thing->name, "lamp-007");
  EXPECT_EQ(made.thing->attributes, json({{"version", "v1"}, {"serial", "007"}}));
  EXPECT_THAT(made.thing->type, Optional(std::string("bulb")));
  EXPECT_THAT(made.thing->groups, Optional(ElementsAre("bulbs", "WA")));
  EXPECT_THAT(made.thing->billing_group, Optional(std::string("bills")));
  ASSERT_TRUE(made.certificate);
  EXPECT_THAT(made.certificate->id, Optional(std::string("c1")));
  EXPECT_TRUE(made.certificate->active);
  ASSERT_EQ(made.policies.size(), 1U);
  EXPECT_THAT(made.policies[0].name, Optional(std::string("lamps")));
  EXPECT_EQ(made.device_configuration, json({{"Url", "https://wa.example"}}));
}

TEST(ProvisioningTemplate, SaysWhatToDoWithWhatIsThere) {
  const Provisioning made = Provision(kFleet, kParameters);
  EXPECT_EQ(made.thing->attributes_override, Override::kMerge);
  EXPECT_EQ(made.thing->type_override, Override::kReplace);
  EXPECT_EQ(made.thing->groups_override, Override::kFail);
}

TEST(ProvisioningTemplate, AParameterBeatsItsDefault) {
  auto parameters = kParameters;
  parameters["Location"] = "NY";
  EXPECT_EQ(Refusal([&] { Provision(kFleet, parameters); }),
            "InvalidRequest: Fn::FindInMap finds no NY in Mappings.");
}

TEST(ProvisioningTemplate, AParameterWithoutDefaultIsNeeded) {
  EXPECT_EQ(Refusal([&] {
              Provision(kFleet, {{"SerialNumber", "007"}});
            }),
            "InvalidRequest: Missing required template parameter: AWS::IoT::Certificate::Id");
}

std::string With(const std::string& type, const std::string& properties) {
  return R"({"Resources": {"one": {"Type": "AWS::IoT::)" + type + R"(", "Properties": )" +
         properties + "}}}";
}

TEST(ProvisioningTemplate, ACertificateIsGivenInOneWay) {
  EXPECT_THAT(Provision(With("Certificate", R"({"CertificateSigningRequest": "csr"})"), {})
                  .certificate->signing_request,
              Optional(std::string("csr")));
  const auto pem =
      Provision(With("Certificate", R"({"CertificatePem": "p", "CACertificatePem": "c",
                              "Status": "INACTIVE"})"),
                {});
  EXPECT_THAT(pem.certificate->pem, Optional(std::string("p")));
  EXPECT_FALSE(pem.certificate->active);
  EXPECT_EQ(Refusal([] {
              Provision(With("Certificate", R"({"CertificatePem": "p", "CertificateId": "i"})"),
                        {});
            }),
            "InvalidRequest: A certificate in a provisioning template must have one of "
            "CertificateId, CertificatePem and CertificateSigningRequest.");
}

TEST(ProvisioningTemplate, AStatusThatATemplateCannotSetIsRefused) {
  EXPECT_EQ(RefusalName([] {
              Provision(With("Certificate", R"({"CertificateId": "i", "Status": "REVOKED"})"),
                        {});
            }),
            "InvalidRequest");
}

TEST(ProvisioningTemplate, APolicyDocumentMayBeTextOrObject) {
  EXPECT_THAT(
      Provision(With("Policy", R"({"PolicyDocument": "{\"a\":1}"})"), {}).policies[0].document,
      Optional(std::string("{\"a\":1}")));
  EXPECT_THAT(
      Provision(With("Policy", R"({"PolicyDocument": {"a": 1}})"), {}).policies[0].document,
      Optional(std::string("{\"a\":1}")));
}

std::string CheckOf(const std::string& body) {
  return Refusal([&] { CheckTemplateBody(body); });
}

TEST(ProvisioningTemplate, WhatIsNoTemplateIsRefused) {
  EXPECT_EQ(CheckOf(kFleet), "accepted");
  EXPECT_EQ(CheckOf("{"), "InvalidRequest: The provisioning template is not a JSON object.");
  EXPECT_EQ(CheckOf("{}"), "InvalidRequest: The provisioning template has no Resources.");
  EXPECT_EQ(
      CheckOf(R"({"Resources": {"x": {"Type": "AWS::S3::Bucket"}}})"),
      "InvalidRequest: Resource x in the provisioning template has no type that is known.");
  EXPECT_EQ(CheckOf(R"({"Resources": {"a": {"Type": "AWS::IoT::Thing"},
                                      "b": {"Type": "AWS::IoT::Thing"}}})"),
            "InvalidRequest: A provisioning template may have one thing only.");
  EXPECT_EQ(CheckOf(std::string(5000, '[')),
            "InvalidRequest: The provisioning template is nested too deeply.");
}

TEST(ProvisioningTemplate, AThingNeedsItsName) {
  EXPECT_EQ(Refusal([] { Provision(With("Thing", "{}"), {}); }),
            "InvalidRequest: A thing in a provisioning template must have a ThingName.");
}

}  // namespace
}  // namespace engine
