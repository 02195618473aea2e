// What the broker's plugin is told of what a device may do.
#include "server/access/device_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

class Permissions : public testing::Test {
 protected:
  Permissions() {
    world_.service.OnCommitted(
        [this](const Committed& committed) { access_.Renew(committed.changes.access); });
  }

  // A policy of two kilobytes, attached to the certificate.
  void Attach(const std::string& certificate_arn, int number) {
    const std::string name = "p" + std::to_string(number);
    const json document = {{"Version", "2012-10-17"},
                           {"Statement",
                            {{{"Effect", "Allow"},
                              {"Action", "iot:Publish"},
                              {"Resource", "arn:aws:iot:us-east-1:123456789012:topic/" + name +
                                               std::string(1850, 'x')}}}}};
    world_.Call("CreatePolicy", {{"policyName", name}, {"policyDocument", document.dump()}});
    world_.Call("AttachPolicy", {{"policyName", name}, {"target", certificate_arn}});
  }

  static json PoliciesIn(const std::string& told) {
    return json::parse(told.substr(told.find('{')))["policies"];
  }

  Settings settings_{.enforce_limits = false};
  World world_{settings_};
  std::vector<std::string> told_;
  DeviceAccess access_{world_.store, settings_, AccessRules{.certificates_need_policies = true},
                       "proof", [this](const std::string& text) { told_.push_back(text); }};
};

TEST_F(Permissions, ThatGrowTooLongForThePluginBecomeNone) {
  const json made = world_.Call("CreateKeysAndCertificate", {{"setAsActive", true}});
  access_.Introduce({.identity = {made["certificateId"], "127.0.0.1"}, .client_id = "lamp"});
  Attach(made["certificateArn"], 0);
  EXPECT_EQ(PoliciesIn(told_.back()).size(), 1U);
  for (int number = 1; number < 40; ++number) Attach(made["certificateArn"], number);
  EXPECT_EQ(PoliciesIn(told_.back()), json::array());
  for (const std::string& text : told_) EXPECT_LE(text.size(), 65'100U);
  world_.Call("DetachPolicy", {{"policyName", "p0"}, {"target", made["certificateArn"]}});
  EXPECT_EQ(PoliciesIn(told_.back()), json::array()) << "they are still too long";
}

}  // namespace
}  // namespace server
