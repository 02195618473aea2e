#include "mqtt_bridge/goodbye.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace mqtt_bridge {
namespace {

using std::string_literals::operator""s;

const std::string kConnect = "\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp"s;
const std::string kPing = "\xc0\x00"s;
const std::string kDisconnect = "\xe0\x00"s;

std::string Publish(const std::string& payload) {
  const std::size_t length = 3 + payload.size();
  return "\x30"s + static_cast<char>((length & 0x7f) | 0x80) + static_cast<char>(length >> 7) +
         "\x00\x01t"s + payload;
}

TEST(Goodbye, IsADisconnectWhereverTheBytesAreCut) {
  const std::string before = kConnect + kPing + Publish(std::string(300, '\xe0'));
  const std::string whole = before + kDisconnect;
  for (std::size_t cut = 0; cut <= before.size(); ++cut) {
    Goodbye goodbye;
    EXPECT_FALSE(goodbye.IsIn(std::string_view(before).substr(0, cut))) << cut;
    EXPECT_TRUE(goodbye.IsIn(std::string_view(whole).substr(cut))) << cut;
  }
}

TEST(Goodbye, MayHaveAReason) {
  Goodbye goodbye;
  EXPECT_TRUE(goodbye.IsIn(kConnect + "\xe0\x01\x04"s));
}

TEST(Goodbye, IsNothingThatIsPublished) {
  Goodbye goodbye;
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(goodbye.IsIn(Publish(kDisconnect)));
}

TEST(Goodbye, BearsLengthsThatAreNone) {
  Goodbye goodbye;
  EXPECT_FALSE(goodbye.IsIn("\x30\xff\xff\xff\xff\xe0"s));
}

}  // namespace
}  // namespace mqtt_bridge
