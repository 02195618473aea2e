#include "engine/text/secrets.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Secrets, AreNotShown) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {R"({"clientToken":"t","status":"OK"})", R"({"clientToken":"t","status":"OK"})"},
      {R"({"privateKey":"abc","x":1})", R"({"privateKey":"***","x":1})"},
      {R"({"certificateOwnershipToken" : "abc"})", R"({"certificateOwnershipToken" : "***"})"},
      {R"({"SecretAccessKey":"a","SessionToken":"b"})",
       R"({"SecretAccessKey":"***","SessionToken":"***"})"},
      {R"("{\"password\":\"abc\",\"user\":\"me\"}")",
       R"("{\"password\":\"***\",\"user\":\"me\"}")"},
      {"/b/k?X-Amz-Signature=abc&X-Amz-Date=d", "/b/k?X-Amz-Signature=***&X-Amz-Date=d"},
      {R"({"url":"http://h/k?X-Amz-Security-Token=a%2F&X-Amz-Signature=f"})",
       R"({"url":"http://h/k?X-Amz-Security-Token=***&X-Amz-Signature=***"})"},
      {"x-amz-date:d\nx-amz-security-token:abc\n\nhost",
       "x-amz-date:d\nx-amz-security-token:***\n\nhost"},
      {"AWS4-HMAC-SHA256 Credential=k/d, Signature=abc",
       "AWS4-HMAC-SHA256 Credential=k/d, Signature=***"},
      {R"({"privateKey":"cut in the mid)", R"({"privateKey":"***)"},
      {"-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest",
       "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nrest"},
      {"-----BEGIN CERTIFICATE-----\nabc", "-----BEGIN CERTIFICATE-----\nabc"},
      {"the privateKey of the lamp", "the privateKey of the lamp"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(WithoutSecrets(text), shown);
}

}  // namespace
}  // namespace engine
