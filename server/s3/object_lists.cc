// What is in a bucket, listed.
#include <algorithm>
#include <climits>

#include "engine/text/hex.h"
#include "engine/text/percent_encoding.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

constexpr int kMostListed = 1000;

int LimitFrom(const S3Request& request) {
  return std::min(NumberIn(request, "max-keys", 0, INT_MAX).value_or(kMostListed), kMostListed);
}

// Keys in lists are encoded when the caller asks for it.
std::string Shown(const S3Request& request, const std::string& text) {
  return WantsEncodedKeys(request) ? engine::UriEncode(text, true) : text;
}

const char* Flag(bool value) {
  return value ? "true" : "false";
}

void ShowContents(Xml& xml, const S3Request& request, const storage::Object& object) {
  xml.Leaf("Key", Shown(request, object.key))
      .Leaf("LastModified", engine::FormatInstant(object.modified_at))
      .Leaf("ETag", object.etag)
      .Leaf("Size", std::to_string(object.size))
      .Leaf("StorageClass", StorageClass(object.headers));
  if (object.checksum.algorithm.empty()) return;
  xml.Leaf("ChecksumAlgorithm", object.checksum.algorithm)
      .Leaf("ChecksumType", ChecksumType(object.checksum));
}

}  // namespace

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
  if (!version_marker.empty()) {
    if (key_marker.empty()) {
      InvalidArgument("version-id-marker", version_marker,
                      "A version-id marker cannot be specified without a key marker.");
    }
    CheckVersionId(version_marker);
  }
  const int limit = LimitFrom(request);
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
  if (WantsEncodedKeys(request)) xml.Leaf("EncodingType", "url");
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

Response ListObjects(const S3Call& call) {
  const S3Request& request = call.request;
  const storage::Bucket bucket = call.RequireBucket();
  const bool second = request.Query("list-type") == "2";
  storage::ObjectQuery query{
      .prefix = request.Query("prefix").value_or(""),
      .delimiter = request.Query("delimiter").value_or(""),
      .after = request.Query(second ? "start-after" : "marker").value_or(""),
      .limit = LimitFrom(request)};
  const std::string token = request.Query("continuation-token").value_or("");
  if (second) query.from = NameOfToken(token);
  const storage::ObjectList list = call.objects.List(bucket, query);
  // AWS: a list that may hold nothing is whole.
  const bool more = list.next.has_value() && query.limit > 0;

  Xml xml("ListBucketResult");
  xml.Leaf("Name", bucket.name)
      .Leaf("Prefix", Shown(request, query.prefix))
      .Leaf("MaxKeys", std::to_string(query.limit))
      .Leaf("IsTruncated", Flag(more));
  if (!query.delimiter.empty()) xml.Leaf("Delimiter", Shown(request, query.delimiter));
  if (WantsEncodedKeys(request)) xml.Leaf("EncodingType", "url");
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

}  // namespace http
