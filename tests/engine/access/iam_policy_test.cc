#include "engine/access/iam_policy.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace engine {
namespace {

using nlohmann::json;

constexpr char kLamp[] = "arn:aws:iot:us-east-1:123456789012:thing/lamp";

Verdict Decide(const json& statements, std::string_view action = "iot:DescribeThing",
               std::string_view resource = kLamp) {
  const json document = {{"Version", "2012-10-17"}, {"Statement", statements}};
  return IamPolicy(document).Decide(action, resource);
}

json Allow(const json& actions, const json& resources) {
  return {{"Effect", "Allow"}, {"Action", actions}, {"Resource", resources}};
}

TEST(IamPolicy, AllowsWhatAStatementNames) {
  EXPECT_EQ(Decide(Allow("iot:DescribeThing", kLamp)), Verdict::kAllowed);
  EXPECT_EQ(Decide(json::array({Allow("iot:CreateJob", "*"), Allow("iot:DescribeThing", "*")})),
            Verdict::kAllowed);
}

TEST(IamPolicy, AllowsNothingElse) {
  EXPECT_EQ(Decide(Allow("iot:CreateThing", kLamp)), Verdict::kNotAllowed);
  EXPECT_EQ(Decide(Allow("iot:DescribeThing", "arn:aws:iot:us-east-1:123456789012:thing/fan")),
            Verdict::kNotAllowed);
  EXPECT_EQ(Decide(json::array()), Verdict::kNotAllowed);
}

TEST(IamPolicy, AStarIsAnyTextAndAQuestionMarkOneByte) {
  EXPECT_EQ(Decide(Allow("iot:Describe*", "arn:aws:iot:*:*:thing/l?mp")), Verdict::kAllowed);
  EXPECT_EQ(Decide(Allow("*", "*")), Verdict::kAllowed);
  EXPECT_EQ(Decide(Allow("iot:*Thing", "*:thing/*a*")), Verdict::kAllowed);
  EXPECT_EQ(Decide(Allow("iot:*", "*/lam")), Verdict::kNotAllowed);
  EXPECT_EQ(Decide(Allow("iot:*", "*thing/lamp?")), Verdict::kNotAllowed);
}

TEST(IamPolicy, TheCaseOfLettersMattersInResourcesOnly) {
  EXPECT_EQ(Decide(Allow("IOT:describething", kLamp)), Verdict::kAllowed);
  EXPECT_EQ(Decide(Allow("iot:*", "*:thing/Lamp")), Verdict::kNotAllowed);
}

TEST(IamPolicy, ADenialOutweighsWhateverAllows) {
  const json deny = {{"Effect", "Deny"}, {"Action", "iot:Describe*"}, {"Resource", "*"}};
  EXPECT_EQ(Decide(json::array({Allow("*", "*"), deny})), Verdict::kDenied);
  EXPECT_EQ(Decide(json::array({deny, Allow("*", "*")})), Verdict::kDenied);
  EXPECT_EQ(Decide(json::array({Allow("*", "*"), deny}), "iot:ListThings", "*"),
            Verdict::kAllowed);
}

TEST(IamPolicy, NotActionAndNotResourceMeanAllOthers) {
  const json others = {{"Effect", "Allow"}, {"NotAction", "iot:Delete*"}, {"Resource", "*"}};
  EXPECT_EQ(Decide(others), Verdict::kAllowed);
  EXPECT_EQ(Decide(others, "iot:DeleteThing"), Verdict::kNotAllowed);
  const json elsewhere = {{"Effect", "Deny"}, {"Action", "*"}, {"NotResource", kLamp}};
  EXPECT_EQ(Decide(elsewhere), Verdict::kNotAllowed);
  EXPECT_EQ(Decide(elsewhere, "iot:DescribeThing", "*"), Verdict::kDenied);
}

std::string Mistake(const json& document) {
  try {
    IamPolicy policy(document);
  } catch (const std::invalid_argument& mistake) {
    return mistake.what();
  }
  return "accepted";
}

TEST(IamPolicy, WhatIsNotEmulatedIsRefusedByName) {
  json statement = Allow("iot:*", "*");
  statement["Condition"] = {{"Bool", {{"aws:SecureTransport", "true"}}}};
  EXPECT_EQ(Mistake({{"Statement", statement}}), "Condition in a statement is not emulated");
  EXPECT_EQ(Mistake({{"Statement", Allow("iot:*", "*:thing/${aws:username}")}}),
            "policy variables are not emulated: *:thing/${aws:username}");
}

TEST(IamPolicy, WhatIsNoPolicyIsRefused) {
  EXPECT_EQ(Mistake("text"), "a policy must be an object with a Statement");
  EXPECT_EQ(Mistake({{"Statement", "all"}}), "a statement must be an object");
  EXPECT_EQ(Mistake({{"Statement", {{"Effect", "Permit"}}}}), "Effect must be Allow or Deny");
  EXPECT_EQ(Mistake({{"Statement", {{"Effect", "Allow"}, {"Resource", "*"}}}}),
            "a statement must have either Action or NotAction");
  EXPECT_EQ(Mistake({{"Statement", Allow(7, "*")}}),
            "Action must be a text or a list of texts");
}

}  // namespace
}  // namespace engine
