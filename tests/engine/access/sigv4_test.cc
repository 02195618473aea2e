#include "engine/access/sigv4.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

const engine::KeyPair kExample{"AKIAIOSFODNN7EXAMPLE",
                               "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
constexpr char kEmptySha256[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

// The examples of the S3 API reference, "Signature Calculations".
TEST(SigV4, HeaderSignatureIsThatOfAwsExample) {
  const SignedRequest request{.method = "GET",
                              .path = "/test.txt",
                              .headers = {{"host", "examplebucket.s3.amazonaws.com"},
                                          {"range", "bytes=0-9"},
                                          {"x-amz-content-sha256", kEmptySha256},
                                          {"x-amz-date", "20130524T000000Z"}},
                              .payload_hash = kEmptySha256};
  EXPECT_EQ(Authorization(request, {"20130524T000000Z", "us-east-1", "s3"}, kExample),
            "AWS4-HMAC-SHA256 "
            "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, QueryMembersAreSignedInOrder) {
  SignedRequest request{.method = "GET",
                        .path = "/",
                        .query = {{"prefix", "J"}, {"max-keys", "2"}},
                        .headers = {{"x-amz-date", "20130524T000000Z"},
                                    {"x-amz-content-sha256", kEmptySha256},
                                    {"host", "examplebucket.s3.amazonaws.com"}},
                        .payload_hash = kEmptySha256};
  EXPECT_EQ(
      Signature(request, {"20130524T000000Z", "us-east-1", "s3"}, kExample.secret_access_key),
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(SigV4, PresignedUrlIsThatOfAwsExample) {
  EXPECT_EQ(PresignedUrl({.method = "GET",
                          .host = "examplebucket.s3.amazonaws.com",
                          .path = "/test.txt",
                          .region = "us-east-1",
                          .expires_in_seconds = 86400,
                          .now = *ParseInstant("2013-05-24T00:00:00Z")},
                         kExample),
            "http://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
            "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&"
            "X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&"
            "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

// The example of the S3 developer guide, "Query String Request Authentication Alternative",
// which was signed for the bucket's name in its first edition.
TEST(SigV2, PresignedUrlIsThatOfAwsExample) {
  EXPECT_EQ(SignatureV2({.method = "GET"}, "/johnsmith/photos/puppy.jpg", "1175139620",
                        kExample.secret_access_key),
            "NpgCjnDzrM+WFzoENXmpNDUsSn8=");
}

TEST(SigV4, TimeIsWrittenWithoutFraction) {
  EXPECT_EQ(SignatureTime(FromMilliseconds(1767268800999)), "20260101T120000Z");
}

}  // namespace
}  // namespace engine
