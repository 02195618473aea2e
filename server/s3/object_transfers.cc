// Objects: sent, fetched, deleted.
#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "engine/text/hex.h"
#include "server/s3/conditions.h"
#include "server/s3/content/object_body.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

using storage::Bucket;
using storage::Object;

// A range of a body. Empty ones can't be asked for.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || failure != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// The part of a body of `size` bytes that a Range header asks for. Nothing for one that asks
// for several or is no range of bytes: AWS answers with the whole.
std::optional<Range> RangeOf(const std::string& header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  const std::string_view range = std::string_view(header).substr(kUnit.size());
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = Number(range.substr(0, dash));
  const auto last = Number(range.substr(dash + 1));
  if (dash == 0 ? !last : !first || (!last && dash + 1 < range.size())) return std::nullopt;
  if (dash > 0 && last && *last < *first) return std::nullopt;
  const bool satisfiable = dash == 0 ? *last > 0 && size > 0 : *first < size;
  if (!satisfiable) {
    throw S3Error(416, "InvalidRange", "The requested range is not satisfiable",
                  {{"RangeRequested", header}, {"ActualObjectSize", std::to_string(size)}});
  }
  if (dash == 0) {
    const std::uint64_t length = std::min(*last, size);
    return Range{size - length, length};
  }
  return Range{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

std::size_t PartsOf(const Object& object) {
  return std::max<std::size_t>(object.segments.size(), 1);
}

// One part of an object that was uploaded in parts.
Range PartOf(const Object& object, const std::string& number) {
  const auto wanted = Number(number);
  if (!wanted || *wanted == 0 || *wanted > PartsOf(object)) {
    throw S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable",
                  {{"PartNumberRequested", number}});
  }
  Range part{0, object.size};
  for (std::size_t i = 0; i + 1 < *wanted; ++i) part.first += object.segments[i].size;
  if (!object.segments.empty()) part.length = object.segments[*wanted - 1].size;
  return part;
}

// AWS: counted only when one is asked for, and the object came in parts.
void ShowParts(Response& response, const Bucket& bucket, const Object& object) {
  if (bucket.directory || object.etag.find('-') == std::string::npos) return;
  response.headers.emplace_back("x-amz-mp-parts-count", std::to_string(PartsOf(object)));
}

std::optional<Range> WantedRange(const S3Request& request, const Object& object) {
  const std::string range = request.Header("range");
  const auto part = request.Query("partNumber");
  if (part && !range.empty()) {
    throw S3Error(400, "InvalidRequest",
                  "Cannot specify both Range header and partNumber query parameter");
  }
  if (part) return PartOf(object, *part);
  return RangeCounts(request, object) ? RangeOf(range, object.size) : std::nullopt;
}

// One of those that a DeleteObjects names.
struct Doomed {
  std::optional<std::string> key, version, etag;
};

struct Deletion {
  std::vector<Doomed> objects;
  bool is_quiet = false;
};

Deletion DeletionIn(const std::string& body) {
  constexpr std::size_t kMost = 1000;
  Deletion deletion;
  std::size_t place = 0;
  for (const XmlLeaf& leaf : ReadXml(body)) {
    if (leaf.name == "Quiet") deletion.is_quiet = leaf.text == "true";
    if (leaf.parent != "Object") continue;
    // AWS: these are for directory buckets.
    if (leaf.name == "Size" || leaf.name == "LastModifiedTime") NotImplemented(leaf.name);
    if (std::exchange(place, leaf.parent_place) != leaf.parent_place) {
      deletion.objects.emplace_back();
    }
    Doomed& one = deletion.objects.back();
    if (leaf.name == "Key") SetOnce(one.key, leaf);
    if (leaf.name == "VersionId") SetOnce(one.version, leaf);
    if (leaf.name == "ETag") SetOnce(one.etag, leaf);
  }
  const bool all_have_keys =
      std::all_of(deletion.objects.begin(), deletion.objects.end(),
                  [](const Doomed& one) { return one.key && !one.key->empty(); });
  if (!all_have_keys || deletion.objects.empty() || deletion.objects.size() > kMost) {
    MalformedXml();
  }
  return deletion;
}

// Returns the delete marker that it made. Throws S3Error where nothing was deleted.
std::optional<Object> DeleteOne(const S3Call& call, const Bucket& bucket, const Doomed& one) {
  if (one.version) CheckVersionId(*one.version);
  CheckDeletable(call.objects.Find(bucket, *one.key, one.version), one.etag.value_or(""));
  if (!one.version) return call.objects.Delete(bucket, *one.key, call.now);
  call.objects.DeleteVersion(bucket, *one.key, *one.version);
  return std::nullopt;
}

}  // namespace

