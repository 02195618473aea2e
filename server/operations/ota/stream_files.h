// The objects behind a stream's files.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "engine/ota/stream.h"
#include "server/calls/operation.h"
#include "storage/objects/objects.h"

namespace server {

// A file with what its object is now. Throws InvalidRequest, ResourceNotFound or LimitExceeded.
engine::StreamFile LookAt(Context& c, std::int64_t file_id, const nlohmann::json& s3_location);

// `files` of CreateStream and UpdateStream. Throws as LookAt.
std::vector<engine::StreamFile> ReadStreamFiles(Context& c, const nlohmann::json& files);

// Where a file's s3Location says that it is. Throws InvalidRequest.
engine::S3Location ReadLocation(const nlohmann::json& s3_location);

// The object, as long as it is what it was when the stream saw it. Throws ResourceNotFound or
// ETagMismatch. One of an S3 server elsewhere has size and ETag alone.
storage::Object ObjectOf(Context& c, const engine::StreamFile& file);

}  // namespace server
