// Files in the object store, for streams and updates of tests.
#pragma once

#include <string>

#include "engine/text/hex.h"
#include "tests/server/world.h"

namespace server {

inline constexpr const char* kRole = "arn:aws:iam::123456789012:role/ota";

// Puts an object into the bucket "firmware", which is made if it is not there.
inline void PutFirmware(World& world, const std::string& key, const std::string& bytes) {
  if (!world.objects.FindBucket("firmware")) {
    world.objects.MakeBucket("firmware", world.clock.Now());
  }
  const auto content = world.objects.NewContent();
  content->Append(bytes);
  world.objects.Put(*world.objects.FindBucket("firmware"),
                    {.key = key,
                     .size = content->size(),
                     .etag = "\"" + engine::Hex(content->Md5()) + "\"",
                     .modified_at = world.clock.Now(),
                     .segments = {{content->file(), content->size()}}});
  content->Keep();
}

inline nlohmann::json Located(const std::string& key) {
  return {{"bucket", "firmware"}, {"key", key}};
}

}  // namespace server
