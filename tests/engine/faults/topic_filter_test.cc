#include "engine/faults/topic_filter.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(TopicFilter, WildcardsStandAloneAndManyLevelsLast) {
  for (const char* filter : {"a", "+", "#", "a/+/b", "$aws/things/+/jobs/#", "a//b"}) {
    EXPECT_TRUE(IsTopicFilter(filter)) << filter;
  }
  for (const char* filter : {"", "a+", "#/a", "a/#b", "a/b#"}) {
    EXPECT_FALSE(IsTopicFilter(filter)) << filter;
  }
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
