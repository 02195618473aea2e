#include "engine/ota/agent_report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace engine {
namespace {

using testing::HasSubstr;

TEST(AgentReport, SaysWhyTheAgentFailed) {
  EXPECT_THAT(WhyAgentFailed({{"reason", "rejected: 0x0000000f"}}), HasSubstr("older version"));
  EXPECT_THAT(WhyAgentFailed({{"reason", "rejected: 0x00000010"}}),
              HasSubstr("has the version"));
  EXPECT_THAT(WhyAgentFailed({{"reason", "0x000000e3: 0x00000000"}}), HasSubstr("signature"));
  EXPECT_THAT(WhyAgentFailed({{"reason", "0x0000000c: 0x00000004"}}), HasSubstr("afr_ota"));
}

TEST(AgentReport, SaysNothingOfWhatIsNotTheAgents) {
  EXPECT_EQ(WhyAgentFailed({{"reason", "out of battery"}}), "");
  EXPECT_EQ(WhyAgentFailed({{"reason", 7}}), "");
  EXPECT_EQ(SelfTestOf({{"receive", "1/2"}}), "");
}

TEST(AgentReport, SaysWhatTheSelfTestWaitsFor) {
  EXPECT_THAT(SelfTestOf({{"self_test", "ready"}}), HasSubstr("$next/get"));
  EXPECT_THAT(SelfTestOf({{"self_test", "active"}}), HasSubstr("16 seconds"));
}

}  // namespace
}  // namespace engine
