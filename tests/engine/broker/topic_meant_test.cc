#include "engine/broker/topic_meant.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(TopicMeant, IsTheOneThatWasNearlyGotRight) {
  for (const char* wrong : {"aws/things/lamp/jobs/get", "$aws/thing/lamp/jobs/get",
                            "$aws/things/lamp/job/get", "/$aws/things/lamp/jobs/get",
                            "$AWS/Things/lamp/Jobs/get", "$aws/things/lamp/jbos/get"}) {
    EXPECT_EQ(JobsTopicMeant(wrong), "$aws/things/lamp/jobs/get") << wrong;
  }
  EXPECT_EQ(JobsTopicMeant("$aws/things/+/job/+/update/accepted"),
            "$aws/things/+/jobs/+/update/accepted");
}

TEST(TopicMeant, IsNoneWhereItIsRightOrNothingLikeIt) {
  for (const char* other : {"$aws/things/lamp/jobs/get", "$aws/things/lamp/shadow/get",
                            "$aws/things/lamp", "telemetry/lamp", "a/b/c/d/e", ""}) {
    EXPECT_EQ(JobsTopicMeant(other), "") << other;
  }
}

}  // namespace
}  // namespace engine
