#include "mqtt_bridge/requests/router.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "engine/broker/reserved_topics.h"

namespace {

using mqtt_bridge::Route;
using mqtt_bridge::Router;

const Router& TheRouter() {
  static const Router router(api_spec::Spec::BuiltIn());
  return router;
}

Route Find(std::string_view topic) {
  return TheRouter().Find(topic);
}

struct Case {
  const char* topic;
  const char* operation;
  const char* job_id;
  const char* namespace_id = "";
};

class JobsTopics : public testing::TestWithParam<Case> {};

TEST_P(JobsTopics, NameOperationThingAndJob) {
  const Route route = Find(GetParam().topic);
  ASSERT_EQ(route.kind, Route::Kind::kRequest);
  EXPECT_EQ(route.family->name, "iot-jobs");
  EXPECT_EQ(route.topic->operation->name, GetParam().operation);
  EXPECT_EQ(route.topic->operation->plane, api_spec::Plane::kData);
  EXPECT_EQ(route.Value("thingName"), "lamp:1");
  EXPECT_EQ(route.Value("jobId"), GetParam().job_id);
  EXPECT_EQ(route.Value("namespaceId"), GetParam().namespace_id);
}

INSTANTIATE_TEST_SUITE_P(
    All, JobsTopics,
    testing::Values(
        Case{"$aws/things/lamp:1/jobs/get", "GetPendingJobExecutions", ""},
        Case{"$aws/things/lamp:1/jobs/start-next", "StartNextPendingJobExecution", ""},
        Case{"$aws/things/lamp:1/jobs/j1/get", "DescribeJobExecution", "j1"},
        Case{"$aws/things/lamp:1/jobs/$next/get", "DescribeJobExecution", ""},
        Case{"$aws/things/lamp:1/jobs/j1/update", "UpdateJobExecution", "j1"},
        Case{"$aws/things/lamp:1/jobs/get/get", "DescribeJobExecution", "get"},
        Case{"$aws/things/lamp:1/jobs/start-next/get", "DescribeJobExecution", "start-next"},
        Case{"$aws/things/lamp:1/jobs/notify/get", "DescribeJobExecution", "notify"},
        Case{"$aws/things/lamp:1/jobs/accepted/update", "UpdateJobExecution", "accepted"},
        Case{"$aws/things/lamp:1/jobs/j1/namespace-a-b/get", "DescribeJobExecution", "j1",
             "a-b"},
        Case{"$aws/things/lamp:1/jobs/$next/namespace-a/get", "DescribeJobExecution", "", "a"},
        Case{"$aws/things/lamp:1/jobs/j1/namespace-a/update", "UpdateJobExecution", "j1",
             "a"}));

TEST(Router, TheNextJobIsGivenByTheTopic) {
  const Route route = Find("$aws/things/lamp/jobs/$next/get");
  EXPECT_THAT(route.topic->input, testing::ElementsAre(testing::Pair("jobId", "$next")));
}

TEST(Router, WhatTheServicePublishesIsNoRequest) {
  for (const char* topic :
       {"$aws/things/t/jobs/notify", "$aws/things/t/jobs/notify-next",
        "$aws/things/t/jobs/get/accepted", "$aws/things/t/jobs/get/rejected",
        "$aws/things/t/jobs/notify-namespace-a", "$aws/things/t/jobs/notify-next-namespace-a",
        "$aws/things/t/jobs/j/update/accepted", "$aws/things/t/jobs/x/y/z/rejected"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kNone) << topic;
  }
}

TEST(Router, AJobsTopicThatMapsToNoOperationIsUnknown) {
  for (const char* topic :
       {"$aws/things/t/jobs/", "$aws/things/t/jobs//get", "$aws/things//jobs/get",
        "$aws/things/t/jobs/get/", "$aws/things/t/jobs/j", "$aws/things/t/jobs/j/delete",
        "$aws/things/t/jobs/j/get/more", "$aws/things/t/jobs/j/namespace-/get",
        "$aws/things/t/jobs/j/namespace-a/start-next", "$aws/things/t/jobs/j/notify"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kUnknown) << topic;
  }
}

TEST(Router, OtherTopicsAreNotAnswered) {
  for (const char* topic : {"", "/", "$aws/things/t/jobs", "$aws/things/t/shadow/get",
                            "aws/things/t/jobs/get", "$aws/rules/t/jobs/get"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kNone) << topic;
  }
}

TEST(Router, TopicsOfProvisioningNameOperationTemplateAndFormat) {
  EXPECT_EQ(Find("$aws/certificates/create/json").topic->operation->name,
            "CreateKeysAndCertificate");
  EXPECT_EQ(Find("$aws/certificates/create-from-csr/json").topic->operation->name,
            "CreateCertificateFromCsr");
  const Route route = Find("$aws/provisioning-templates/lamps/provision/cbor");
  EXPECT_EQ(route.topic->operation->name, "RegisterThing");
  EXPECT_EQ(route.topic->operation->plane, api_spec::Plane::kMqtt);
  EXPECT_EQ(route.Value("templateName"), "lamps");
  EXPECT_EQ(route.Value("payloadFormat"), "cbor");
}

TEST(Router, OtherTopicsOfProvisioningAreNotAnswered) {
  for (const char* topic : {"$aws/certificates/create/json/accepted",
                            "$aws/certificates/create/xml", "$aws/certificates/create",
                            "$aws/provisioning-templates/lamps/provision/json/rejected"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kNone) << topic;
  }
}

std::string WithWordsForPlaceholders(std::string address, const api_spec::RequestTopic& topic) {
  for (auto open = address.find('{'); open != address.npos; open = address.find('{')) {
    const auto close = address.find('}', open);
    const auto parameter =
        std::ranges::find(topic.parameters, address.substr(open + 1, close - open - 1),
                          &api_spec::TopicParameter::name);
    const bool any = parameter == topic.parameters.end() || parameter->values.empty();
    address.replace(open, close - open + 1, any ? "word" : parameter->values.front());
  }
  return address;
}

TEST(Router, TheBrokerLetsEachRequestThroughAndTellsWhoSentIt) {
  for (const api_spec::RequestTopic& topic : api_spec::Spec::BuiltIn().request_topics()) {
    const std::string sent = WithWordsForPlaceholders(topic.address, topic);
    EXPECT_EQ(Find(sent).topic, &topic) << sent;
    EXPECT_TRUE(engine::MayPublishToReserved(sent)) << sent;
    EXPECT_TRUE(engine::IsOfEmulatedService(sent)) << sent;
  }
}

TEST(Router, ListensToWhatTheDocumentsName) {
  EXPECT_THAT(TheRouter().Filters(),
              testing::IsSupersetOf({"$aws/things/+/jobs/#", "$aws/certificates/create/+",
                                     "$aws/certificates/create-from-csr/+",
                                     "$aws/provisioning-templates/+/provision/+"}));
}

}  // namespace
