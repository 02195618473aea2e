// Conditions of requests: If-Match and its like.
#pragma once

#include <optional>
#include <string>

#include "server/s3/request/s3_request.h"

namespace http {

// Of a read; `prefix` is "x-amz-copy-source-" for the source of a copy. Returns whether the
// caller has the object already. Throws PreconditionFailed.
bool HasAlready(const S3Request& request, const storage::Object& object,
                const std::string& prefix = "");

// Whether a Range header counts: without If-Range, or where that names what is there now.
bool RangeCounts(const S3Request& request, const storage::Object& object);

// Of a write that makes the object of the request's key. Throws PreconditionFailed, NoSuchKey,
// and NotImplemented for what S3 does not take there.
void CheckWriteConditions(const S3Call& call);

// Of a write that has none. Throws NotImplemented where the caller names one.
void RefuseConditions(const S3Request& request);

// Of a deletion that is to be done only if `etag`, "*" or one, is the object's. AWS: what is
// not there may be deleted. Throws PreconditionFailed.
void CheckDeletable(const std::optional<storage::Object>& object, const std::string& etag);

[[noreturn]] void PreconditionFailed(const char* condition);

}  // namespace http
