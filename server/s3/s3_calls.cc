#include "server/s3/s3_calls.h"

#include <algorithm>
#include <array>

namespace http {
namespace {

enum class Of { kService, kBucket, kObject };

// A call: `part` is the name in the query that tells it from others of its method.
struct Row {
  Of of;
  std::string_view method;
  std::string_view part;
  S3Function run;
};

constexpr auto kCalls = std::to_array<Row>({
    {Of::kService, "GET", "", ListBuckets},
    {Of::kService, "HEAD", "", ListBuckets},
    {Of::kBucket, "PUT", "", CreateBucket},
    {Of::kBucket, "HEAD", "", HeadBucket},
    {Of::kBucket, "DELETE", "", DeleteBucket},
    {Of::kBucket, "GET", "", ListObjects},
    {Of::kBucket, "GET", "location", GetBucketLocation},
    {Of::kBucket, "GET", "versioning", GetBucketVersioning},
    {Of::kBucket, "PUT", "versioning", PutBucketVersioning},
    {Of::kBucket, "GET", "versions", ListObjectVersions},
    {Of::kBucket, "GET", "uploads", ListMultipartUploads},
    {Of::kBucket, "POST", "delete", DeleteObjects},
    {Of::kObject, "PUT", "", PutObject},
    {Of::kObject, "GET", "", GetObject},
    {Of::kObject, "HEAD", "", GetObject},
    {Of::kObject, "DELETE", "", DeleteObject},
    {Of::kObject, "POST", "uploads", CreateMultipartUpload},
    {Of::kObject, "PUT", "uploadId", UploadPart},
    {Of::kObject, "POST", "uploadId", CompleteMultipartUpload},
    {Of::kObject, "DELETE", "uploadId", AbortMultipartUpload},
    {Of::kObject, "GET", "uploadId", ListParts},
    {Of::kObject, "GET", "tagging", GetObjectTagging},
    {Of::kObject, "PUT", "tagging", PutObjectTagging},
    {Of::kObject, "DELETE", "tagging", DeleteObjectTagging},
});

// What S3 has and this store hasn't.
constexpr auto kNotEmulated = std::to_array<std::string_view>({"accelerate",
                                                               "acl",
                                                               "analytics",
                                                               "attributes",
                                                               "cors",
                                                               "encryption",
                                                               "intelligent-tiering",
                                                               "inventory",
                                                               "legal-hold",
                                                               "lifecycle",
                                                               "logging",
                                                               "metadataTable",
                                                               "metrics",
                                                               "notification",
                                                               "object-lock",
                                                               "ownershipControls",
                                                               "policy",
                                                               "policyStatus",
                                                               "publicAccessBlock",
                                                               "replication",
                                                               "requestPayment",
                                                               "restore",
                                                               "retention",
                                                               "select",
                                                               "session",
                                                               "torrent",
                                                               "website"});

[[noreturn]] void RefuseByName(std::string_view part) {
  throw S3Error(
      501, "NotImplemented",
      "The object store does not emulate '" + std::string(part) + "'; see docs/differences.md.",
      {{"Header", std::string(part)}});
}

// The part of the resource that the request is about; empty for the resource itself.
std::string_view PartOf(const S3Request& request) {
  std::string_view part;
  for (const Row& row : kCalls) {
    if (row.part.empty() || row.part == part || !request.Has(row.part)) continue;
    if (!part.empty()) {
      InvalidArgument("ResourceType", std::string(part),
                      "Conflicting query string parameters: " + std::string(part) + ", " +
                          std::string(row.part));
    }
    part = row.part;
  }
  return part;
}

}  // namespace

S3Function FindCall(const S3Request& request) {
  for (const std::string_view name : kNotEmulated) {
    if (request.Has(name)) RefuseByName(name);
  }
  const Of of = request.bucket.empty() ? Of::kService
                : request.key.empty()  ? Of::kBucket
                                       : Of::kObject;
  const std::string_view part = PartOf(request);
  if (of == Of::kBucket && part == "tagging") RefuseByName(part);
  const auto* row = std::find_if(kCalls.begin(), kCalls.end(), [&](const Row& one) {
    return one.of == of && one.method == request.method && one.part == part;
  });
  if (row == kCalls.end()) throw MethodNotAllowed(request);
  if (request.Header("x-amz-copy-source").empty()) return row->run;
  if (row->run == PutObject) return CopyObject;
  return row->run == UploadPart ? UploadPartCopy : row->run;
}

}  // namespace http
