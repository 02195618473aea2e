#include "engine/broker/reserved_topics.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(ReservedTopics, RequestsMayBePublished) {
  for (const char* topic :
       {"$aws/things/lamp/jobs/get", "$aws/things/lamp/jobs/start-next",
        "$aws/things/lamp/jobs/j/update", "$aws/things/lamp/jobs/notify/get",
        "$aws/things/lamp/jobs/$next/namespace-n/get", "$aws/certificates/create/json",
        "$aws/certificates/create-from-csr/cbor",
        "$aws/provisioning-templates/t/provision/json", "$aws/things/lamp/shadow/update",
        "$aws/things/lamp/shadow/name/n/get", "$aws/things/lamp/defender/metrics/json",
        "$aws/things/lamp/streams/s/get/json", "$aws/rules/r", "$aws/rules/r/any/thing",
        "$aws/things/core/greengrassv2/health/json", "$aws/things/core/greengrass/health/json",
        "$aws/commands/things/lamp/executions/e/response/json",
        "$aws/iotfleetwise/vehicles/v/signals"}) {
    EXPECT_TRUE(MayPublishToReserved(topic)) << topic;
  }
}

TEST(ReservedTopics, RequestsOfEmulatedServicesAreTold) {
  for (const char* topic :
       {"$aws/things/lamp/jobs/get", "$aws/things/lamp/jobs/begin",
        "$aws/things/lamp/jobs/get/accepted", "$aws/certificates/create/json",
        "$aws/provisioning-templates/t/provision/cbor"}) {
    EXPECT_TRUE(IsOfEmulatedService(topic)) << topic;
  }
  for (const char* topic : {"lamp/jobs/get", "$aws/things/lamp/jobs", "$aws/rules/r", "$aws",
                            "$aws/things/lamp/shadow/get", "aws/certificates/create/json"}) {
    EXPECT_FALSE(IsOfEmulatedService(topic)) << topic;
  }
}

// Whoever is to hear that a topic maps to no operation must not be sent away first.
TEST(ReservedTopics, WhatIsNoOperationOfJobsMayBePublished) {
  EXPECT_TRUE(MayPublishToReserved("$aws/things/lamp/jobs/begin"));
}

TEST(ReservedTopics, WhatAwsPublishesMayNotBe) {
  for (const char* topic : {"$aws/things/lamp/jobs/notify",
                            "$aws/things/lamp/jobs/notify-next",
                            "$aws/things/lamp/jobs/notify-namespace-n",
                            "$aws/things/lamp/jobs/get/accepted",
                            "$aws/things/lamp/jobs/j/update/rejected",
                            "$aws/events/presence/connected/lamp",
                            "$aws/events/job/j/completed",
                            "$aws/certificates/create/json/accepted",
                            "$aws/things/lamp/shadow/update/delta",
                            "$aws/things/lamp/tunnels/notify",
                            "$aws",
                            "$aws/",
                            "$aws/things/lamp",
                            "$aws/things/lamp/jobs",
                            "$aws/things/lamp/doors/open",
                            "$aws/commands/things/lamp/executions/e/response/accepted/json",
                            "$aws/mine",
                            "$mine",
                            "$SYS/broker/version",
                            "$CONTROL/iot-jobs/v1",
                            "$share/g/t"}) {
    EXPECT_FALSE(MayPublishToReserved(topic)) << topic;
  }
}

TEST(ReservedTopics, AnswersAndNoticesMayBeSubscribedTo) {
  for (const char* filter :
       {"$aws/things/lamp/jobs/notify-next", "$aws/things/lamp/jobs/get/accepted",
        "$aws/things/lamp/jobs/+/update/#", "$aws/things/lamp/jobs/#", "$aws/things/+/jobs/#",
        "$aws/events/presence/#", "$aws/events/job/j/completed", "$aws/#",
        "$aws/things/lamp/shadow/update", "$aws/things/lamp/tunnels/notify",
        "$aws/certificates/create/json/accepted", "$share/g/lamp/1", "$share/g/$aws/events/#",
        "$aws/commands/things/lamp/executions/e/request/json",
        "$aws/commands/things/lamp/executions/e/response/accepted/json",
        "$aws/iotfleetwise/vehicles/v/collection_schemes"}) {
    EXPECT_TRUE(MaySubscribeToReserved(filter)) << filter;
  }
}

TEST(ReservedTopics, RequestsAndWhatIsNotListedMayNotBe) {
  for (const char* filter : {"$aws/things/lamp/jobs/get", "$aws/things/lamp/jobs/j/update",
                             "$aws/certificates/create/json", "$aws/rules/r", "$aws/mine/#",
                             "$aws", "$SYS/#", "$mine", "$share/g/$SYS/#"}) {
    EXPECT_FALSE(MaySubscribeToReserved(filter)) << filter;
  }
}

TEST(ReservedTopics, SomeAreOfServicesThatAreNotThere) {
  EXPECT_EQ(ServiceNotEmulated("$aws/things/lamp/shadow/get"), "device shadows");
  EXPECT_EQ(ServiceNotEmulated("$aws/rules/r/any"), "rules");
  EXPECT_EQ(ServiceNotEmulated("$aws/things/lamp/jobs/get"), "");
  EXPECT_EQ(ServiceNotEmulated("$aws/things/lamp/streams/s/get/cbor"), "");
  EXPECT_EQ(ServiceNotEmulated("lamp/1"), "");
}

}  // namespace
}  // namespace engine
