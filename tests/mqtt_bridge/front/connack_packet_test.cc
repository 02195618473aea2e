#include "mqtt_bridge/front/connack_packet.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mqtt_bridge {
namespace {

using std::string_literals::operator""s;

const std::string kConnack = "\x20\x06\x00\x00\x03\x21\x00\x64"s;  // Receive Maximum 100

TEST(ConnackPacket, SaysWhatTheBrokerDoesOtherwise) {
  EXPECT_EQ(
      WithProperties(kConnack + "more",
                     {.server_keep_alive = 1200, .session_expiry = 3600, .maximum_qos = 1}),
      "\x20\x10\x00\x00\x0d\x21\x00\x64\x11\x00\x00\x0e\x10\x13\x04\xb0\x24\x01more"s);
}

TEST(ConnackPacket, IsLeftAloneWhenItRefuses) {
  const std::string refusal = "\x20\x03\x00\x87\x00"s;
  EXPECT_EQ(WithProperties(refusal, {.maximum_qos = 1}), refusal);
}

TEST(ConnackPacket, IsLeftAloneWhenItIsNone) {
  for (const std::string& other : {"\x20\x02\x00\x00"s, "\xe0\x00"s, "\x20\x06\x00\x00\x09"s}) {
    EXPECT_EQ(WithProperties(other, {.maximum_qos = 1}), other);
  }
}

TEST(ConnackPacket, ComesInParts) {
  for (std::size_t size = 0; size < kConnack.size(); ++size) {
    EXPECT_TRUE(IsPartOfConnack(std::string_view(kConnack).substr(0, size))) << size;
  }
  EXPECT_FALSE(IsPartOfConnack(kConnack));
  EXPECT_FALSE(IsPartOfConnack("\xe0"s));
}

}  // namespace
}  // namespace mqtt_bridge
