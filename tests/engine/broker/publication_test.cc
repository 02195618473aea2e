#include "engine/broker/publication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/text/base64.h"
#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Pair;

json Said(const char* member, const json& value) {
  return {{"topic", "a/b"}, {member, value}};
}

std::string RefusalOf(const json& input) {
  try {
    ReadPublication(input);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Publication, IsSentOnceAtMostAndNotRetainedUnlessItIsSaid) {
  const Publication plain = ReadPublication({{"topic", "a/b"}});
  EXPECT_EQ(plain.topic, "a/b");
  EXPECT_EQ(plain.payload, "");
  EXPECT_EQ(plain.qos, 0);
  EXPECT_FALSE(plain.retain);
  EXPECT_TRUE(plain.properties.user_properties.empty());
  EXPECT_FALSE(plain.properties.is_utf8 || plain.properties.expiry_seconds);
  const Publication full = ReadPublication(
      {{"topic", "a"}, {"payload", Base64("\xff")}, {"qos", 1}, {"retain", true}});
  EXPECT_EQ(full.payload, "\xff");
  EXPECT_EQ(full.qos, 1);
  EXPECT_TRUE(full.retain);
}

TEST(Publication, KeepsTheOrderOfUserPropertiesAndTheirRepetitions) {
  const auto read = ReadPublication(
      Said("userProperties", Base64(R"([{"b":"1"},{"a":"2","c":"3"},{"b":"4"}])")));
  EXPECT_THAT(read.properties.user_properties,
              ElementsAre(Pair("b", "1"), Pair("a", "2"), Pair("c", "3"), Pair("b", "4")));
  const auto in_a_string =
      ReadPublication(Said("userProperties", Base64(json(R"([{"b":"1"}])").dump())));
  EXPECT_THAT(in_a_string.properties.user_properties, ElementsAre(Pair("b", "1")));
  EXPECT_TRUE(
      ReadPublication(Said("userProperties", Base64("[]"))).properties.user_properties.empty());
}

TEST(Publication, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(RefusalOf({{"topic", "a/+"}}), "topic must not contain wildcards.");
  EXPECT_EQ(RefusalOf({{"topic", std::string("a\0", 2)}}), "topic is no topic of MQTT.");
  EXPECT_EQ(RefusalOf({{"topic", std::string(65'536, 'a')}}), "topic is no topic of MQTT.");
  EXPECT_EQ(RefusalOf(Said("responseTopic", "#")), "responseTopic must not contain wildcards.");
  EXPECT_EQ(RefusalOf(Said("contentType", std::string("\0", 1))),
            "contentType is no text of MQTT.");
  EXPECT_EQ(RefusalOf(Said("correlationData", "?")),
            "correlationData is not encoded in base64.");
  for (const std::int64_t seconds : {std::int64_t{-1}, std::int64_t{4294967296}}) {
    EXPECT_EQ(RefusalOf(Said("messageExpiry", seconds)),
              "messageExpiry must be from 0 to 4294967295 seconds.");
  }
  EXPECT_EQ(ReadPublication(Said("messageExpiry", 4294967295)).properties.expiry_seconds,
            4294967295U);
}

TEST(Publication, TakesUserPropertiesInTheirFormOnly) {
  const std::string refusal =
      "userProperties must be a JSON array of objects whose values are strings, encoded in "
      "base64.";
  for (const char* text :
       {"{}", "[1]", R"([{"a":1}])", "[", "null", "", R"("[")", R"("\"[]\"")"}) {
    EXPECT_EQ(RefusalOf(Said("userProperties", Base64(text))), refusal) << text;
  }
  EXPECT_EQ(RefusalOf(Said("userProperties", Base64(std::string(200, '[')))), refusal);
  EXPECT_EQ(RefusalOf(Said("userProperties", "[]")),
            "userProperties is not encoded in base64.");
}

}  // namespace
}  // namespace engine
