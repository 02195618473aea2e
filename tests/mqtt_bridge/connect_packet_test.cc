#include "mqtt_bridge/connect_packet.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace mqtt_bridge {
namespace {

using std::string_literals::operator""s;

const std::string kOfMqtt311 = "\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp"s;
const std::string kOfMqtt5 =
    "\x10\x16\x00\x04MQTT\x05\x02\x00\x3c\x05\x11\x00\x00\x0e\x10\x00\x04lamp"s;

TEST(ConnectPacket, TellsTheClientIdInEveryVersion) {
  EXPECT_EQ(ClientIdOf(kOfMqtt311), "lamp");
  EXPECT_EQ(ClientIdOf(kOfMqtt5), "lamp");
  EXPECT_EQ(ClientIdOf("\x10\x12\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x04lamp"s), "lamp");
}

TEST(ConnectPacket, TellsNothingUntilTheClientIdIsThere) {
  for (const std::string& whole : {kOfMqtt311, kOfMqtt5}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(ClientIdOf(std::string_view(whole).substr(0, size)), std::nullopt) << size;
    }
    EXPECT_EQ(ClientIdOf(whole + "more"), "lamp");
  }
}

TEST(ConnectPacket, TellsNothingOfOtherBytes) {
  EXPECT_EQ(ClientIdOf("\x30\x05\x00\x01x"s), std::nullopt);
  EXPECT_EQ(ClientIdOf("\x10\xff\xff\xff\xff\xff\xff"s), std::nullopt);
  EXPECT_EQ(ClientIdOf("GET / HTTP/1.1\r\n"), std::nullopt);
}

}  // namespace
}  // namespace mqtt_bridge
