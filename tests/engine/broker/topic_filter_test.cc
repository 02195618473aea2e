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

}  // namespace
}  // namespace engine
