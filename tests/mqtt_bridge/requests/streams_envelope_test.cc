// What a device is answered about a stream, to the byte.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "mqtt_bridge/requests/answer.h"

namespace mqtt_bridge {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Pair;

constexpr char kStream[] = "$aws/things/lamp/streams/AFR_OTA-1/";

// Topics, less kStream, and payloads.
std::vector<std::pair<std::string, std::string>> Ask(
    const std::string& topic, std::string_view payload,
    const std::function<json(const json&)>& run) {
  static const Router router(api_spec::Spec::BuiltIn());
  const std::string whole = kStream + topic;
  Asked asked = Read(router.Find(whole), payload);
  const Answer answer = AnswerTo(
      asked, [&] { return run(asked.opened.input); },
      [] { return engine::FromMilliseconds(1700000000999); });
  std::vector<std::pair<std::string, std::string>> messages;
  for (const AnswerMessage& message : answer.messages) {
    EXPECT_TRUE(message.topic.starts_with(kStream)) << message.topic;
    messages.emplace_back(message.topic.substr(sizeof kStream - 1), message.payload);
  }
  return messages;
}

json TwoBlocks(const json& /*input*/) {
  return {
      {"f", 3},
      {"blocks", {{{"i", 7}, {"l", 2}, {"p", "\xff\x01"}}, {{"i", 8}, {"l", 1}, {"p", "x"}}}}};
}

json Refuse(const json& /*input*/) {
  throw engine::Error(engine::ErrorCode::kInvalidRequest, "no");
}

TEST(StreamsEnvelope, EachBlockIsAMessage) {
  EXPECT_THAT(Ask("get/json", R"({"c":"rdy"})", TwoBlocks),
              ElementsAre(Pair("data/json", R"({"c":"rdy","f":3,"l":2,"i":7,"p":"/wE="})"),
                          Pair("data/json", R"({"c":"rdy","f":3,"l":1,"i":8,"p":"eA=="})")));
}

TEST(StreamsEnvelope, WithoutATokenNoneComesBack) {
  EXPECT_EQ(Ask("get/json", "{}", TwoBlocks)[1].second, R"({"f":3,"l":1,"i":8,"p":"eA=="})");
}

TEST(StreamsEnvelope, CborIsAnsweredInMapsOfIndefiniteLength) {
  EXPECT_THAT(Ask("get/cbor", "\xa0", TwoBlocks)[1],
              Pair("data/cbor",
                   "\xbf\x61"
                   "f\x03\x61l\x01\x61i\x08\x61pAx\xff"));
}

TEST(StreamsEnvelope, TheInputIsThePayloadAndTheTopic) {
  Ask("get/json", R"({"thingName":"other","f":1,"l":"256","b":"0xFF"})", [](const json& input) {
    EXPECT_EQ(input, json({{"thingName", "lamp"},
                           {"streamId", "AFR_OTA-1"},
                           {"f", 1},
                           {"l", 256},
                           {"b", "FF"}}));
    return TwoBlocks(input);
  });
}

TEST(StreamsEnvelope, ADescriptionHasItsMembersInOrder) {
  const auto describe = [](const json&) {
    return json{{"s", 1}, {"d", "Lamps."}, {"r", {{{"f", 0}, {"z", 9}}}}};
  };
  EXPECT_THAT(Ask("describe/json", R"({"c":"x"})", describe),
              ElementsAre(Pair("description/json",
                               R"({"c":"x","s":1,"d":"Lamps.","r":[{"f":0,"z":9}]})")));
}

TEST(StreamsEnvelope, ARefusalHasLongNamesAndShortOnes) {
  EXPECT_THAT(Ask("get/json", R"({"c":"rdy"})", Refuse),
              ElementsAre(Pair("rejected/json",
                               R"({"clientToken":"rdy","c":"rdy","code":"InvalidRequest",)"
                               R"("o":"InvalidRequest","message":"no","m":"no"})")));
}

TEST(StreamsEnvelope, WhatCannotBeReadIsRefusedWithoutAToken) {
  EXPECT_THAT(
      Ask("get/json", R"({"c":"rdy","f":[]})", Refuse),
      ElementsAre(Pair("rejected/json",
                       R"({"code":"InvalidJson","o":"InvalidJson",)"
                       R"("message":"Invalid JSON message","m":"Invalid JSON message"})")));
  const auto refused = Ask("get/cbor",
                           "\xa1\x61"
                           "b\x64"
                           "0xFF",
                           Refuse);
  EXPECT_EQ(refused[0].first, "rejected/cbor");
  EXPECT_EQ(json::from_cbor(refused[0].second), json({{"code", "InvalidCbor"},
                                                      {"o", "InvalidCbor"},
                                                      {"message", "Invalid CBOR message"},
                                                      {"m", "Invalid CBOR message"}}));
}

TEST(StreamsEnvelope, ATopicThatMeansNothingIsRefused) {
  for (const char* topic : {"get/xml", "get", "put/json", "data/cbor/more"}) {
    const auto refused = Ask(topic, "{}", Refuse);
    EXPECT_EQ(refused.at(0).first, "rejected/json") << topic;
    EXPECT_EQ(json::parse(refused[0].second)["code"], "InvalidTopic") << topic;
  }
}

}  // namespace
}  // namespace mqtt_bridge
