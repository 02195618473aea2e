#include "mqtt_bridge/requests/turns.h"

#include <gmock/gmock.h>

#include <vector>

namespace mqtt_bridge {
namespace {

std::vector<std::string> All(Turns& turns) {
  std::vector<std::string> topics;
  while (!turns.empty()) topics.push_back(turns.Next().topic);
  return topics;
}

TEST(Turns, ThingsTakeTurns) {
  Turns turns;
  for (const char* topic : {"fan/1", "fan/2", "fan/3", "lamp/1", "lamp/2"}) {
    const std::string thing(topic, std::string_view(topic).find('/'));
    EXPECT_TRUE(turns.Add(thing, {.topic = topic}));
  }
  EXPECT_THAT(All(turns), testing::ElementsAre("fan/1", "lamp/1", "fan/2", "lamp/2", "fan/3"));
}

TEST(Turns, AThingHasAHundredWaitingAtMostAndOthersTheirs) {
  Turns turns;
  for (std::size_t i = 0; i < Turns::kMostOfThing; ++i) EXPECT_TRUE(turns.Add("fan", {}));
  EXPECT_FALSE(turns.Add("fan", {}));
  EXPECT_TRUE(turns.Add("lamp", {}));
  EXPECT_EQ(All(turns).size(), Turns::kMostOfThing + 1);
  EXPECT_TRUE(turns.Add("fan", {}));
}

TEST(Turns, LetsOthersGoFirstButForAWhileOnly) {
  Turns turns;
  EXPECT_FALSE(turns.MayGo(false));
  turns.Add("lamp", {});
  EXPECT_TRUE(turns.MayGo(false));
  for (int i = 1; i < Turns::kMostPutOff; ++i) EXPECT_FALSE(turns.MayGo(true));
  EXPECT_TRUE(turns.MayGo(true));
}

TEST(Turns, DealsWithSoManyAtATime) {
  Turns turns;
  turns.Add("lamp", {});
  for (int i = 0; i < Turns::kMostUnderWay; ++i) turns.Begun();
  EXPECT_FALSE(turns.MayGo(false));
  turns.Done();
  EXPECT_TRUE(turns.MayGo(false));
}

TEST(Turns, AllThatWaitsHasABound) {
  Turns turns;
  EXPECT_FALSE(turns.Add("fan", {.payload = std::string(Turns::kMostBytes, 'x')}));
  EXPECT_TRUE(turns.Add("fan", {.payload = std::string(Turns::kMostBytes / 2, 'x')}));
  EXPECT_FALSE(turns.Add("lamp", {.payload = std::string(Turns::kMostBytes / 2, 'x')}));
  EXPECT_EQ(All(turns).size(), 1);
  EXPECT_TRUE(turns.Add("lamp", {.payload = std::string(Turns::kMostBytes / 2, 'x')}));
}

}  // namespace
}  // namespace mqtt_bridge
