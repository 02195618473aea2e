#include "server/http/visitors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace http {
namespace {

using testing::HasSubstr;

const Visitors kVisitors({"emulator.lab.example", "*.wild.example:4580"},
                         {"https://friend.example"});

int Status(const Visit& visit) {
  const auto refusal = kVisitors.Refusal(visit);
  return refusal ? refusal->status : 200;
}

TEST(Visitors, ComeByNamesThatNobodyElseCanPointHere) {
  for (const char* host :
       {"", "localhost", "LOCALHOST:4580", "localhost.", "bucket.s3.localhost:4580",
        "127.0.0.1:80", "192.168.1.7:4580", "[::1]:4580", "[fe80::1]", "emulator:4580",
        "host.docker.internal", "lab.local", "iot.us-east-1.amazonaws.com",
        "bucket.s3.eu-west-1.amazonaws.com", "iot.cn-north-1.amazonaws.com.cn",
        "emulator.lab.example:4580", "bucket.emulator.lab.example", "any.wild.example"}) {
    EXPECT_TRUE(kVisitors.IsOurs(host)) << host;
  }
  for (const char* host :
       {"evil.example", "localhost.evil.example", "amazonaws.com.evil.example",
        "evilamazonaws.com", "127.0.0.1.nip.io", "otheremulator.lab.example"}) {
    EXPECT_FALSE(kVisitors.IsOurs(host)) << host;
  }
}

TEST(Visitors, AreToldHowANameIsMadeKnown) {
  const auto refusal = kVisitors.Refusal({.method = "GET", .host = "evil.example:80"});
  EXPECT_EQ(refusal->status, 421);
  EXPECT_THAT(refusal->body, HasSubstr("--hostname evil.example"));
}

TEST(Visitors, FromAForeignPageChangeNothingUnsigned) {
  const Visit post{.method = "POST",
                   .target = "/things/a",
                   .host = "localhost",
                   .origin = "https://evil.example"};
  EXPECT_EQ(Status(post), 403);
  const auto with = [&](auto change) {
    Visit visit = post;
    change(visit);
    return Status(visit);
  };
  EXPECT_EQ(with([](Visit& v) { v.origin = "null"; }), 403);
  EXPECT_EQ(with([](Visit& v) { v.origin = ""; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.method = "GET"; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.method = "OPTIONS"; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.authorization = "AWS4-HMAC-SHA256 ..."; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.target = "/b/k?X-Amz-Signature=0"; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.origin = "https://friend.example"; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.origin = "http://localhost:3000"; }), 200);
  EXPECT_EQ(with([](Visit& v) { v.origin = "http://localhost.evil.example"; }), 403);
}

TEST(Visitors, OverWebSocketAreHeldToTheSame) {
  const Visit handshake{.method = "GET",
                        .target = "/mqtt",
                        .host = "localhost",
                        .origin = "https://evil.example",
                        .is_websocket = true};
  EXPECT_EQ(Status(handshake), 403);
  Visit signed_one = handshake;
  signed_one.target = "/mqtt?X-Amz-Signature=0";
  EXPECT_EQ(Status(signed_one), 200);
}

}  // namespace
}  // namespace http
