#include "engine/error.h"
#include "engine/text/base64.h"
#include "engine/text/hex.h"
#include "server/tools/state/seed.h"
#include "storage/objects/objects.h"

namespace tools {
namespace {

using nlohmann::json;

std::string ContentOf(const json& file) {
  if (file.contains("path")) {
    engine::RefuseRequest(
        "path is for a seed that is a file; here the content is text or base64.");
  }
  if (file.contains("text") == file.contains("base64")) {
    engine::RefuseRequest("A file has either text or base64.");
  }
  if (file.contains("text")) return file["text"].get<std::string>();
  auto bytes = engine::FromBase64(file["base64"].get_ref<const std::string&>());
  if (!bytes) engine::RefuseRequest("What base64 has is not in base 64.");
  return *std::move(bytes);
}

}  // namespace

void SowFile(const Sowing& to, const json& file) {
  storage::Objects& objects = to.c.objects;
  const auto& name = file["bucket"].get_ref<const std::string&>();
  if (!objects.FindBucket(name)) objects.MakeBucket(name, to.c.now);
  const storage::Bucket bucket = objects.FindBucket(name).value();
  if (bucket.directory) engine::RefuseRequest("The bucket is a directory, which is only read.");
  storage::IncomingContent& content = objects.NewContentTogether();
  content.Append(ContentOf(file));
  storage::Object object{.key = file["key"].get<std::string>(),
                         .size = content.size(),
                         .etag = "\"" + engine::Hex(content.Md5()) + "\"",
                         .modified_at = to.c.now,
                         .segments = {{content.file(), content.size()}}};
  if (file.contains("contentType")) object.headers["content-type"] = file["contentType"];
  objects.Put(bucket, std::move(object));
}

}  // namespace tools
