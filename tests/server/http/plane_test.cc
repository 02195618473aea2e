#include "server/http/plane.h"

#include <gtest/gtest.h>

#include "engine/error.h"

namespace http {
namespace {

using api_spec::Plane;

struct PlaneCase {
  const char* service;
  const char* host;
  const char* job_id;
  const char* target;
  Plane plane;
};

class ChosenPlane : public testing::TestWithParam<PlaneCase> {};

TEST_P(ChosenPlane, IsTheOneThatAwsWouldMean) {
  const PlaneCase& c = GetParam();
  EXPECT_EQ(ChoosePlane(c.service, c.host, c.job_id, ParseTarget(c.target)), c.plane)
      << c.service << " " << c.host << " " << c.job_id << " " << c.target;
}

constexpr const char* kUri = "/things/lamp/jobs/j";

INSTANTIATE_TEST_SUITE_P(
    , ChosenPlane,
    testing::Values(
        // What the signature was made for beats everything else.
        PlaneCase{"iot-jobs-data", "localhost", "j", kUri, Plane::kData},
        PlaneCase{"iot-jobs-data", "iot.us-east-1.amazonaws.com", "j", kUri, Plane::kData},
        PlaneCase{"iot", "localhost", "j", kUri, Plane::kControl},
        PlaneCase{"execute-api", "localhost", "j", kUri, Plane::kControl},
        PlaneCase{"iot", "data.jobs.iot.us-east-1.amazonaws.com", "j", kUri, Plane::kControl},
        PlaneCase{"iot", "localhost", "$next", kUri, Plane::kControl},
        // Unsigned: the host.
        PlaneCase{"", "data.jobs.iot.us-east-1.amazonaws.com", "j", kUri, Plane::kData},
        PlaneCase{"", "Prefix.Jobs.IoT.eu-west-1.localhost", "j", kUri, Plane::kData},
        PlaneCase{"", "abc-ats.iot.us-east-1.amazonaws.com", "j", kUri, Plane::kData},
        PlaneCase{"", "iot.us-east-1.amazonaws.com", "j", kUri, Plane::kControl},
        // Unsigned to an address: what only the data plane knows.
        PlaneCase{"", "localhost", "$next", kUri, Plane::kData},
        PlaneCase{"", "localhost", "j", "/things/lamp/jobs/j?includeJobDocument=true",
                  Plane::kData},
        PlaneCase{"", "localhost", "j", "/things/lamp/jobs/j?executionNumber=1",
                  Plane::kControl},
        PlaneCase{"", "localhost", "-", "/things/lamp/jobs?maxResults=1", Plane::kControl},
        PlaneCase{"", "localhost", "-", "/things/lamp/jobs?status=QUEUED", Plane::kControl},
        PlaneCase{"", "localhost", "-", "/things/lamp/jobs", Plane::kControl},
        PlaneCase{"", "localhost", "j", kUri, Plane::kControl}));

struct ScopeCase {
  const char* authorization;
  const char* target;
  const char* service;
  const char* region;
};

class Scope : public testing::TestWithParam<ScopeCase> {};

TEST_P(Scope, IsReadFromTheSignature) {
  const ScopeCase& c = GetParam();
  const CredentialScope scope = ParseScope(c.authorization, ParseTarget(c.target));
  EXPECT_EQ(scope.service, c.service);
  EXPECT_EQ(scope.region, c.region);
}

INSTANTIATE_TEST_SUITE_P(
    , Scope,
    testing::Values(
        ScopeCase{"AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/iot-jobs-data/"
                  "aws4_request, SignedHeaders=host;x-amz-date, Signature=abc",
                  "/", "iot-jobs-data", "eu-west-1"},
        ScopeCase{"AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/iot/aws4_request,"
                  "SignedHeaders=host,Signature=abc",
                  "/", "iot", "us-east-1"},
        ScopeCase{
            "AWS4-ECDSA-P256-SHA256 Credential=AKID/20260101/iot/aws4_request, Signature=a",
            "/", "iot", ""},
        ScopeCase{"", "/?X-Amz-Credential=AKID%2F20260101%2Fus-west-2%2Fiot%2Faws4_request",
                  "iot", "us-west-2"},
        ScopeCase{"AWS4-HMAC-SHA256 Credential=AKID/20260101/US EAST/iot/aws4_request", "/", "",
                  ""},
        ScopeCase{"AWS4-HMAC-SHA256 Credential=AKID/20260101/Ev\"il/iot/aws4_request", "/",
                  "iot", ""},
        ScopeCase{"AWS4-HMAC-SHA256 Credential=aws4_request", "/", "", ""},
        ScopeCase{"AWS4-HMAC-SHA256 Credential=", "/", "", ""},
        ScopeCase{"Bearer token", "/", "", ""}, ScopeCase{"", "/", "", ""}));

TEST(HostName, IsWhatTheCallerWroteWithoutThePort) {
  EXPECT_EQ(HostName("127.0.0.1:4580"), "127.0.0.1");
  EXPECT_EQ(HostName("Emulator.local"), "Emulator.local");
  EXPECT_EQ(HostName("[::1]:4580"), "[::1]");
  EXPECT_EQ(HostName(""), "localhost");
  EXPECT_THROW(HostName("a b"), engine::Error);
  EXPECT_THROW(HostName("h\xff"), engine::Error);
}

}  // namespace
}  // namespace http
