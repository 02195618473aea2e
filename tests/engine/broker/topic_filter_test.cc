#include "engine/broker/topic_filter.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(TopicFilter, HasWildcardsInTheirPlaces) {
  for (const char* good : {"a", "a/+/c", "+", "#", "a/#", "$aws/things/+/jobs/#"}) {
    EXPECT_TRUE(IsTopicFilter(good)) << good;
  }
  for (const char* bad : {"", "a/#/b", "a+", "a/b#", "#/a"}) {
    EXPECT_FALSE(IsTopicFilter(bad)) << bad;
  }
}

TEST(TopicFilter, MatchesLevelByLevel) {
  EXPECT_TRUE(MatchesFilter("a/+/c", "a/b/c"));
  EXPECT_TRUE(MatchesFilter("a/#", "a/b/c"));
  EXPECT_FALSE(MatchesFilter("a/#", "a"));
  EXPECT_FALSE(MatchesFilter("a/+", "a/b/c"));
  EXPECT_FALSE(MatchesFilter("a/b", "a/c"));
}

TEST(TopicFilter, TakesInWhatASubscriptionWouldGet) {
  EXPECT_TRUE(MatchesTopic("a/+/c", "a/b/c"));
  EXPECT_TRUE(MatchesTopic("a/#", "a/b/c"));
  EXPECT_TRUE(MatchesTopic("$aws/things/+/jobs/+", "$aws/things/lamp/jobs/notify-next"));
  EXPECT_FALSE(MatchesTopic("$aws/things/+/jobs/+", "$aws/things/lamp/jobs/get/accepted"));
  EXPECT_FALSE(MatchesTopic("a/+", "a/b/c"));
  EXPECT_FALSE(MatchesTopic("a/#", "a"));
  EXPECT_FALSE(MatchesTopic("#", "$aws/things"));
  EXPECT_FALSE(MatchesTopic("#", ""));
}

TEST(TopicFilter, OverlapsWhereOneTopicIsInBoth) {
  EXPECT_TRUE(Overlap("$aws/things/lamp/jobs/#", "$aws/things/+/jobs/get"));
  EXPECT_TRUE(Overlap("$aws/things/+/jobs/+/update/accepted", "$aws/things/+/jobs/+/update/+"));
  EXPECT_FALSE(Overlap("$aws/things/lamp/jobs/notify", "$aws/things/+/jobs/get"));
}

}  // namespace
}  // namespace engine
