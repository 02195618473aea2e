#include "mqtt_bridge/requests/provisioning.h"

#include <gtest/gtest.h>

#include "engine/error.h"

namespace mqtt_bridge {
namespace {

using nlohmann::json;

const api_spec::Spec& Spec() {
  return api_spec::Spec::BuiltIn();
}

std::optional<ProvisioningRoute> Find(std::string_view topic) {
  return FindProvisioning(Spec().provisioning_topics(), topic);
}

TEST(ProvisioningTopics, NameOperationTemplateAndFormat) {
  EXPECT_EQ(Find("$aws/certificates/create/json")->operation->name, "CreateKeysAndCertificate");
  EXPECT_EQ(Find("$aws/certificates/create-from-csr/json")->operation->name,
            "CreateCertificateFromCsr");
  const auto route = Find("$aws/provisioning-templates/lamps/provision/cbor");
  EXPECT_EQ(route->operation->name, "RegisterThing");
  EXPECT_EQ(route->operation->plane, api_spec::Plane::kProvisioning);
  EXPECT_EQ(route->template_name, "lamps");
  EXPECT_TRUE(route->cbor);
}

TEST(ProvisioningTopics, OthersAreNoRequests) {
  for (const char* topic :
       {"$aws/certificates/create/json/accepted", "$aws/certificates/create/xml",
        "$aws/certificates/create", "$aws/provisioning-templates/lamps/provision/json/rejected",
        "$aws/things/lamp/jobs/get", ""}) {
    EXPECT_FALSE(Find(topic)) << topic;
  }
}

ProvisioningAnswer Ask(const std::string& topic, std::string_view payload,
                       const ProvisioningCall& call) {
  return AnswerToProvisioning(Spec(), *Find(topic), payload, call);
}

json Echo(const api_spec::Operation&, json input) {
  return input;
}

constexpr char kProvision[] = "$aws/provisioning-templates/lamps/provision/json";

TEST(ProvisioningAnswers, TheInputIsThePayloadAndTheTemplate) {
  const auto answer = Ask(kProvision, R"({"parameters": {"a": "b"}})", Echo);
  EXPECT_TRUE(answer.accepted);
  EXPECT_EQ(json::parse(answer.payload),
            json({{"templateName", "lamps"}, {"parameters", {{"a", "b"}}}}));
}

TEST(ProvisioningAnswers, TheTopicBeatsThePayload) {
  const auto answer = Ask(kProvision, R"({"templateName": "others"})", Echo);
  EXPECT_EQ(json::parse(answer.payload)["templateName"], "lamps");
}

TEST(ProvisioningAnswers, NoPayloadIsAnEmptyOne) {
  EXPECT_EQ(Ask("$aws/certificates/create/json", "", Echo).payload, "{}");
}

TEST(ProvisioningAnswers, ARefusalHasStatusCodeAndMessage) {
  const auto answer = Ask(kProvision, "{}", [](const auto&, const json&) -> json {
    throw engine::Error(engine::ErrorCode::kResourceNotFound, "gone");
  });
  EXPECT_FALSE(answer.accepted);
  EXPECT_EQ(
      json::parse(answer.payload),
      json({{"statusCode", 404}, {"errorCode", "ResourceNotFound"}, {"errorMessage", "gone"}}));
}

TEST(ProvisioningAnswers, WhatIsOurFaultIsAnInternalFailure) {
  const auto answer = Ask(kProvision, "{}", [](const auto&, const json&) -> json {
    throw std::runtime_error("secret");
  });
  EXPECT_EQ(json::parse(answer.payload)["errorCode"], "InternalFailure");
  EXPECT_EQ(answer.payload.find("secret"), std::string::npos);
}

TEST(ProvisioningAnswers, ABadPayloadIsRefused) {
  for (const std::string& payload :
       {std::string("{"), std::string("[]"), std::string("\xff"), std::string(100000, '[')}) {
    EXPECT_FALSE(Ask(kProvision, payload, Echo).accepted) << payload.substr(0, 9);
  }
}

constexpr char kCbor[] = "$aws/provisioning-templates/lamps/provision/cbor";

TEST(ProvisioningAnswers, CborIsAnsweredInCbor) {
  const auto bytes = json::to_cbor({{"certificateOwnershipToken", "t"}});
  const auto answer =
      Ask(kCbor, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, Echo);
  EXPECT_TRUE(answer.accepted);
  EXPECT_EQ(json::from_cbor(answer.payload),
            json({{"templateName", "lamps"}, {"certificateOwnershipToken", "t"}}));
}

TEST(ProvisioningAnswers, BadCborIsRefusedInCbor) {
  for (const std::string& payload : {std::string("{}"), std::string("\x81\x80"),
                                     std::string("\xa1"), std::string(1000000, '\x81')}) {
    const auto answer = Ask(kCbor, payload, Echo);
    EXPECT_FALSE(answer.accepted);
    EXPECT_EQ(json::from_cbor(answer.payload)["statusCode"], 400);
  }
}

}  // namespace
}  // namespace mqtt_bridge
