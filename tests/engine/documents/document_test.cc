#include "engine/documents/document.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

std::string Check(const std::string& document, bool has_role = true) {
  return Refusal([&] { CheckDocument(document, has_role); });
}

TEST(Document, IsGivenExactlyOnce) {
  EXPECT_EQ(Refusal([] { CheckDocumentGiven("{}", "https://s3.amazonaws.com/b/k"); }),
            "InvalidRequest: Job document and job document source cannot be specified at the "
            "same time.");
  EXPECT_EQ(Refusal([] { CheckDocumentGiven({}, {}); }),
            "InvalidRequest: Neither job document nor job document source is specified.");
}

TEST(Document, IsJson) {
  EXPECT_EQ(Check(R"({"action":"blink","list":[1,null,"\u00e4"]})"), "accepted");
  for (const char* text :
       {"", " ", "blink", "{", "{\"a\":1,}", "{} {}", "{'a':1}", "{\"a\":\"\xff\"}"}) {
    EXPECT_EQ(RefusalName([&] { CheckDocument(text, true); }), "InvalidRequest") << text;
  }
}

// The reader of the service takes both; a device's own does not.
TEST(Document, HasNoByteOrderMarkAndNoNullByte) {
  EXPECT_EQ(Check("\xef\xbb\xbf{}"),
            "InvalidRequest: The job document begins with a byte order mark. Save it as UTF-8 "
            "without one.");
  EXPECT_EQ(Check(std::string("{}\0", 3)),
            "InvalidRequest: The job document is not valid JSON.");
}

TEST(Document, IsNotLargerThanAwsAllows) {
  EXPECT_EQ(Check('"' + std::string(kLargestDocument - 2, 'x') + '"'), "accepted");
  EXPECT_EQ(Check('"' + std::string(kLargestDocument - 1, 'x') + '"'),
            "InvalidRequest: The job document is larger than 32768 bytes.");
}

TEST(Document, PresignedUrlsNeedARole) {
  for (const char* name : {"s3-presigned-url", "s3-presigned-url-v1", "s3-presigned-url-v2",
                           "s3-presigned-url-upload"}) {
    const std::string document =
        std::string(R"({"url":"${aws:iot:)") + name + R"(:https://s3.amazonaws.com/b/k}"})";
    EXPECT_EQ(Check(document), "accepted") << name;
    EXPECT_EQ(Check(document, /*has_role=*/false),
              "InvalidRequest: presignedUrlConfig role ARN is required to generate an S3 "
              "presigned url in job document.")
        << name;
  }
  EXPECT_EQ(Check(R"({"shell":"${HOME}"})", /*has_role=*/false), "accepted");
}

TEST(Document, WhatCannotBeFilledInIsRefused) {
  EXPECT_EQ(Check(R"({"url":"${aws:iot:s3-presigned-url:x"})"),
            "InvalidRequest: One or more parameters or placeholders are not terminated.");
  EXPECT_EQ(Check(R"({"url":"${aws:iot:s3-presigned-url:https://example.com/b/k}"})"),
            "InvalidRequest: Provided argument for presigned url is invalid");
  EXPECT_EQ(Check(R"({"v":"${aws:iot:parameter:name}"})"),
            "InvalidRequest: The placeholder ${aws:iot:parameter:name} can be used only in a "
            "managed job template.");
  EXPECT_EQ(Check(R"({"v":"${aws:iot:nonsense:x}"})"),
            "InvalidRequest: The placeholder ${aws:iot:nonsense:x} is not known.");
  for (const std::string url : {"", "s3://b/k@1", "s3://r.b/k", "s3://r.b@1", "s3://r./k@1",
                                "s3://r.b/@1", "s3://r.b/k@", "https://r.b/k@1"}) {
    const std::string placeholder = "${aws:iot:code-sign-signature:" + url + "}";
    EXPECT_EQ(Check(R"({"v":")" + placeholder + R"("})"),
              "InvalidRequest: The placeholder " + placeholder +
                  " does not name a version of an S3 object.");
  }
}

}  // namespace
}  // namespace engine
