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

const std::string kWithWill =
    "\x10\x24\x00\x04MQTT\x04\xc4\x00\x3c\x00\x04lamp\x00\x03w/l\x00\x02hi\x00\x04user\x00\x03pwd"s;

TEST(ConnectPacket, TellsWhatTheDeviceWantsOfItsConnection) {
  const auto plain = ReadConnect(kOfMqtt311);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->client_id, "lamp");
  EXPECT_FALSE(plain->persistent);
  EXPECT_EQ(plain->last_will_topic, std::nullopt);
  const auto with_will = ReadConnect(kWithWill);
  ASSERT_TRUE(with_will);
  EXPECT_TRUE(with_will->persistent);
  EXPECT_EQ(with_will->last_will_topic, "w/l");
}

TEST(ConnectPacket, IsPersistentInMqtt5WithAnExpiryInterval) {
  EXPECT_TRUE(ReadConnect(kOfMqtt5)->persistent);
  // A user property, a receive maximum, and an interval of nothing.
  const auto ends = ReadConnect(
      "\x10\x20\x00\x04MQTT\x05\x00\x00\x3c\x0f\x26\x00\x01k\x00\x01v\x21\x00\x0a\x11\x00\x00\x00\x00\x00\x04lamp"s);
  ASSERT_TRUE(ends);
  EXPECT_EQ(ends->client_id, "lamp");
  EXPECT_FALSE(ends->persistent);
}

TEST(ConnectPacket, IsReadOnceItIsWhole) {
  for (const std::string& whole : {kOfMqtt311, kOfMqtt5, kWithWill}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(ReadConnect(std::string_view(whole).substr(0, size))) << size;
    }
    EXPECT_EQ(ReadConnect(whole + "more")->size, whole.size());
  }
}

TEST(ConnectPacket, IsGivenOtherCredentials) {
  const auto with_will = ReadConnect(kWithWill);
  EXPECT_EQ(
      WithCredentials(kWithWill, *with_will, "7", "secret"),
      "\x10\x24\x00\x04MQTT\x04\xc4\x00\x3c\x00\x04lamp\x00\x03w/l\x00\x02hi\x00\x01\x37\x00\x06secret"s);
  const auto plain = ReadConnect(kOfMqtt311);
  const std::string longer(1000, 'x');
  const std::string changed = WithCredentials(kOfMqtt311 + "more", *plain, "7", longer);
  EXPECT_EQ(
      changed,
      "\x10\xfd\x07\x00\x04MQTT\x04\xc2\x00\x3c\x00\x04lamp\x00\x01\x37\x03\xe8"s + longer);
  EXPECT_EQ(ReadConnect(changed)->client_id, "lamp");
}

}  // namespace
}  // namespace mqtt_bridge
