// A request to the object store, and the answers that S3 has for it.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/access/sigv4.h"
#include "server/http/message/message.h"
#include "storage/objects/objects.h"

namespace http {

class Xml;

// A refusal in S3's words.
class S3Error : public std::runtime_error {
 public:
  S3Error(int http_status, std::string s3_code, const std::string& message,
          engine::NamedValues more = {}, Headers with = {})
      : std::runtime_error(message),
        status(http_status),
        code(std::move(s3_code)),
        detail(std::move(more)),
        headers(std::move(with)) {}

  const int status;
  const std::string code;
  const engine::NamedValues detail;  // further elements of the error
  const Headers headers;
};

[[noreturn]] void InvalidArgument(const std::string& name, const std::string& value,
                                  const std::string& message);
// For a header that would have to be obeyed.
[[noreturn]] void NotImplemented(const std::string& header, const std::string& reason = "");
[[noreturn]] void NoSuchKey(const std::string& key, Headers headers = {});

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

S3Error MethodNotAllowed(const S3Request& request);

// Whether the host, which may have a port, is one of S3's: "s3.…", "bucket.s3.…",
// "bucket.s3-us-west-2.…" and their like.
bool IsS3Host(std::string_view host);

// Takes the bucket from the host or from the path. Throws S3Error.
S3Request ReadS3Request(const Request& request);

// The region that the signature is made for; empty when there is none.
std::string RegionOf(const S3Request& request);

// One call, with all that answering it takes.
struct S3Call {
  S3Request request;
  storage::Objects& objects;
  engine::Instant now;
  std::string region;                           // where buckets are
  std::string account_id;                       // whose they are
  std::string body;                             // XML
  storage::IncomingContent* content = nullptr;  // of an object or a part
  storage::Checksum checksum;                   // of `content`, to be kept
  storage::Checksum sent_checksum;              // that came with either

  // Throws NoSuchBucket.
  storage::Bucket RequireBucket() const;
  // ... and AccessDenied for a directory of the user's.
  storage::Bucket RequireWritableBucket() const;
  // Throws unless the bucket can be written to, or made.
  void CheckBucketWritable() const;
  // The bucket, made if it is missing: the last thing before a write. Throws as
  // CheckBucketWritable.
  storage::Bucket WritableBucket() const;
  // Throws NoSuchKey, NoSuchVersion, and MethodNotAllowed for a delete marker.
  storage::Object RequireObject(const storage::Bucket& bucket) const;
};

// Throws where the header names another account than the one that has the buckets.
void CheckOwner(const S3Call& call, const char* header);

// Throws InvalidArgument for what is no id of a version.
void CheckVersionId(const std::string& id);

// "Thu, 01 Jan 2026 12:00:00 GMT", and back.
std::string HttpDate(engine::Instant at);
std::optional<engine::Instant> ParseHttpDate(const std::string& text);

Response S3Answer(int status, const S3Call& call);
Response S3Answer(std::string xml, const S3Call& call);
Response S3Failure(const S3Error& error, engine::Instant now);
void ShowOwner(Xml& xml);

// What x-amz-copy-source names.
struct CopySource {
  storage::Bucket bucket;
  storage::Object object;
  bool names_version = false;
};

// Throws where it is not there, or not as the caller's conditions want it.
CopySource RequireCopySource(const S3Call& call);
// Nothing for a bucket that never had versions.
void ShowVersion(Response& response, const storage::Bucket& bucket, const std::string& version,
                 const char* header = "x-amz-version-id");

// Those headers of a request that are kept with the object. Throws for one that would have to
// be obeyed and isn't.
nlohmann::json KeptHeaders(const S3Request& request);
// The same for a copy that keeps what is said of its source.
nlohmann::json CopiedHeaders(const S3Request& request, const nlohmann::json& source);
// Whether the request says how the object is stored: its class, its encryption, its redirect.
bool ChoosesAnew(const S3Request& request);
std::string StorageClass(const nlohmann::json& kept_headers);
// What the object says of itself, unless the caller wants it said otherwise.
void ShowHeaders(Response& response, const S3Request& request, const storage::Object& object);
// How the object is encrypted, which writes are answered with too.
void ShowEncryption(Response& response, const nlohmann::json& kept_headers);
// Nothing where there is none.
void ShowChecksum(Response& response, const storage::Checksum& checksum);
const char* ChecksumType(const storage::Checksum& checksum);
// Of x-amz-checksum-algorithm; empty where it is absent. Throws S3Error.
std::string WantedAlgorithm(const S3Request& request);

// Of x-amz-tagging. Throws S3Error.
storage::ObjectTags TagsIn(const S3Request& request);

std::string Etag(std::string_view md5, const std::string& suffix = "");

// What a continuation token stands for: it is that in digits, opaque to clients and safe in a
// URL. Throws InvalidArgument.
std::string NameOfToken(const std::string& token);
// What "encoding-type" asks for. Throws InvalidArgument.
bool WantsEncodedKeys(const S3Request& request);
// A whole number of the query, from `least` to `most`; nothing where it is absent or empty.
// Throws InvalidArgument.
std::optional<int> NumberIn(const S3Request& request, const char* name, int least, int most);

}  // namespace http
