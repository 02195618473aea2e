#include "server/http/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace http {
namespace {

using testing::HasSubstr;

TEST(Preflight, AllowsTheMethodsAndTheHeadersThatWereAskedFor) {
  const Response response =
      Preflight({.method = "OPTIONS",
                 .target = "/jobs/j",
                 .headers = {{"origin", "http://localhost:3000"},
                             {"access-control-request-method", "PUT"},
                             {"access-control-request-headers", "authorization,x-amz-date"}}});
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.Header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(response.Header("Access-Control-Allow-Methods"), "GET, PUT, POST, PATCH, DELETE");
  EXPECT_EQ(response.Header("Access-Control-Allow-Headers"), "authorization,x-amz-date");
}

TEST(Preflight, NamesTheSdksHeadersWhenNoneAreAskedFor) {
  const std::string allowed(Preflight({}).Header("Access-Control-Allow-Headers"));
  for (const char* name : {"authorization", "content-type", "x-amz-content-sha256",
                           "x-amz-date", "x-amz-user-agent", "x-amz-security-token"}) {
    EXPECT_THAT(allowed, HasSubstr(name));
  }
}

TEST(AllowOrigins, LetsPagesReadTheNameOfAnError) {
  Response response;
  AllowOrigins(response);
  EXPECT_THAT(std::string(response.Header("Access-Control-Expose-Headers")),
              HasSubstr("x-amzn-ErrorType"));
}

TEST(CrossOrigin, IsARequestFromAPageOfAnotherOrigin) {
  const auto from = [](const char* origin) {
    return IsCrossOrigin({.headers = {{"host", "127.0.0.1:4580"}, {"origin", origin}}});
  };
  EXPECT_FALSE(IsCrossOrigin({.headers = {{"host", "127.0.0.1:4580"}}}));
  EXPECT_FALSE(from("http://127.0.0.1:4580"));
  EXPECT_TRUE(from("http://127.0.0.1:3000"));
  EXPECT_TRUE(from("https://example.com"));
  EXPECT_TRUE(from("null"));
}

}  // namespace
}  // namespace http
