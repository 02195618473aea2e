#include "engine/ota/stream_payload.h"

#include <gtest/gtest.h>

#include <limits>

namespace engine {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::optional<json> FromJson(std::string_view payload) {
  return ReadStreamRequest(payload, StreamFormat::kJson);
}

std::optional<json> FromCbor(const json& value) {
  const auto bytes = json::to_cbor(value);
  return ReadStreamRequest({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                           StreamFormat::kCbor);
}

std::optional<json> FromCborText(std::string_view bytes) {
  return ReadStreamRequest(bytes, StreamFormat::kCbor);
}

TEST(ReadStreamRequest, TakesWhatTheAgentSends) {
  const json members = {{"c", "rdy"}, {"f", 0}, {"l", 4096}, {"o", 0}, {"n", 1}};
  json sent = members;
  sent["b"] = json::binary({0xff, 0x01});
  json read = members;
  read["b"] = "ff01";
  EXPECT_EQ(FromCbor(sent), read);
}

TEST(ReadStreamRequest, TakesABitmapInJsonWithAndWithout0x) {
  EXPECT_EQ(FromJson(R"({"b":"0x130080"})"), json({{"b", "130080"}}));
  EXPECT_EQ(FromJson(R"({"b":"fF"})"), json({{"b", "fF"}}));
  EXPECT_EQ(FromJson(R"({"b":"0x1"})"), std::nullopt);
  EXPECT_EQ(FromJson(R"({"b":"4z"})"), std::nullopt);
  EXPECT_EQ(FromJson(R"({"b":7})"), std::nullopt);
}

TEST(ReadStreamRequest, TakesNumbersAsTextInJsonAlone) {
  EXPECT_EQ(FromJson(R"({"l":"65536","f":0})"), json({{"l", 65536}, {"f", 0}}));
  EXPECT_EQ(FromJson(R"({"l":"64 KiB"})"), std::nullopt);
  EXPECT_EQ(FromCbor({{"l", "65536"}}), std::nullopt);
}

TEST(ReadStreamRequest, PassesOverWhatItDoesNotKnowAndWhatIsNull) {
  EXPECT_EQ(FromJson(R"({"x":[1],"f":null,"c":"rdy"})"), json({{"c", "rdy"}}));
  EXPECT_EQ(FromJson(""), json::object());
}

TEST(ReadStreamRequest, OfAMemberThatIsThereTwiceTheLastCounts) {
  EXPECT_EQ(FromJson(R"({"f":1,"f":2})"), json({{"f", 2}}));
  EXPECT_EQ(FromCborText("\xa2\x61"
                         "f\x01\x61"
                         "f\x02"),
            json({{"f", 2}}));
}

TEST(ReadStreamRequest, TakesIndefiniteMapsAndNumbersHoweverLong) {
  EXPECT_EQ(FromCborText("\xbf\x61"
                         "f\x1b\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
            json({{"f", std::numeric_limits<std::int64_t>::max()}}));
}

TEST(ReadStreamRequest, HasNothingOfWhatIsNotInTheFormat) {
  for (const char* payload : {"{", "[]", "7", "{\"f\":1.5}", "{\"f\":true}", "{\"c\":1}",
                              "{\"f\":123456789012345678901234567890}", "\xff"}) {
    EXPECT_EQ(FromJson(payload), std::nullopt) << payload;
  }
  EXPECT_EQ(FromCbor({{"b", "0xFF"}}), std::nullopt);
  EXPECT_EQ(FromCbor({{"f", 0.5}}), std::nullopt);
  EXPECT_EQ(FromCbor({{"c", json::binary({1})}}), std::nullopt);
  EXPECT_EQ(FromCbor(json::array()), std::nullopt);
  // Cut short; a bignum; no CBOR at all.
  for (const char* payload : {"\xa2\x61"
                              "f\x01",
                              "\xa1\x61"
                              "f\xc2\x41\x01",
                              "{}", "\xbf"}) {
    EXPECT_EQ(FromCborText(payload), std::nullopt) << payload;
  }
}

ordered_json Block(std::int64_t number) {
  return {{"f", 0},
          {"l", 4096},
          {"i", number},
          {"p", ordered_json::binary(std::vector<std::uint8_t>(4096, 0xa5))}};
}

TEST(WriteStreamMessage, ABlockInJsonIsAsLongAsOnAws) {
  const std::string text = WriteStreamMessage(Block(100), StreamFormat::kJson);
  EXPECT_EQ(text.size(), 5'495);
  EXPECT_EQ(text.substr(0, 40), R"({"f":0,"l":4096,"i":100,"p":"paWlpaWlpaW)");
}

TEST(WriteStreamMessage, ABlockInCborIsAsLongAsOnAws) {
  ordered_json message = {{"c", "rdy"}};
  message.update(Block(1054));
  const std::string bytes = WriteStreamMessage(message, StreamFormat::kCbor);
  EXPECT_EQ(bytes.size(), 4'122);
  EXPECT_EQ(bytes.substr(0, 23), std::string("\xbf\x61"
                                             "c\x63rdy\x61"
                                             "f\0\x61l\x19\x10\0\x61i\x19\x04\x1e\x61p\x59",
                                             23));
  EXPECT_EQ(bytes.back(), '\xff');
}

TEST(WriteStreamMessage, WhatAMessageQuotesIsMadeText) {
  EXPECT_EQ(WriteStreamMessage({{"m", "\xff"}}, StreamFormat::kJson),
            "{\"m\":\"\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace engine
