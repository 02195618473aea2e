// Who may use the object store: whoever asks, but a presigned URL must be good.
#pragma once

#include "engine/access/sigv4.h"
#include "engine/instant.h"
#include "server/s3/request/s3_request.h"

namespace http {

// Verifies the signature of a presigned URL and that it has not expired; members x-amz-... of
// its query become headers. Throws S3Error. What is not presigned passes: signatures in headers
// are not verified.
void CheckAccess(S3Request& request, const engine::KeyPair& keys, engine::Instant now);

}  // namespace http
