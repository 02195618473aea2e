#include "mqtt_bridge/plugin/waiting_requests.h"

#include <gtest/gtest.h>
#include <mosquitto.h>

#include <string>
#include <vector>

// The plugin's own source, with the broker's function that it calls in the place of
// Mosquitto's.
#include "mqtt_bridge/plugin/waiting_requests.cc"

namespace {

std::vector<std::string> handed;

}  // namespace

extern "C" int mosquitto_broker_publish_copy(const char*, const char* topic, int, const void*,
                                             int, bool, mosquitto_property* properties) {
  handed.emplace_back(topic);
  mosquitto_property_free_all(&properties);
  return MOSQ_ERR_SUCCESS;
}

namespace {

TEST(WaitingRequestsTest, DropsWhatIsTooMuch) {
  WaitingRequests waiting;
  const std::string megabyte(1 << 20, 'x');
  for (int i = 0; i < 40; ++i) waiting.Keep("lamp", std::to_string(i), megabyte, 1);
  waiting.Keep("lamp", "small", "{}", 1);
  waiting.HandTo("emulator", "stamp");
  ASSERT_EQ(handed.size(), 16U);
  EXPECT_EQ(handed.front(), "0");
  EXPECT_EQ(handed.back(), "small");
  handed.clear();
  waiting.Keep("lamp", "again", megabyte, 1);
  waiting.HandTo("emulator", "stamp");
  EXPECT_EQ(handed.size(), 1U);
}

}  // namespace
