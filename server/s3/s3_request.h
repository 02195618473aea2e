// A request to the object store, and the answers that S3 has for it.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/access/sigv4.h"
#include "server/http/message.h"
#include "storage/objects/objects.h"

namespace http {

// A refusal in S3's words.
class S3Error : public std::runtime_error {
 public:
  S3Error(int http_status, std::string s3_code, const std::string& message,
          engine::NamedValues more = {})
      : std::runtime_error(message),
        status(http_status),
        code(std::move(s3_code)),
        detail(std::move(more)) {}

  const int status;
  const std::string code;
  const engine::NamedValues detail;  // further elements of the error
};

struct S3Request {
  std::string method;
  std::string path;  // of the URL, decoded
  std::string bucket;
  std::string key;
  engine::NamedValues query;  // decoded
  Headers headers;            // names in lower case

  std::optional<std::string> Query(std::string_view name) const;

  bool Has(std::string_view name) const { return Query(name).has_value(); }

  // Empty when absent.
  std::string Header(std::string_view name) const;
};

// Takes the bucket from the host ("bucket.s3.…") or from the path. Throws S3Error.
S3Request ReadS3Request(const Request& request);

// The region that the signature is made for; empty when there is none.
std::string RegionOf(const S3Request& request);

// One call, with all that answering it takes.
struct S3Call {
  S3Request request;
  storage::Objects& objects;
  engine::Instant now;
  std::string region;                           // where buckets are
  std::string body;                             // XML
  storage::IncomingContent* content = nullptr;  // of an object or a part

  // Throws NoSuchBucket, NoSuchKey.
  storage::Bucket RequireBucket() const;
  // ... and AccessDenied for a directory of the user's.
  storage::Bucket RequireWritableBucket() const;
  // The same, made if it is missing.
  storage::Bucket WritableBucket() const;
  storage::Object RequireObject(const storage::Bucket& bucket) const;
};

// "Thu, 01 Jan 2026 12:00:00 GMT", and back.
std::string HttpDate(engine::Instant at);
std::optional<engine::Instant> ParseHttpDate(const std::string& text);

Response S3Answer(int status, const S3Call& call);
Response S3Answer(std::string xml, const S3Call& call);
Response S3Failure(const S3Error& error, engine::Instant now);

[[noreturn]] void NoSuchKey(const std::string& key);

// The operations, by what they are about.
Response ListBuckets(const S3Call& call);
Response BucketCall(const S3Call& call);  // whatever is asked of a bucket
Response ListObjects(const S3Call& call);

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
Response ListMultipartUploads(const S3Call& call);

// What x-amz-copy-source names.
struct CopySource {
  storage::Bucket bucket;
  storage::Object object;
};

// Throws where it is not there, or not as the caller's conditions want it.
CopySource RequireCopySource(const S3Call& call);
// Nothing for a bucket that never had versions.
void ShowVersion(Response& response, const storage::Bucket& bucket, const std::string& version,
                 const char* header = "x-amz-version-id");

// Those headers of a request that are kept with the object.
nlohmann::json KeptHeaders(const S3Request& request);
// Throws BadDigest where Content-MD5 is another than the content's.
void CheckDigest(const S3Call& call);
std::string Etag(std::string_view md5, const std::string& suffix = "");

}  // namespace http
