#include "engine/provisioning/provisioning_hook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace engine {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kFunction[] = "arn:aws:lambda:us-east-1:123456789012:function:decide";

TEST(ProvisioningHook, AFunctionIsFoundByItsArnThenByItsName) {
  const HookTargets targets{{"decide", "by name"}, {std::string(kFunction) + ":7", "by ARN"}};
  EXPECT_EQ(*TargetOf(targets, kFunction), "by name");
  EXPECT_EQ(*TargetOf(targets, std::string(kFunction) + ":7"), "by ARN");
  EXPECT_EQ(*TargetOf(targets, std::string(kFunction) + ":8"), "by name");
  EXPECT_EQ(TargetOf(targets, std::string(kFunction) + "d"), nullptr);
}

TEST(ProvisioningHook, OnlyTrueLetsIn) {
  EXPECT_TRUE(ReadHookAnswer(R"({"allowProvisioning":true})").allowed);
  EXPECT_FALSE(ReadHookAnswer(R"({"allowProvisioning":false})").allowed);
  for (const char* text : {"", "true", "[]", "{}", R"({"allowProvisioning":"true"})",
                           R"({"allowProvisioning":1})", R"({"errorMessage":"no"})"}) {
    EXPECT_FALSE(ReadHookAnswer(text).allowed) << text;
    EXPECT_THAT(ReadHookAnswer(text).problem, HasSubstr("allowProvisioning")) << text;
  }
}

TEST(ProvisioningHook, OverridesAreTexts) {
  const auto good =
      ReadHookAnswer(R"({"allowProvisioning":true,"parameterOverrides":{"Place":"Oslo"}})");
  EXPECT_EQ(good.overrides.at("Place"), "Oslo");
  EXPECT_EQ(good.problem, "");
  for (const char* overrides : {"[]", "7", R"({"Place":7})", R"({"Place":null})"}) {
    const std::string text =
        std::string(R"({"allowProvisioning":true,"parameterOverrides":)") + overrides + "}";
    EXPECT_THAT(ReadHookAnswer(text).problem, HasSubstr("parameterOverrides")) << text;
  }
  EXPECT_EQ(ReadHookAnswer(R"({"allowProvisioning":true,"parameterOverrides":null})").problem,
            "");
}

TEST(ProvisioningHook, EndlessNestingIsNoAnswer) {
  EXPECT_NE(ReadHookAnswer(std::string(400000, '[')).problem, "");
}

}  // namespace
}  // namespace engine
