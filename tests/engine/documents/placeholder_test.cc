#include "engine/documents/placeholder.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

S3Location Location(const std::string& url) {
  return ParseS3Url(url).value_or(S3Location{});
}

TEST(S3Url, EveryFormNamesBucketKeyAndRegion) {
  const S3Location global{.region = "", .bucket = "b", .key = "d/k"};
  const S3Location regional{.region = "eu-west-1", .bucket = "b", .key = "d/k"};
  EXPECT_EQ(Location("https://s3.amazonaws.com/b/d/k"), global);
  EXPECT_EQ(Location("https://b.s3.amazonaws.com/d/k"), global);
  EXPECT_EQ(Location("https://s3.eu-west-1.amazonaws.com/b/d/k"), regional);
  EXPECT_EQ(Location("https://s3-eu-west-1.amazonaws.com/b/d/k"), regional);
  EXPECT_EQ(Location("https://s3.dualstack.eu-west-1.amazonaws.com/b/d/k"), regional);
  EXPECT_EQ(Location("https://b.s3.eu-west-1.amazonaws.com/d/k"), regional);
  EXPECT_EQ(Location("https://my.s3.b.s3.eu-west-1.amazonaws.com/k"),
            (S3Location{.region = "eu-west-1", .bucket = "my.s3.b", .key = "k"}));
  for (const char* url :
       {"", "https://", "https://s3.amazonaws.com", "https://s3.amazonaws.com/b",
        "https://s3.amazonaws.com/b/", "https://s3.amazonaws.com//k",
        "http://s3.amazonaws.com/b/k", "https://example.com/b/k", "https://.s3.amazonaws.com/k",
        "s3://b/k"}) {
    EXPECT_FALSE(ParseS3Url(url)) << url;
  }
}

TEST(S3Url, AcceleratedBucketsAreInNoRegion) {
  const S3Location location{.region = "", .bucket = "b", .key = "d/k"};
  EXPECT_EQ(Location("https://b.s3-accelerate.amazonaws.com/d/k"), location);
  EXPECT_EQ(Location("https://b.s3-accelerate.dualstack.amazonaws.com/d/k"), location);
}

TEST(S3Url, ABucketAndAKeyAreEnough) {
  EXPECT_EQ(ParseS3Path("my.bucket-1/d/k"),
            (S3Location{.region = "", .bucket = "my.bucket-1", .key = "d/k"}));
  for (const char* path : {"", "bucket", "bucket/", "/k", "ab/k", "Bucket/k", "https://k",
                           "s3.amazonaws.com/b/k", "s3.cn-north-1.amazonaws.com.cn/b/k"}) {
    EXPECT_FALSE(ParseS3Path(path)) << path;
  }
}

TEST(S3Url, DecodingFindsTheVersion) {
  EXPECT_EQ(Decoded({.bucket = "b", .key = "a%20b%3FversionId%3Dv1"}),
            (S3Location{.bucket = "b", .key = "a b", .version = "v1"}));
  EXPECT_FALSE(Decoded({.bucket = "b", .key = "a%2"}));
  EXPECT_FALSE(Decoded({.bucket = "b", .key = "a%zz"}));
}

Placeholder Only(const std::string& inner) {
  const auto found = PlaceholdersIn(R"({"x":"${aws:iot:)" + inner + R"(}"})");
  return found.size() == 1 ? found.front() : Placeholder{};
}

TEST(Placeholder, UrlsAreTakenAsWrittenOrDecoded) {
  EXPECT_EQ(Only("s3-presigned-url:https://s3.amazonaws.com/b/a b%20").location.key, "a b%20");
  EXPECT_EQ(
      Only("s3-presigned-url-v2:https://s3.amazonaws.com/b/a%20b%3FversionId%3D7").location,
      (S3Location{.bucket = "b", .key = "a b", .version = "7"}));
}

TEST(Placeholder, PackageMembersAreTakenApart) {
  const Placeholder one = Only("package:fw:version:1.0:attributes:url");
  EXPECT_EQ(one.kind, Placeholder::Kind::kAttribute);
  EXPECT_EQ(one.package + " " + one.version + " " + one.attribute, "fw 1.0 url");
  EXPECT_EQ(Only("package::version::attributes").kind, Placeholder::Kind::kAttributes);
  EXPECT_EQ(Only("package::version::artifact:s3-presigned-url").kind,
            Placeholder::Kind::kArtifact);
  for (const char* inner : {"package:fw", "package:fw:version:1", "package:fw:version:1:size",
                            "package:fw:version:1:attributes:", "nonsense"}) {
    EXPECT_EQ(Only(inner).kind, Placeholder::Kind::kUnknown) << inner;
  }
}

TEST(Placeholder, UploadKeysHaveEachVariableAtMostTwice) {
  const std::string upload = "s3-presigned-url-upload:https://s3.eu-west-1.amazonaws.com/b/";
  const Placeholder found =
      Only(upload + "${thingName}/${jobId}/${executionNumber}-${thingName}");
  EXPECT_EQ(FillUploadKey(found.location.key, "lamp", "job", "3"), "lamp/job/3-lamp");
  EXPECT_EQ(RefusalName([&] { Only(upload + "${jobId}${jobId}${jobId}"); }), "InvalidRequest");
  EXPECT_EQ(RefusalName([&] { Only(upload + "${other}"); }), "InvalidRequest");
}

TEST(Placeholder, EachIsReplacedWhereItStands) {
  const std::string one = "${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/1}";
  const std::string two = "${aws:iot:s3-presigned-url:https://s3.amazonaws.com/b/2}";
  EXPECT_EQ(Substitute("a" + one + "b" + two + one + "c",
                       [](const Placeholder& placeholder) -> std::optional<std::string> {
                         if (placeholder.location.key == "2") return std::nullopt;
                         return "!";
                       }),
            "a!b" + two + "!c");
}

}  // namespace
}  // namespace engine
