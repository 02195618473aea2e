// Buckets: made, listed, deleted, and what is in them.
#include <algorithm>
#include <charconv>
#include <climits>

#include "engine/text/hex.h"
#include "engine/text/percent_encoding.h"
#include "server/s3/s3_request.h"
#include "server/s3/s3_xml.h"

namespace http {
namespace {

constexpr int kMostListed = 1000;

[[noreturn]] void InvalidArgument(const std::string& name, const std::string& value,
                                  const std::string& message) {
  throw S3Error(400, "InvalidArgument", message,
                {{"ArgumentName", name}, {"ArgumentValue", value}});
}

int LimitFrom(const S3Request& request, const char* name) {
  const std::string text = request.Query(name).value_or("");
  if (text.empty()) return kMostListed;
  int limit = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (failure != std::errc{} || end != text.data() + text.size() || limit < 0) {
    InvalidArgument(
        name, text,
        "Provided " + std::string(name) + " not an integer or within integer range");
  }
  return std::min(limit, kMostListed);
}

// Keys in lists are encoded when the caller asks for it.
std::string Shown(const S3Request& request, const std::string& text) {
  return request.Query("encoding-type") == "url" ? engine::UriEncode(text, true) : text;
}

const char* Flag(bool value) {
  return value ? "true" : "false";
}

// A continuation token is the key in digits: opaque to clients, and safe in a URL.
std::string KeyOf(const std::string& token) {
  auto key = engine::FromHex(token);
  if (!key) {
    InvalidArgument("continuation-token", token,
                    "The continuation token provided is incorrect");
  }
  return *std::move(key);
}

void ShowContents(Xml& xml, const S3Request& request, const storage::Object& object) {
  xml.Leaf("Key", Shown(request, object.key))
      .Leaf("LastModified", engine::FormatInstant(object.modified_at))
      .Leaf("ETag", object.etag)
      .Leaf("Size", std::to_string(object.size))
      .Leaf("StorageClass", "STANDARD");
}

void ShowOwner(Xml& xml) {
  xml.Open("Owner").Leaf("ID", "iot-jobs-local").Leaf("DisplayName", "iot-jobs-local").Close();
}

Response CreateBucket(const S3Call& call) {
  const auto found = call.objects.FindBucket(call.request.bucket);
  // AWS: in us-east-1 making a bucket of one's own again succeeds.
  if (found && RegionOf(call.request) != "us-east-1") {
    throw S3Error(409, "BucketAlreadyOwnedByYou",
                  "Your previous request to create the named bucket succeeded and you already "
                  "own it.",
                  {{"BucketName", call.request.bucket}});
  }
  if (!found) call.WritableBucket();
  Response response = S3Answer(200, call);
  response.headers.emplace_back("Location", "/" + call.request.bucket);
  return response;
}

Response DeleteBucket(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  if (!call.objects.IsEmpty(bucket.name)) {
    throw S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty",
                  {{"BucketName", bucket.name}});
  }
  call.objects.DeleteBucket(bucket.name);
  return S3Answer(204, call);
}

Response GetBucketVersioning(const S3Call& call) {
  const storage::Bucket bucket = call.RequireBucket();
  Xml xml("VersioningConfiguration");
  if (bucket.versioning != storage::Versioning::kNever) {
    xml.Leaf("Status",
             bucket.versioning == storage::Versioning::kEnabled ? "Enabled" : "Suspended");
  }
  return S3Answer(xml.Text(), call);
}

Response PutBucketVersioning(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  std::string status;
  for (const XmlLeaf& leaf : ReadXml(call.body)) {
    if (leaf.name == "Status") status = leaf.text;
  }
  if (status != "Enabled" && status != "Suspended") {
    throw S3Error(400, "IllegalVersioningConfigurationException",
                  "The Versioning element must be specified");
  }
  call.objects.SetVersioning(bucket.name, status == "Enabled"
                                              ? storage::Versioning::kEnabled
                                              : storage::Versioning::kSuspended);
  return S3Answer(200, call);
}

Response ListObjectVersions(const S3Call& call) {
  const S3Request& request = call.request;
  const storage::Bucket bucket = call.RequireBucket();
  const std::string prefix = request.Query("prefix").value_or("");
  const std::string key_marker = request.Query("key-marker").value_or("");
  const std::string version_marker = request.Query("version-id-marker").value_or("");
  if (!request.Query("delimiter").value_or("").empty()) {
    throw S3Error(501, "NotImplemented",
                  "The object store does not list versions with a delimiter; see "
                  "docs/differences.md.");
  }
  const int limit = LimitFrom(request, "max-keys");
  std::vector<storage::Object> versions;
  if (bucket.directory) {
    versions = call.objects.List(bucket, {.prefix = prefix, .limit = INT_MAX}).objects;
  } else {
    versions = call.objects.ListVersions(
        bucket.name, {.prefix = prefix, .from = key_marker, .limit = INT_MAX});
  }
  // Those up to the markers were listed before.
  auto first = std::find_if(versions.begin(), versions.end(), [&](const auto& version) {
    return version.key != key_marker || version.version_id == version_marker;
  });
  if (first != versions.end() && first->key == key_marker) ++first;
  versions.erase(versions.begin(), first);
  const bool more = versions.size() > static_cast<std::size_t>(limit);
  if (more) versions.resize(static_cast<std::size_t>(limit));
  Xml xml("ListVersionsResult");
  xml.Leaf("Name", bucket.name)
      .Leaf("Prefix", Shown(request, prefix))
      .Leaf("KeyMarker", Shown(request, key_marker))
      .Leaf("VersionIdMarker", version_marker)
      .Leaf("MaxKeys", std::to_string(limit))
      .Leaf("IsTruncated", Flag(more));
  if (request.Has("encoding-type")) xml.Leaf("EncodingType", "url");
  if (more && !versions.empty()) {
    xml.Leaf("NextKeyMarker", Shown(request, versions.back().key))
        .Leaf("NextVersionIdMarker", versions.back().version_id);
  }
  for (const storage::Object& version : versions) {
    xml.Open(version.delete_marker ? "DeleteMarker" : "Version");
    if (version.delete_marker) {
      xml.Leaf("Key", Shown(request, version.key))
          .Leaf("LastModified", engine::FormatInstant(version.modified_at));
    } else {
      ShowContents(xml, request, version);
    }
    xml.Leaf("VersionId", version.version_id).Leaf("IsLatest", Flag(version.latest));
    ShowOwner(xml);
    xml.Close();
  }
  return S3Answer(xml.Text(), call);
}

}  // namespace

