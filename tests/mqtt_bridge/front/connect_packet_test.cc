#include "mqtt_bridge/front/connect_packet.h"

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
  EXPECT_EQ(ReadConnect(kOfMqtt311)->client_id, "lamp");
  EXPECT_EQ(ReadConnect(kOfMqtt5)->client_id, "lamp");
  EXPECT_EQ(ReadConnect("\x10\x12\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x04lamp"s)->client_id,
            "lamp");
}

TEST(ConnectPacket, TellsNothingOfOtherBytes) {
  for (const std::string& other :
       {"\x30\x05\x00\x01x"s, "\x10\xff\xff\xff\xff\xff\xff"s, "GET / HTTP/1.1\r\n"s}) {
    EXPECT_EQ(ReadConnect(other), std::nullopt);
    EXPECT_FALSE(IsPartOfConnect(other));
  }
}

TEST(ConnectPacket, MayBeMuchTooLong) {
  EXPECT_TRUE(IsPartOfConnect("\x10\xff\xff\x07"s));
  EXPECT_FALSE(IsPartOfConnect("\x10\xff\xff\xff\x7f"s));
}

const std::string kWithWill =
    "\x10\x24\x00\x04MQTT\x04\xc4\x00\x3c\x00\x04lamp\x00\x03w/l\x00\x02hi\x00\x04user\x00\x03pwd"s;

TEST(ConnectPacket, TellsWhatTheDeviceWantsOfItsConnection) {
  const auto plain = ReadConnect(kOfMqtt311);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->client_id, "lamp");
  EXPECT_FALSE(plain->persistent);
  EXPECT_EQ(plain->last_will_topic, std::nullopt);
  EXPECT_EQ(plain->keep_alive, 60);
  const auto with_will = ReadConnect(kWithWill);
  ASSERT_TRUE(with_will);
  EXPECT_TRUE(with_will->persistent);
  EXPECT_EQ(with_will->last_will_topic, "w/l");
  EXPECT_EQ(with_will->last_will_qos, 0);
}

TEST(ConnectPacket, IsPersistentInMqtt5WithAnExpiryInterval) {
  EXPECT_TRUE(ReadConnect(kOfMqtt5)->persistent);
  EXPECT_EQ(ReadConnect(kOfMqtt5)->session_expiry, 3600U);
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
      EXPECT_TRUE(IsPartOfConnect(std::string_view(whole).substr(0, size))) << size;
    }
    EXPECT_EQ(ReadConnect(whole + "more")->size, whole.size());
    EXPECT_FALSE(IsPartOfConnect(whole));
  }
}

TEST(ConnectPacket, IsGivenOtherCredentials) {
  std::string bytes = kWithWill;
  auto packet = ReadConnect(bytes);
  SetCredentials(bytes, *packet, "7", "secret");
  EXPECT_EQ(
      bytes,
      "\x10\x24\x00\x04MQTT\x04\xc4\x00\x3c\x00\x04lamp\x00\x03w/l\x00\x02hi\x00\x01\x37\x00\x06secret"s);
  bytes = kOfMqtt311 + "more";
  packet = ReadConnect(bytes);
  const std::string longer(1000, 'x');
  SetCredentials(bytes, *packet, "7", longer);
  EXPECT_EQ(bytes, "\x10\xfd\x07\x00\x04MQTT\x04\xc2\x00\x3c\x00\x04lamp\x00\x01\x37\x03\xe8"s +
                       longer + "more");
  EXPECT_EQ(packet->size, bytes.size() - 4);
}

TEST(ConnectPacket, IsGivenAnotherKeepAlive) {
  std::string bytes = kOfMqtt5 + "more";
  auto packet = ReadConnect(bytes);
  SetKeepAlive(bytes, *packet, 1200);
  EXPECT_EQ(bytes.size(), kOfMqtt5.size() + 4);
  EXPECT_EQ(ReadConnect(bytes)->keep_alive, 1200);
  EXPECT_EQ(ReadConnect(bytes)->client_id, "lamp");
}

}  // namespace
}  // namespace mqtt_bridge
