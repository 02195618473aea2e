#include "engine/document.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

std::string Check(const std::optional<std::string>& document,
                  const std::optional<std::string>& source) {
  return Refusal([&] { CheckDocument(document, source); });
}

TEST(Document, IsGivenExactlyOnce) {
  EXPECT_EQ(Check(R"({"action":"blink"})", "https://s3.amazonaws.com/b/k"),
            "InvalidRequest: Job document and job document source cannot be specified at the "
            "same time.");
  EXPECT_EQ(Check({}, {}),
            "InvalidRequest: Neither job document nor job document source is specified.");
}

TEST(Document, IsJson) {
  EXPECT_EQ(Check(R"({"action":"blink","list":[1,null,"\u00e4"]})", {}), "accepted");
  for (const char* text :
       {"", " ", "blink", "{", "{\"a\":1,}", "{} {}", "{'a':1}", "{\"a\":\"\xff\"}"}) {
    EXPECT_EQ(RefusalName([&] { CheckDocument(text, {}); }), "InvalidRequest") << text;
  }
}

TEST(Document, PlaceholdersAreRefusedByName) {
  EXPECT_EQ(
      Check(R"({"url":"${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/k}"})", {}),
      "InvalidRequest: presignedUrlConfig role ARN is required to generate an S3 presigned "
      "url in job document.");
  EXPECT_EQ(Check(R"({"url":"${aws:iot:s3-presigned-url:x"})", {}),
            "InvalidRequest: One or more parameters or placeholders are not terminated.");
  EXPECT_EQ(
      Check(R"({"v":"${aws:iot:parameter:name}"})", {}),
      "NotImplemented: The placeholder ${aws:iot:parameter:name} is not emulated yet; see "
      "docs/differences.md.");
  EXPECT_EQ(Check(R"({"shell":"${HOME}"})", {}), "accepted");
}

}  // namespace
}  // namespace engine