Response ListBuckets(const S3Call& call) {
  Xml xml("ListAllMyBucketsResult");
  ShowOwner(xml);
  xml.Open("Buckets");
  for (const storage::Bucket& bucket : call.objects.ListBuckets()) {
    xml.Open("Bucket")
        .Leaf("Name", bucket.name)
        .Leaf("CreationDate", engine::FormatInstant(bucket.created_at))
        .Close();
  }
  return S3Answer(xml.Text(), call);
}

Response ListObjects(const S3Call& call) {
  const S3Request& request = call.request;
  const storage::Bucket bucket = call.RequireBucket();
  const bool second = request.Query("list-type") == "2";
  storage::ObjectQuery query{
      .prefix = request.Query("prefix").value_or(""),
      .delimiter = request.Query("delimiter").value_or(""),
      .after = request.Query(second ? "start-after" : "marker").value_or(""),
      .limit = LimitFrom(request, "max-keys")};
  const std::string token = request.Query("continuation-token").value_or("");
  if (second) query.from = KeyOf(token);
  const storage::ObjectList list = call.objects.List(bucket, query);
  // AWS: a list that may hold nothing is whole.
  const bool more = list.next.has_value() && query.limit > 0;

  Xml xml("ListBucketResult");
  xml.Leaf("Name", bucket.name)
      .Leaf("Prefix", Shown(request, query.prefix))
      .Leaf("MaxKeys", std::to_string(query.limit))
      .Leaf("IsTruncated", Flag(more));
  if (!query.delimiter.empty()) xml.Leaf("Delimiter", Shown(request, query.delimiter));
  if (request.Has("encoding-type")) xml.Leaf("EncodingType", "url");
  if (second) {
    xml.Leaf("KeyCount", std::to_string(list.objects.size() + list.prefixes.size()));
    if (!query.after.empty()) xml.Leaf("StartAfter", Shown(request, query.after));
    if (!token.empty()) xml.Leaf("ContinuationToken", token);
    if (more) xml.Leaf("NextContinuationToken", engine::Hex(*list.next));
  } else {
    xml.Leaf("Marker", Shown(request, query.after));
    if (more && !query.delimiter.empty()) xml.Leaf("NextMarker", Shown(request, list.last));
  }
  for (const storage::Object& object : list.objects) {
    xml.Open("Contents");
    ShowContents(xml, request, object);
    if (!second || request.Query("fetch-owner") == "true") ShowOwner(xml);
    xml.Close();
  }
  for (const std::string& prefix : list.prefixes) {
    xml.Open("CommonPrefixes").Leaf("Prefix", Shown(request, prefix)).Close();
  }
  return S3Answer(xml.Text(), call);
}

Response BucketCall(const S3Call& call) {
  const S3Request& request = call.request;
  if (request.method == "PUT") {
    return request.Has("versioning") ? PutBucketVersioning(call) : CreateBucket(call);
  }
  if (request.method == "DELETE") return DeleteBucket(call);
  if (request.method == "POST" && request.Has("delete")) return DeleteObjects(call);
  if (request.method == "HEAD") {
    call.RequireBucket();
    Response response = S3Answer(200, call);
    response.headers.emplace_back("x-amz-bucket-region", call.region);
    return response;
  }
  if (request.method != "GET") {
    throw S3Error(405, "MethodNotAllowed",
                  "The specified method is not allowed against this resource.",
                  {{"Method", request.method}});
  }
  if (request.Has("location")) {
    call.RequireBucket();
    // AWS: us-east-1 has no name here.
    return S3Answer(
        Xml("LocationConstraint").Put(call.region == "us-east-1" ? "" : call.region).Text(),
        call);
  }
  if (request.Has("versioning")) return GetBucketVersioning(call);
  if (request.Has("versions")) return ListObjectVersions(call);
  if (request.Has("uploads")) return ListMultipartUploads(call);
  return ListObjects(call);
}

}  // namespace http
