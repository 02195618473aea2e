// Presigned URLs into the object store, for devices and for who reads reports.
#pragma once

#include <cstdint>
#include <string>

#include "engine/documents/s3_url.h"
#include "server/calls/operation.h"

namespace server {

std::string ObjectUrl(const Context& c, const std::string& method,
                      const engine::S3Location& location, std::int64_t expires_in_seconds);

}  // namespace server
