#include "server/s3/content/checksum.h"

#include <gtest/gtest.h>

namespace http {
namespace {

std::string Of(std::string_view algorithm, std::string_view text) {
  RunningChecksum checksum(algorithm);
  checksum.Take(text);
  return checksum.Value();
}

// By other programs than ours.
TEST(Checksum, OfATextIsWhatItIsElsewhere) {
  EXPECT_EQ(Of("CRC32", "hello world"), "DUoRhQ==");
  EXPECT_EQ(Of("CRC32C", "hello world"), "yZRlqg==");
  EXPECT_EQ(Of("CRC64NVME", "hello world"), "jSnVw/bqjr4=");
  EXPECT_EQ(Of("SHA1", "hello world"), "Kq5sNclPz7QV2+lfQIuc6R7oRu0=");
  EXPECT_EQ(Of("SHA256", "hello world"), "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=");
  EXPECT_EQ(Of("MD5", "hello world"), "XrY7u+Ae7tCTyyK7j1rNww==");
}

TEST(Checksum, OfAWholeFollowsFromItsParts) {
  for (const char* algorithm : {"CRC32", "CRC32C", "CRC64NVME"}) {
    EXPECT_TRUE(IsCrc(algorithm));
    EXPECT_EQ(JoinedChecksum(algorithm, {{Of(algorithm, "hello"), 5},
                                         {Of(algorithm, ""), 0},
                                         {Of(algorithm, " world"), 6}}),
              Of(algorithm, "hello world"));
  }
  EXPECT_FALSE(IsCrc("SHA256"));
}

TEST(Checksum, IsComposedOfThoseOfTheParts) {
  RunningChecksum sha1("SHA1");
  for (const char* part : {"a", "b"}) {
    RunningChecksum of_part("SHA1");
    of_part.Take(part);
    sha1.Take(of_part.Bytes());
  }
  EXPECT_EQ(CompositeChecksum("SHA1", {{Of("SHA1", "a"), 1}, {Of("SHA1", "b"), 1}}),
            sha1.Value() + "-2");
}

TEST(Checksum, HasTheNamesThatRequestsGiveIt) {
  EXPECT_EQ(ChecksumHeader("CRC64NVME"), "x-amz-checksum-crc64nvme");
  EXPECT_EQ(ChecksumElement("CRC64NVME"), "ChecksumCRC64NVME");
  EXPECT_TRUE(IsChecksumAlgorithm("SHA256"));
  EXPECT_FALSE(IsChecksumAlgorithm("MD5"));
  EXPECT_FALSE(IsChecksumAlgorithm("sha256"));
}

}  // namespace
}  // namespace http
