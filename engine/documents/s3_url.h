// URLs of S3 objects, as job documents and CreateJob name them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

struct S3Location {
  std::string region;  // empty where the URL names none
  std::string bucket;
  std::string key;      // as written
  std::string version;  // empty: the latest

  bool operator==(const S3Location&) const = default;
};

// https://s3.amazonaws.com/bucket/key, https://s3.region.amazonaws.com/bucket/key,
// https://bucket.s3.region.amazonaws.com/key and their like. Nothing for another URL.
std::optional<S3Location> ParseS3Url(std::string_view url);

// "bucket/key", which AWS's older guides and those for China write. Nothing where that bucket
// can't be.
std::optional<S3Location> ParseS3Path(std::string_view path);

// The location with its key decoded, and "?versionId=..." at its end taken as the version.
// Nothing for a bad escape.
std::optional<S3Location> Decoded(S3Location location);

}  // namespace engine
