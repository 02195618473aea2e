#include "server/operations/ota/stream_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "engine/error.h"
#include "server/calls/input.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::StreamFile;
using nlohmann::json;

namespace {

std::optional<storage::Object> FindElsewhere(const Context& c,
                                             const engine::S3Location& location) {
  static const std::vector<ForeignObject> kNone;
  const auto& objects = c.caller.beforehand ? c.caller.beforehand->objects : kNone;
  const auto found = std::ranges::find(objects, location, &ForeignObject::location);
  const std::string where = "S3 object " + location.bucket + "/" + location.key + " of " +
                            c.settings.s3_host + " cannot be read";
  if (found == objects.end()) throw Error(ErrorCode::kServiceUnavailable, where + ".");
  if (!found->problem.empty()) {
    throw Error(ErrorCode::kServiceUnavailable, where + ": " + found->problem);
  }
  constexpr int kGone = 404, kWhole = 200, kRange = 206;
  if (found->status == kGone) return std::nullopt;
  if (found->status != kWhole && found->status != kRange) {
    throw Error(ErrorCode::kAccessDenied,
                where + ": it answers " + std::to_string(found->status) + ".");
  }
  return storage::Object{.key = location.key, .size = found->size, .etag = found->etag};
}

std::optional<storage::Object> Find(Context& c, const engine::S3Location& location) {
  if (!c.settings.s3_host.empty()) return FindElsewhere(c, location);
  const auto bucket = c.objects.FindBucket(location.bucket);
  if (!bucket) return std::nullopt;
  std::optional<std::string> version;
  if (!location.version.empty()) version = location.version;
  auto object = c.objects.Find(*bucket, location.key, version);
  if (object && object->delete_marker) return std::nullopt;
  return object;
}

}  // namespace

engine::S3Location ReadLocation(const json& in) {
  for (const char* member : {"bucket", "key"}) {
    if (!in.contains(member)) {
      engine::RefuseRequest(std::string("s3Location needs a ") + member + ".");
    }
  }
  return {
      .bucket = Text(in, "bucket"), .key = Text(in, "key"), .version = in.value("version", "")};
}

StreamFile LookAt(Context& c, std::int64_t file_id, const json& s3_location) {
  const engine::S3Location location = ReadLocation(s3_location);
  const std::string name = location.bucket + "/" + location.key;
  const auto object = Find(c, location);
  if (!object)
    throw Error(ErrorCode::kResourceNotFound, "S3 object " + name + " cannot be found.");
  // Ours: AWS names the limit, not the error.
  if (object->size > engine::kLargestStreamFile) {
    throw Error(ErrorCode::kLimitExceeded, "S3 object " + name + " is larger than 24 MB.");
  }
  return {.id = file_id, .location = location, .size = object->size, .etag = object->etag};
}

std::vector<StreamFile> ReadStreamFiles(Context& c, const json& files) {
  std::vector<StreamFile> read;
  for (const json& file : files) {
    if (!file.contains("fileId") || !file.contains("s3Location")) {
      engine::RefuseRequest("Each file of a stream needs a fileId and an s3Location.");
    }
    const auto id = file["fileId"].get<std::int64_t>();
    if (std::ranges::find(read, id, &StreamFile::id) != read.end()) {
      engine::RefuseRequest("File ID " + std::to_string(id) + " is there twice.");
    }
    read.push_back(LookAt(c, id, file["s3Location"]));
  }
  return read;
}

storage::Object ObjectOf(Context& c, const StreamFile& file) {
  auto object = Find(c, file.location);
  if (!object) {
    throw Error(ErrorCode::kResourceNotFound, "The file's S3 object cannot be found.");
  }
  if (object->etag != file.etag) {
    throw Error(ErrorCode::kETagMismatch, "The file's S3 object has changed.");
  }
  return *std::move(object);
}

}  // namespace server
