// Fleet provisioning's answers, in JSON and in CBOR.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "mqtt_bridge/requests/answer.h"

namespace mqtt_bridge {
namespace {

using nlohmann::json;

Answer Ask(const std::string& topic, std::string_view payload,
           const std::function<json(const Route&, const json&)>& run) {
  static const Router router(api_spec::Spec::BuiltIn());
  Asked asked = Read(router.Find(topic), payload);
  return AnswerTo(
      asked, [&] { return run(asked.route, asked.opened.input); },
      [] { return engine::FromMilliseconds(1700000000999); });
}

json Echo(const Route&, const json& input) {
  return input;
}

constexpr char kProvision[] = "$aws/provisioning-templates/lamps/provision/json";

TEST(PayloadFormat, TheInputIsThePayloadAndTheTemplate) {
  const auto answer = Ask(kProvision, R"({"parameters": {"a": "b"}})", Echo);
  EXPECT_TRUE(answer.accepted);
  EXPECT_EQ(json::parse(answer.messages.at(0).payload),
            json({{"templateName", "lamps"}, {"parameters", {{"a", "b"}}}}));
}

TEST(PayloadFormat, TheTopicBeatsThePayload) {
  const auto answer = Ask(kProvision, R"({"templateName": "others"})", Echo);
  EXPECT_EQ(json::parse(answer.messages.at(0).payload)["templateName"], "lamps");
}

TEST(PayloadFormat, NoPayloadIsAnEmptyOne) {
  EXPECT_EQ(Ask("$aws/certificates/create/json", "", Echo).messages.at(0).payload, "{}");
}

TEST(PayloadFormat, ARefusalHasStatusCodeAndMessage) {
  const auto answer = Ask(kProvision, "{}", [](const auto&, const json&) -> json {
    throw engine::Error(engine::ErrorCode::kResourceNotFound, "gone");
  });
  EXPECT_FALSE(answer.accepted);
  EXPECT_EQ(
      json::parse(answer.messages.at(0).payload),
      json({{"statusCode", 404}, {"errorCode", "ResourceNotFound"}, {"errorMessage", "gone"}}));
}

TEST(PayloadFormat, WhatIsOurFaultIsAnInternalFailure) {
  const auto answer = Ask(kProvision, "{}", [](const auto&, const json&) -> json {
    throw std::runtime_error("secret");
  });
  EXPECT_EQ(json::parse(answer.messages.at(0).payload)["errorCode"], "InternalFailure");
  EXPECT_EQ(answer.messages.at(0).payload.find("secret"), std::string::npos);
}

TEST(PayloadFormat, ABadPayloadIsRefused) {
  for (const std::string& payload :
       {std::string("{"), std::string("[]"), std::string("\xff"), std::string(100000, '[')}) {
    EXPECT_FALSE(Ask(kProvision, payload, Echo).accepted) << payload.substr(0, 9);
  }
}

constexpr char kCbor[] = "$aws/provisioning-templates/lamps/provision/cbor";

TEST(PayloadFormat, CborIsAnsweredInCbor) {
  const auto bytes = json::to_cbor({{"certificateOwnershipToken", "t"}});
  const auto answer =
      Ask(kCbor, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, Echo);
  EXPECT_TRUE(answer.accepted);
  EXPECT_EQ(json::from_cbor(answer.messages.at(0).payload),
            json({{"templateName", "lamps"}, {"certificateOwnershipToken", "t"}}));
}

TEST(PayloadFormat, BadCborIsRefusedInCbor) {
  for (const std::string& payload : {std::string("{}"), std::string("\x81\x80"),
                                     std::string("\xa1"), std::string(1000000, '\x81')}) {
    const auto answer = Ask(kCbor, payload, Echo);
    EXPECT_FALSE(answer.accepted);
    EXPECT_EQ(json::from_cbor(answer.messages.at(0).payload)["statusCode"], 400);
  }
}

constexpr char kMetrics[] = "$aws/things/lamp/defender/metrics/json";

TEST(PayloadFormat, ARejectedReportOfMetricsHasStatusDetails) {
  const auto answer = Ask(kMetrics, "{}", [](const Route&, const json& input) -> json {
    EXPECT_EQ(input, json({{"thingName", "lamp"}}));
    throw engine::Error(engine::ErrorCode::kInvalidRequest, "no", {{"reportId", 7}});
  });
  EXPECT_FALSE(answer.accepted);
  EXPECT_EQ(json::parse(answer.messages.at(0).payload),
            json({{"thingName", "lamp"},
                  {"reportId", 7},
                  {"status", "REJECTED"},
                  {"statusDetails", {{"ErrorCode", "InvalidPayload"}, {"ErrorMessage", "no"}}},
                  {"timestamp", 1700000000999}}));
}

TEST(PayloadFormat, WhatHasNoValueIsLeftOut) {
  const auto answer = Ask(kMetrics, "[", Echo);
  const json payload = json::parse(answer.messages.at(0).payload);
  EXPECT_FALSE(payload.contains("reportId"));
  EXPECT_EQ(payload["statusDetails"]["ErrorCode"], "InvalidPayload");
}

}  // namespace
}  // namespace mqtt_bridge
