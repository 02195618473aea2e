#include "engine/access/credentials.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace engine {
namespace {

std::string Mistake(std::string_view text) {
  try {
    ParseCredentials(text);
  } catch (const std::invalid_argument& mistake) {
    return mistake.what();
  }
  return "accepted";
}

TEST(Credentials, AreReadFromAwssFile) {
  const auto read = ParseCredentials(
      "# mine\n[default]\naws_access_key_id = AKIA1\naws_secret_access_key=s/e+c=\n"
      "region = eu-west-1\n\n[session]\r\naws_access_key_id=ASIA2\r\n"
      "aws_secret_access_key = t\r\naws_session_token = token\r\n");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].user_name, "default");
  EXPECT_EQ(read[0].keys.access_key_id, "AKIA1");
  EXPECT_EQ(read[0].keys.secret_access_key, "s/e+c=");
  EXPECT_FALSE(read[0].policy);
  EXPECT_EQ(read[1].session_token, "token");
}

TEST(Credentials, AreReadFromJson) {
  const auto read = ParseCredentials(R"([
    {"UserName": "operator", "AccessKeyId": "AKIA1", "SecretAccessKey": "s",
     "Policy": {"Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}},
    {"AccessKeyId": "ASIA2", "SecretAccessKey": "t", "SessionToken": "token",
     "Expiration": "2026-01-01T00:00:00Z"}])");
  ASSERT_EQ(read.size(), 2U);
  ASSERT_TRUE(read[0].policy);
  EXPECT_EQ(read[0].policy->Decide("iot:ListThings", "*"), Verdict::kAllowed);
  EXPECT_EQ(read[1].user_name, "ASIA2");
  EXPECT_EQ(read[1].expires, ParseInstant("2026-01-01T00:00:00Z"));
}

TEST(Credentials, OneObjectIsWhatCredentialProcessPrints) {
  const auto read =
      ParseCredentials(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"})");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].keys.access_key_id, "A");
}

TEST(Credentials, AFileThatIsNoneIsRefusedInWords) {
  EXPECT_EQ(Mistake("[a]\naws_access_key_id = A\n"),
            "\"a\" lacks its access key id or its secret access key");
  EXPECT_EQ(Mistake("aws_access_key_id = A"),
            "neither [profile] nor name = value: aws_access_key_id = A");
  EXPECT_EQ(Mistake("{\"AccessKeyId\": "), "it begins as JSON, but is not");
  EXPECT_EQ(Mistake("[1]"), "an entry is not an object");
  EXPECT_EQ(Mistake(R"({"AccessKeyId": 1})"), "AccessKeyId is not a text");
  EXPECT_EQ(Mistake(R"({"AccessKeyId": "A", "SecretAccessKey": "s", "Expiration": "soon"})"),
            "Expiration is not ISO 8601 in UTC");
}

}  // namespace
}  // namespace engine
