// Streams: files that devices fetch over MQTT, block by block.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/documents/s3_url.h"
#include "engine/instant.h"

namespace engine {

inline constexpr std::uint64_t kLargestStreamFile = std::uint64_t{24} << 20;  // AWS
inline constexpr std::int64_t kHighestStreamVersion = 65535;

struct StreamFile {
  std::int64_t id = 0;
  S3Location location;
  // What the object was when the stream was made or last changed.
  std::uint64_t size = 0;
  std::string etag;
};

struct Stream {
  std::string id;
  std::int64_t version = 1;
  std::optional<std::string> description;
  std::string role_arn;
  std::vector<StreamFile> files;
  Instant created_at, updated_at;

  const StreamFile* Find(std::int64_t file_id) const {
    for (const StreamFile& file : files) {
      if (file.id == file_id) return &file;
    }
    return nullptr;
  }
};

}  // namespace engine
