#include "engine/access/policy_evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<EffectivePolicy> Policies(const json& statement,
                                      const char* version = "2012-10-17") {
  const json document = {{"Version", version}, {"Statement", {statement}}};
  return ReadPolicies({{{"name", "p"}, {"version", "1"}, {"document", document.dump()}}});
}

json Allow(const std::string& resource) {
  const std::string arn = "arn:aws:iot:us-east-1:123456789012:";
  return {{"Effect", "Allow"},
          {"Action", "iot:Connect"},
          {"Resource", resource == "*" ? resource : arn + resource}};
}

TEST(NamesWithoutValue, AreThoseThatThePoliciesNameAndNothingStandsFor) {
  const auto policies =
      Policies(Allow("client/${iot:ClientId}/${iot:Connection.Thing.ThingName}"));
  EXPECT_THAT(NamesWithoutValue(policies, {}),
              ElementsAre("iot:ClientId", "iot:Connection.Thing.ThingName"));
  EXPECT_THAT(NamesWithoutValue(policies, {{"iot:clientid", {"lamp"}}}),
              ElementsAre("iot:Connection.Thing.ThingName"));
}

TEST(NamesWithoutValue, AreNotTheCharactersThatAreWrittenAsVariables) {
  EXPECT_THAT(NamesWithoutValue(Policies(Allow("topic/${*}${?}${$}")), {}), IsEmpty());
  EXPECT_THAT(NamesWithoutValue(Policies(Allow("client/${open")), {}), IsEmpty());
}

TEST(NamesWithoutValue, AreNoneInPoliciesOfTheOldVersion) {
  EXPECT_THAT(NamesWithoutValue(Policies(Allow("client/${iot:ClientId}"), "2008-10-17"), {}),
              IsEmpty());
}

TEST(NamesWithoutValue, AreThoseOfConditionsToo) {
  json statement = Allow("*");
  statement["Condition"] = {{"StringEquals", {{"aws:SourceIp", "${iot:ClientId}"}}}};
  EXPECT_THAT(NamesWithoutValue(Policies(statement), {}),
              ElementsAre("aws:SourceIp", "iot:ClientId"));
}

}  // namespace
}  // namespace engine
