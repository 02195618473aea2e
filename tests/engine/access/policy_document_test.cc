#include "engine/access/policy_document.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

std::string With(const std::string& statement) {
  return R"({"Version":"2012-10-17","Statement":)" + statement + "}";
}

std::string RefusalOf(const std::string& document) {
  return Refusal([&] { ParsePolicyDocument(document); });
}

TEST(PolicyDocument, IsReadAsItIsWritten) {
  const PolicyDocument document = ParsePolicyDocument(
      With(R"([{"Sid":"a","Effect":"Deny","Action":"iot:Publish","NotResource":["*","arn:b"],
                "Condition":{"ForAnyValue:StringNotLikeIfExists":{"iot:ClientId":["c",true,7]}}},
               {"Effect":"Allow","NotAction":["iot:*"],"Resource":"*"}])"));
  ASSERT_EQ(document.statements.size(), 2U);
  const PolicyStatement& first = document.statements[0];
  EXPECT_EQ(first.sid, "a");
  EXPECT_FALSE(first.allow);
  EXPECT_EQ(first.actions, std::vector<std::string>{"iot:Publish"});
  EXPECT_TRUE(first.not_resources);
  EXPECT_EQ(first.resources, (std::vector<std::string>{"*", "arn:b"}));
  ASSERT_EQ(first.conditions.size(), 1U);
  EXPECT_EQ(first.conditions[0].quantifier, PolicyCondition::Quantifier::kForAnyValue);
  EXPECT_TRUE(first.conditions[0].negated);
  EXPECT_TRUE(first.conditions[0].if_exists);
  EXPECT_EQ(first.conditions[0].values, (std::vector<std::string>{"c", "true", "7"}));
  EXPECT_TRUE(document.statements[1].allow);
  EXPECT_TRUE(document.statements[1].not_actions);
}

TEST(PolicyDocument, MayBeFullOfWhiteSpace) {
  EXPECT_EQ(RefusalOf(With(R"({"Effect":"Allow","Action":"iot:Connect",)" +
                           std::string(5000, ' ') + R"("Resource":"*"})")),
            "accepted");
}

TEST(PolicyDocument, IsMalformedWithoutItsParts) {
  for (
      const std::string& document :
      {std::string("{"),
       std::string(),
       std::string("[]"),
       std::string("{}"),
       With("[]"),
       With("7"),
       With("[7]"),
       std::string(300, '['),
       With(R"({"Action":"iot:Connect","Resource":"*"})"),
       With(R"({"Effect":"allow","Action":"iot:Connect","Resource":"*"})"),
       With(R"({"Effect":"Allow","Resource":"*"})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect"})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect","NotAction":"iot:a","Resource":"*"})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":[]})"),
       With(R"({"Effect":"Allow","Action":[7],"Resource":"*"})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*","Principal":"*"})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*","Sid":7})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*","Condition":[]})"),
       With(
           R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*","Condition":{"Like":{"a":"b"}}})"),
       With(
           R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*","Condition":{"Bool":{"a":{}}}})"),
       With(
           R"({"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"IpAddress":{"a":"b"}}})"),
       std::string(R"({"Statement":{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}})"),
       std::string(
           R"({"Version":"2012-10-18","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})"),
       With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":"arn:)" +
            std::string(2048, 'x') + "\"}")}) {
    const std::string refusal = RefusalOf(document);
    EXPECT_TRUE(refusal.starts_with("MalformedPolicy: Policy document is Malformed"))
        << document << " gives " << refusal;
  }
}

TEST(PolicyDocument, TellsAnEmptyStatementFromNone) {
  const std::string prefix =
      "MalformedPolicy: Policy document is Malformed: Invalid policy syntax. Here, ";
  EXPECT_EQ(RefusalOf(With("[]")), prefix + "Statement must not be empty.");
  EXPECT_EQ(RefusalOf(R"({"Version":"2012-10-17"})"), prefix + "the policy has no Statement.");
}

TEST(PolicyDocument, NamesTheResourcesAndActionsThatAreInvalid) {
  EXPECT_EQ(
      RefusalOf(
          With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":["*","a","topic/b"]})")),
      "MalformedPolicy: Policy document is Malformed: The following resources are invalid "
      ": a, topic/b");
  EXPECT_EQ(
      RefusalOf(With(R"({"Effect":"Allow","Action":"Connect","Resource":"*"})")),
      "MalformedPolicy: Policy document is Malformed: The following actions are invalid : "
      "Connect");
}

TEST(PolicyDocument, RefusesOperatorsThatAreNotEmulatedByName) {
  EXPECT_EQ(RefusalOf(With(
                R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*",
                    "Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}})")),
            "NotImplemented: The condition operator DateLessThan is not emulated.");
}

}  // namespace
}  // namespace engine
