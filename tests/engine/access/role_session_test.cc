#include "engine/access/role_session.h"

#include <gtest/gtest.h>

#include "engine/access/signature_check.h"
#include "engine/error.h"
#include "engine/text/base64.h"

namespace engine {
namespace {

const KeyPair kIssuer{"local", "local's secret"};
const Instant kNow = *ParseInstant("2026-01-01T00:00:00Z");
const RoleSession kSession{
    .role = "reader", .name = "abc", .expires = kNow + std::chrono::hours(1)};

TEST(RoleSession, IsKnownAgainByItsKeyIdAndItsToken) {
  const Credential made = IssueCredential(kIssuer, kSession);
  EXPECT_EQ(made.keys.access_key_id.size(), 20U);
  EXPECT_TRUE(made.keys.access_key_id.starts_with("ASIA"));
  EXPECT_EQ(made.keys.secret_access_key.size(), 40U);
  const auto found = FindIssued(kIssuer, made.keys.access_key_id, made.session_token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->keys.secret_access_key, made.keys.secret_access_key);
  EXPECT_EQ(found->role, "reader");
  EXPECT_EQ(found->user_name, "abc");
  EXPECT_EQ(found->expires, kSession.expires);
  EXPECT_EQ(CallerArn(*found, "123456789012"),
            "arn:aws:sts::123456789012:assumed-role/reader/abc");
}

TEST(RoleSession, IsAnotherEachTime) {
  EXPECT_NE(IssueCredential(kIssuer, kSession).keys.access_key_id,
            IssueCredential(kIssuer, kSession).keys.access_key_id);
}

TEST(RoleSession, IsNotKnownByWhatAnybodyMightMakeUp) {
  const Credential made = IssueCredential(kIssuer, kSession);
  const Credential other = IssueCredential(kIssuer, kSession);
  const std::string& id = made.keys.access_key_id;
  EXPECT_FALSE(FindIssued({"local", "another secret"}, id, made.session_token));
  EXPECT_FALSE(FindIssued(kIssuer, id, other.session_token));
  EXPECT_FALSE(FindIssued(kIssuer, "", made.session_token));
  for (const std::string& token :
       {std::string(), std::string("?"), Base64("{}"), Base64("x")}) {
    EXPECT_FALSE(FindIssued(kIssuer, id, token)) << token;
  }
}

class SignedBySession : public testing::Test {
 protected:
  Credential Verify(const std::vector<Credential>& lasting, Instant now) const {
    NamedValues headers{{"host", "h"},
                        {"x-amz-date", SignatureTime(now)},
                        {"x-amz-security-token", made_.session_token}};
    const SignedRequest request{"GET", "/jobs", {}, headers, Sha256Hex("")};
    headers.emplace_back("authorization",
                         Authorization(request, {SignatureTime(now), "r", "iot"}, made_.keys));
    return VerifySignature({"GET", "/jobs", {}, headers, ""}, {"iot"}, lasting, now, kIssuer);
  }

  const Credential made_ = IssueCredential(kIssuer, kSession);
};

TEST_F(SignedBySession, IsGoodUntilItExpires) {
  EXPECT_EQ(Verify({}, kNow).role, "reader");
  try {
    Verify({}, kSession.expires);
    FAIL() << "it was good";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, ErrorCode::kExpiredToken);
  }
}

TEST_F(SignedBySession, MayDoWhatTheUserOfTheRolesNameMay) {
  EXPECT_FALSE(Verify({{.keys = {"k", "s"}, .user_name = "other"}}, kNow).policy);
  const IamPolicy policy(nlohmann::json{
      {"Statement", {{{"Effect", "Allow"}, {"Action", "iot:ListJobs"}, {"Resource", "*"}}}}});
  const auto known =
      Verify({{.keys = {"k", "s"}, .user_name = "reader", .policy = policy}}, kNow);
  ASSERT_TRUE(known.policy);
  EXPECT_EQ(known.policy->Decide("iot:ListJobs", "*"), Verdict::kAllowed);
  EXPECT_EQ(known.policy->Decide("iot:ListThings", "*"), Verdict::kNotAllowed);
}

}  // namespace
}  // namespace engine
