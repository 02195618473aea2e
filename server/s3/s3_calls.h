// The calls of S3's that are served, by what they are about, and which of them a request is.
#pragma once

#include "server/s3/request/s3_request.h"

namespace http {

using S3Function = Response (*)(const S3Call& call);

// Throws S3Error: NotImplemented by name for what S3 has and this store hasn't,
// MethodNotAllowed for what S3 hasn't either.
S3Function FindCall(const S3Request& request);

Response ListBuckets(const S3Call& call);
Response CreateBucket(const S3Call& call);
Response HeadBucket(const S3Call& call);
Response DeleteBucket(const S3Call& call);
Response GetBucketLocation(const S3Call& call);
Response GetBucketVersioning(const S3Call& call);
Response PutBucketVersioning(const S3Call& call);
Response ListObjects(const S3Call& call);
Response ListObjectVersions(const S3Call& call);
Response ListMultipartUploads(const S3Call& call);

Response GetObject(const S3Call& call);  // and HeadObject
Response PutObject(const S3Call& call);
Response CopyObject(const S3Call& call);
Response DeleteObject(const S3Call& call);
Response DeleteObjects(const S3Call& call);

Response CreateMultipartUpload(const S3Call& call);
Response UploadPart(const S3Call& call);
Response UploadPartCopy(const S3Call& call);
Response CompleteMultipartUpload(const S3Call& call);
Response AbortMultipartUpload(const S3Call& call);
Response ListParts(const S3Call& call);

Response GetObjectTagging(const S3Call& call);
Response PutObjectTagging(const S3Call& call);
Response DeleteObjectTagging(const S3Call& call);

}  // namespace http
