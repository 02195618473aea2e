#include "server/http/message/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.h"

namespace http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Target, SegmentsAreDecodedAfterThePathIsSplit) {
  EXPECT_THAT(ParseTarget("/things/a%3Ab/jobs/%24next").path,
              ElementsAre("things", "a:b", "jobs", "$next"));
  EXPECT_THAT(ParseTarget("/attached-policies/arn%3aaws%2Fx").path,
              ElementsAre("attached-policies", "arn:aws/x"));
}

TEST(Target, SlashesAtTheEndAndInARowMakeEmptySegments) {
  EXPECT_THAT(ParseTarget("/things/").path, ElementsAre("things", ""));
  EXPECT_THAT(ParseTarget("/things//jobs").path, ElementsAre("things", "", "jobs"));
  EXPECT_THAT(ParseTarget("/").path, ElementsAre(""));
  EXPECT_THAT(ParseTarget("").path, ElementsAre(""));
}

TEST(Target, QueryMembersAreDecodedAndAPlusStandsForItself) {
  const Target target = ParseTarget("/jobs?nextToken=a%3D+b%20c&&force&status=X&status=Y=Z");
  EXPECT_THAT(target.path, ElementsAre("jobs"));
  EXPECT_THAT(target.query, ElementsAre(Pair("nextToken", "a=+b c"), Pair("force", ""),
                                        Pair("status", "X"), Pair("status", "Y=Z")));
  EXPECT_EQ(target.Query("status"), "Y=Z");
  EXPECT_EQ(target.Query("Status"), std::nullopt);
}

TEST(Target, TheFormThatProxiesSendIsUnderstood) {
  EXPECT_THAT(ParseTarget("http://127.0.0.1:4580/jobs/j?force=true").path,
              ElementsAre("jobs", "j"));
  EXPECT_THAT(ParseTarget("http://127.0.0.1:4580").path, ElementsAre(""));
}

class BadTarget : public testing::TestWithParam<const char*> {};

TEST_P(BadTarget, IsRefused) {
  try {
    ParseTarget(GetParam());
    FAIL() << "taken: " << GetParam();
  } catch (const engine::Error& error) {
    EXPECT_EQ(error.code, engine::ErrorCode::kInvalidRequest);
  }
}

INSTANTIATE_TEST_SUITE_P(, BadTarget,
                         testing::Values("/things/%", "/things/%2", "/things/%2/jobs",
                                         "/things/%zz", "/things/%+1", "/things/%ff",
                                         "/things/%C0%AF", "/things/%ED%A0%80",
                                         "/jobs?status=%", "/jobs?%F5%80%80%80=x",
                                         "/things/\xff"));

TEST(Utf8, IsToldFromOtherBytes) {
  for (const char* good : {"", "lamp", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x92\xa1",
                           "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xc3", "\xc3(", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

}  // namespace
}  // namespace http
