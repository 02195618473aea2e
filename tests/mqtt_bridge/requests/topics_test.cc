#include "mqtt_bridge/requests/topics.h"

#include <gtest/gtest.h>

namespace {

using mqtt_bridge::Route;

Route Find(std::string_view topic) {
  static const mqtt_bridge::Topics topics(api_spec::Spec::BuiltIn().request_topics());
  return topics.Find(topic);
}

struct Case {
  const char* topic;
  const char* operation;
  const char* job_id;
  const char* namespace_id = "";
};

class RequestTopics : public testing::TestWithParam<Case> {};

TEST_P(RequestTopics, NameOperationThingAndJob) {
  const Route route = Find(GetParam().topic);
  ASSERT_EQ(route.kind, Route::Kind::kRequest);
  EXPECT_EQ(route.operation->name, GetParam().operation);
  EXPECT_EQ(route.operation->plane, api_spec::Plane::kData);
  EXPECT_EQ(route.thing_name, "lamp:1");
  EXPECT_EQ(route.job_id, GetParam().job_id);
  EXPECT_EQ(route.namespace_id, GetParam().namespace_id);
}

INSTANTIATE_TEST_SUITE_P(
    All, RequestTopics,
    testing::Values(
        Case{"$aws/things/lamp:1/jobs/get", "GetPendingJobExecutions", ""},
        Case{"$aws/things/lamp:1/jobs/start-next", "StartNextPendingJobExecution", ""},
        Case{"$aws/things/lamp:1/jobs/j1/get", "DescribeJobExecution", "j1"},
        Case{"$aws/things/lamp:1/jobs/$next/get", "DescribeJobExecution", "$next"},
        Case{"$aws/things/lamp:1/jobs/j1/update", "UpdateJobExecution", "j1"},
        Case{"$aws/things/lamp:1/jobs/get/get", "DescribeJobExecution", "get"},
        Case{"$aws/things/lamp:1/jobs/start-next/get", "DescribeJobExecution", "start-next"},
        Case{"$aws/things/lamp:1/jobs/notify/get", "DescribeJobExecution", "notify"},
        Case{"$aws/things/lamp:1/jobs/accepted/update", "UpdateJobExecution", "accepted"},
        Case{"$aws/things/lamp:1/jobs/j1/namespace-a-b/get", "DescribeJobExecution", "j1",
             "a-b"},
        Case{"$aws/things/lamp:1/jobs/$next/namespace-a/get", "DescribeJobExecution", "$next",
             "a"},
        Case{"$aws/things/lamp:1/jobs/j1/namespace-a/update", "UpdateJobExecution", "j1",
             "a"}));

TEST(Topics, WhatTheServicePublishesIsNoRequest) {
  for (const char* topic :
       {"$aws/things/t/jobs/notify", "$aws/things/t/jobs/notify-next",
        "$aws/things/t/jobs/get/accepted", "$aws/things/t/jobs/get/rejected",
        "$aws/things/t/jobs/notify-namespace-a", "$aws/things/t/jobs/notify-next-namespace-a",
        "$aws/things/t/jobs/j/update/accepted", "$aws/things/t/jobs/x/y/z/rejected"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kOurs) << topic;
  }
}

TEST(Topics, AJobsTopicThatMapsToNoOperationIsUnknown) {
  for (const char* topic :
       {"$aws/things/t/jobs/", "$aws/things/t/jobs//get", "$aws/things//jobs/get",
        "$aws/things/t/jobs/get/", "$aws/things/t/jobs/j", "$aws/things/t/jobs/j/delete",
        "$aws/things/t/jobs/j/get/more", "$aws/things/t/jobs/j/namespace-/get",
        "$aws/things/t/jobs/j/namespace-a/start-next", "$aws/things/t/jobs/j/notify"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kUnknown) << topic;
  }
}

TEST(Topics, OtherTopicsAreElsewhere) {
  for (const char* topic : {"", "/", "$aws/things/t/jobs", "$aws/things/t/shadow/get",
                            "aws/things/t/jobs/get", "$aws/rules/t/jobs/get"}) {
    EXPECT_EQ(Find(topic).kind, Route::Kind::kElsewhere) << topic;
  }
}

}  // namespace
