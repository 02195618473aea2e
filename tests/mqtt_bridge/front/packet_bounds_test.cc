#include "mqtt_bridge/front/packet_bounds.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace mqtt_bridge {
namespace {

using std::string_literals::operator""s;

const std::string kPing = "\xc0\x00"s;
// Of 300 bytes, each of which could begin a packet.
const std::string kPublish = "\x30\xaf\x02\x00\x01t"s + std::string(300, '\xc0');

TEST(PacketBounds, AreFoundWhereverTheBytesAreCut) {
  const std::string whole = kPing + kPublish + kPing;
  const std::set<std::size_t> ends{0, kPing.size(), (kPing + kPublish).size(), whole.size()};
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    PacketBounds bounds;
    bounds.Pass(std::string_view(whole).substr(0, cut));
    EXPECT_EQ(bounds.IsBetweenPackets(), ends.contains(cut)) << cut;
    bounds.Pass(std::string_view(whole).substr(cut));
    EXPECT_TRUE(bounds.IsBetweenPackets()) << cut;
  }
}

TEST(PacketBounds, BearLengthsThatAreNone) {
  PacketBounds bounds;
  bounds.Pass("\x30\xff\xff\xff\xff\xe0"s);
  EXPECT_FALSE(bounds.IsBetweenPackets());
}

}  // namespace
}  // namespace mqtt_bridge
