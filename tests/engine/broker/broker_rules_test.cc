#include "engine/broker/broker_rules.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace engine {
namespace {

const BrokerRules kAll;

std::optional<BrokerRule> RuleOf(const std::optional<BrokerRefusal>& refusal) {
  return refusal ? std::optional(refusal->rule) : std::nullopt;
}

std::optional<BrokerRule> Publishing(const BrokerPublish& publish) {
  return RuleOf(kAll.RefusedPublish(publish));
}

std::optional<BrokerRule> Subscribing(const BrokerSubscribe& subscribe) {
  return RuleOf(kAll.RefusedSubscribe(subscribe));
}

constexpr const char* kRequest = "$aws/things/lamp/jobs/get";

TEST(BrokerRules, AreThoseOfAwsAtTheirBounds) {
  EXPECT_EQ(Publishing({.topic = "t", .payload_bytes = 131'072, .qos = 1, .retain = true}),
            std::nullopt);
  EXPECT_EQ(Publishing({.topic = "t", .payload_bytes = 131'073}), BrokerRule::kPayload);
  EXPECT_EQ(Publishing({.topic = std::string(256, 't')}), std::nullopt);
  EXPECT_EQ(Publishing({.topic = std::string(257, 't')}), BrokerRule::kTopicLength);
  EXPECT_EQ(Publishing({.topic = "1/2/3/4/5/6/7/8"}), std::nullopt);
  EXPECT_EQ(Publishing({.topic = "1/2/3/4/5/6/7/8/9"}), BrokerRule::kTopicDepth);
  EXPECT_EQ(Publishing({.topic = "t", .qos = 2}), BrokerRule::kQos2);
  EXPECT_EQ(Publishing({.topic = kRequest, .retain = true}), BrokerRule::kRetain);
  EXPECT_EQ(Publishing({.topic = "$aws/things/lamp/jobs/notify"}), BrokerRule::kReservedTopics);
}

TEST(BrokerRules, AreThoseOfAwsForSubscriptions) {
  EXPECT_EQ(Subscribing({.filter = "#", .qos = 1, .subscriptions = 50, .filters_in_packet = 8}),
            std::nullopt);
  EXPECT_EQ(Subscribing({.filter = "#", .subscriptions = 51}), BrokerRule::kSubscriptions);
  EXPECT_EQ(Subscribing({.filter = "#", .filters_in_packet = 9}), BrokerRule::kSubscribeSize);
  EXPECT_EQ(Subscribing({.filter = "#", .qos = 2}), BrokerRule::kQos2);
  EXPECT_EQ(Subscribing({.filter = "1/2/3/4/5/6/7/8/+"}), BrokerRule::kTopicDepth);
  EXPECT_EQ(Subscribing({.filter = "$share/group/1/2/3/4/5/6/7/8"}), std::nullopt);
  EXPECT_EQ(Subscribing({.filter = "$SYS/#"}), BrokerRule::kReservedTopics);
}

TEST(BrokerRules, LeaveReservedTopicsAsLongAndDeepAsTheyAre) {
  const std::string thing(128, 't');
  const std::string job(64, 'j');
  const std::string namespace_id(64, 'n');
  const std::string topic =
      "$aws/things/" + thing + "/jobs/" + job + "/namespace-" + namespace_id + "/update";
  EXPECT_EQ(Publishing({.topic = topic}), std::nullopt);
  EXPECT_EQ(Subscribing({.filter = topic + "/accepted"}), std::nullopt);
}

TEST(BrokerRules, AreThoseOfAwsForClientIds) {
  EXPECT_EQ(RuleOf(kAll.RefusedConnect(std::string(128, 'c'))), std::nullopt);
  EXPECT_EQ(RuleOf(kAll.RefusedConnect(std::string(129, 'c'))), BrokerRule::kClientId);
  EXPECT_EQ(RuleOf(kAll.RefusedConnect("$lamp")), BrokerRule::kClientId);
}

TEST(BrokerRules, BringKeepAlivesAndSessionsWithinBounds) {
  EXPECT_EQ(kAll.KeepAlive(0), 1200);
  EXPECT_EQ(kAll.KeepAlive(5), 30);
  EXPECT_EQ(kAll.KeepAlive(60), 60);
  EXPECT_EQ(kAll.KeepAlive(65'535), 1200);
  EXPECT_EQ(kAll.SessionExpiry(60), 60U);
  EXPECT_EQ(kAll.SessionExpiry(0xffffffff), 3600U);
}

TEST(BrokerRules, TakeNoTopicForOneThatIsBelowIt) {
  EXPECT_FALSE(kAll.Delivers({{"a/b/#", 1}}, "a/b"));
  EXPECT_FALSE(kAll.Delivers({{"+/b/#", 0}, {"a/c", 0}, {"$share/g/a/b/#", 1}}, "a/b"));
  EXPECT_TRUE(kAll.Delivers({{"a/b/#", 1}}, "a/b/"));
  EXPECT_TRUE(kAll.Delivers({{"a/b/#", 1}}, "a/b/c/d"));
  EXPECT_TRUE(kAll.Delivers({{"a/b/#", 1}, {"a/+", 1}}, "a/b"));
  EXPECT_TRUE(kAll.Delivers({{"a/b/#", 1}, {"a/#", 1}}, "a/b"));
  EXPECT_TRUE(kAll.Delivers({{"a/b/#", 1}, {"#", 1}}, "a/b"));
  EXPECT_TRUE(BrokerRules({"wildcard-parent"}).Delivers({{"a/b/#", 1}}, "a/b"));
}

// AWS: the nRF SDK filters its answers so, and never hears its own requests.
TEST(BrokerRules, TakeNoTopicForOneThatIsBelowItOnReservedTopicsEither) {
  EXPECT_FALSE(
      kAll.Delivers({{"$aws/things/lamp/jobs/notify/#", 1}}, "$aws/things/lamp/jobs/notify"));
  EXPECT_TRUE(kAll.Delivers({{"$aws/things/lamp/jobs/#", 1}}, "$aws/things/lamp/jobs/notify"));
}

TEST(BrokerRules, DeliverRequestsToTheServiceAlone) {
  for (const char* request :
       {"$aws/things/lamp/jobs/$next/get", "$aws/things/lamp/jobs/j/update",
        "$aws/things/lamp/jobs/no/such/operation", "$aws/certificates/create/json",
        "$aws/things/lamp/defender/metrics/json"}) {
    for (const char* filter :
         {"#", "$aws/#", "$aws/things/lamp/jobs/$next/get/#", "$aws/+/+/#"}) {
      EXPECT_FALSE(kAll.Delivers({{filter, 1}}, request)) << filter << " " << request;
    }
  }
  EXPECT_TRUE(kAll.Delivers({{"$aws/#", 1}}, "$aws/things/lamp/shadow/get")) << "AWS lists it";
  EXPECT_TRUE(BrokerRules({"reserved-topics"})
                  .Delivers({{"$aws/#", 1}}, "$aws/things/lamp/jobs/j/update"));
}

TEST(BrokerRules, LetAnswersThroughThatWereNotSubscribedTo) {
  EXPECT_TRUE(kAll.Delivers({{"a/#", 1}}, "$aws/things/lamp/jobs/get/accepted"));
  EXPECT_TRUE(kAll.Delivers({{"$aws/things/lamp/jobs/get/accepted/#", 1}},
                            "$aws/things/lamp/jobs/get/accepted"));
}

TEST(BrokerRules, SayWhatIsWrong) {
  EXPECT_EQ(kAll.RefusedPublish({.topic = "1/2/3/4/5/6/7/8/9"})->why,
            "a topic has at most 7 slashes, and this one has 8");
}

TEST(BrokerRules, CanBeLiftedEachByItself) {
  EXPECT_FALSE(
      BrokerRules({"payload"}).RefusedPublish({.topic = "t", .payload_bytes = 200'000}));
  EXPECT_TRUE(BrokerRules({"payload"}).RefusedPublish({.topic = "t", .qos = 2}));
  EXPECT_FALSE(BrokerRules({"qos-2"}).RefusedPublish({.topic = "t", .qos = 2}));
  EXPECT_FALSE(BrokerRules({"retain"}).RefusedPublish({.topic = kRequest, .retain = true}));
  EXPECT_FALSE(BrokerRules({"reserved-topics"}).RefusedPublish({.topic = "$mine"}));
  EXPECT_FALSE(BrokerRules({"topic-length"}).RefusedPublish({.topic = std::string(300, 't')}));
  EXPECT_FALSE(BrokerRules({"topic-depth"}).RefusedPublish({.topic = "////////"}));
  EXPECT_FALSE(
      BrokerRules({"subscriptions"}).RefusedSubscribe({.filter = "t", .subscriptions = 99}));
  EXPECT_FALSE(BrokerRules({"subscribe-size"})
                   .RefusedSubscribe({.filter = "t", .filters_in_packet = 99}));
  EXPECT_FALSE(BrokerRules({"client-id"}).RefusedConnect("$lamp"));
  EXPECT_EQ(BrokerRules({"keep-alive"}).KeepAlive(5), 5);
  EXPECT_EQ(BrokerRules({"session-expiry"}).SessionExpiry(99'999), 99'999U);
}

TEST(BrokerRules, CanBeLiftedAllTogether) {
  const BrokerRules none({"all"});
  EXPECT_FALSE(none.RefusedPublish({.topic = "$mine", .qos = 2, .retain = true}));
  EXPECT_FALSE(none.RefusedConnect(std::string(500, '$')));
  EXPECT_EQ(none.KeepAlive(0), 0);
}

TEST(BrokerRules, HaveNamesThatAreKnown) {
  EXPECT_THROW(BrokerRules({"qos-3"}), std::invalid_argument);
}

}  // namespace
}  // namespace engine