std::string Etag(std::string_view md5, const std::string& suffix) {
  return "\"" + engine::Hex(md5) + suffix + "\"";
}

void ShowVersion(Response& response, const Bucket& bucket, const std::string& version,
                 const char* header) {
  if (bucket.versioning != storage::Versioning::kNever) {
    response.headers.emplace_back(header, version);
  }
}

Response GetObject(const S3Call& call) {
  const S3Request& request = call.request;
  const Bucket bucket = call.RequireBucket();
  const Object object = call.RequireObject(bucket);
  const bool known = HasAlready(request, object);
  Response response = S3Answer(known ? 304 : 200, call);
  response.headers.emplace_back("Last-Modified", HttpDate(object.modified_at));
  response.headers.emplace_back("ETag", object.etag);
  ShowVersion(response, bucket, object.version_id);
  if (known) return response;
  ShowHeaders(response, request, object);
  response.headers.emplace_back("Accept-Ranges", "bytes");
  const std::optional<Range> range = WantedRange(request, object);
  if (request.Has("partNumber")) ShowParts(response, bucket, object);
  if (range && range->length > 0) {
    response.status = 206;
    response.headers.emplace_back("Content-Range",
                                  "bytes " + std::to_string(range->first) + "-" +
                                      std::to_string(range->first + range->length - 1) + "/" +
                                      std::to_string(object.size));
  } else if (request.Header("x-amz-checksum-mode") == "ENABLED") {
    // AWS: a part of the content has no checksum to show.
    ShowChecksum(response, object.checksum);
  }
  const Range sent = range.value_or(Range{0, object.size});
  response.file = std::make_shared<ObjectBody>(
      call.objects.Read(object, sent.first, sent.length), sent.length);
  return response;
}

Response PutObject(const S3Call& call) {
  call.CheckBucketWritable();
  CheckWriteConditions(call);
  Object object{.key = call.request.key,
                .size = call.content->size(),
                .etag = Etag(call.content->Md5()),
                .headers = KeptHeaders(call.request),
                .modified_at = call.now,
                .segments = {{call.content->file(), call.content->size()}},
                .checksum = call.checksum,
                .tags = TagsIn(call.request)};
  const Bucket bucket = call.WritableBucket();
  const std::string version = call.objects.Put(bucket, object);
  call.content->Keep();
  Response response = S3Answer(200, call);
  response.headers.emplace_back("ETag", object.etag);
  ShowVersion(response, bucket, version);
  ShowEncryption(response, object.headers);
  ShowChecksum(response, object.checksum);
  return response;
}

Response DeleteObject(const S3Call& call) {
  const Bucket bucket = call.RequireWritableBucket();
  const std::string& key = call.request.key;
  const auto version = call.request.Query("versionId");
  if (version) CheckVersionId(*version);
  const auto object = call.objects.Find(bucket, key, version);
  CheckDeletable(object, call.request.Header("if-match"));
  Response response = S3Answer(204, call);
  if (version) {
    call.objects.DeleteVersion(bucket, key, *version);
    ShowVersion(response, bucket, *version);
    if (object && object->delete_marker) {
      response.headers.emplace_back("x-amz-delete-marker", "true");
    }
  } else if (const auto marker = call.objects.Delete(bucket, key, call.now)) {
    ShowVersion(response, bucket, marker->version_id);
    response.headers.emplace_back("x-amz-delete-marker", "true");
  }
  return response;
}

Response DeleteObjects(const S3Call& call) {
  const Bucket bucket = call.RequireWritableBucket();
  if (call.request.Header("content-md5").empty() && call.sent_checksum.algorithm.empty()) {
    throw S3Error(400, "InvalidRequest",
                  "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
  const Deletion deletion = DeletionIn(call.body);
  Xml xml("DeleteResult");
  for (const Doomed& one : deletion.objects) {
    try {
      const auto marker = DeleteOne(call, bucket, one);
      if (deletion.is_quiet) continue;
      xml.Open("Deleted").Leaf("Key", *one.key);
      if (one.version) xml.Leaf("VersionId", *one.version);
      if (marker) {
        xml.Leaf("DeleteMarker", "true").Leaf("DeleteMarkerVersionId", marker->version_id);
      }
    } catch (const S3Error& error) {
      xml.Open("Error").Leaf("Key", *one.key);
      if (one.version) xml.Leaf("VersionId", *one.version);
      xml.Leaf("Code", error.code).Leaf("Message", error.what());
    }
    xml.Close();
  }
  return S3Answer(xml.Text(), call);
}

}  // namespace http
