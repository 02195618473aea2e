// Objects: sent, fetched, copied, deleted.
#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include "engine/text/base64.h"
#include "engine/text/hex.h"
#include "server/http/target.h"
#include "server/s3/object_body.h"
#include "server/s3/s3_request.h"
#include "server/s3/s3_xml.h"

namespace http {
namespace {

std::string Quoted(std::string_view tag) {
  std::string quoted(1, '"');
  return quoted.append(tag).append(1, '"');
}

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

// Whether an If-Match or If-None-Match header names the object.
bool Names(const std::string& header, const Object& object) {
  std::string_view rest = header;
  while (!rest.empty()) {
    std::string_view tag = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(tag.size() + 1, rest.size()));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == object.etag || Quoted(tag) == object.etag) {
      return true;
    }
  }
  return false;
}

[[noreturn]] void PreconditionFailed(const char* condition) {
  throw S3Error(412, "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold",
                {{"Condition", condition}});
}

std::optional<engine::Instant> DateIn(const S3Request& request, const char* name) {
  return ParseHttpDate(request.Header(name));
}

// In HTTP's order of precedence; `prefix` is "x-amz-copy-source-" for the source of a copy.
// Returns whether the caller has the object already.
bool CheckConditions(const S3Request& request, const Object& object,
                     const std::string& prefix = "") {
  const auto modified = std::chrono::floor<std::chrono::seconds>(object.modified_at);
  const std::string match = request.Header(prefix + "if-match");
  const std::string none_match = request.Header(prefix + "if-none-match");
  if (!match.empty()) {
    if (!Names(match, object)) PreconditionFailed("If-Match");
  } else if (const auto at = DateIn(request, (prefix + "if-unmodified-since").c_str());
             at && modified > *at) {
    PreconditionFailed("If-Unmodified-Since");
  }
  if (!none_match.empty()) return Names(none_match, object);
  const auto since = DateIn(request, (prefix + "if-modified-since").c_str());
  return since && modified <= *since;
}

// What the object says of itself, unless the caller wants it said otherwise.
void ShowHeaders(Response& response, const S3Request& request, const Object& object) {
  constexpr std::array<std::pair<const char*, const char*>, 6> kHeaders = {{
      {"Content-Type", "content-type"},
      {"Cache-Control", "cache-control"},
      {"Content-Disposition", "content-disposition"},
      {"Content-Encoding", "content-encoding"},
      {"Content-Language", "content-language"},
      {"Expires", "expires"},
  }};
  for (const auto& [name, stored] : kHeaders) {
    std::string value = object.headers.value(stored, "");
    if (const auto wanted = request.Query(std::string("response-") + stored)) value = *wanted;
    if (value.empty() && std::string_view(stored) == "content-type") {
      value = "binary/octet-stream";
    }
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
    if (!value.empty()) response.headers.emplace_back(name, value);
  }
  for (const auto& [name, value] : object.headers.items()) {
    if (name.starts_with("x-amz-"))
      response.headers.emplace_back(name, value.get<std::string>());
  }
}

// One part of an object that was uploaded in parts.
Range PartOf(const Object& object, const std::string& number) {
  const auto wanted = Number(number);
  if (!wanted || *wanted == 0 || *wanted > std::max<std::size_t>(object.segments.size(), 1)) {
    throw S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable",
                  {{"PartNumberRequested", number}});
  }
  Range part{0, object.size};
  for (std::size_t i = 0; i + 1 < *wanted; ++i) part.first += object.segments[i].size;
  if (!object.segments.empty()) part.length = object.segments[*wanted - 1].size;
  return part;
}

// "/bucket/key?versionId=..." of x-amz-copy-source.
CopySource SourceOf(const S3Call& call) {
  std::string text = call.request.Header("x-amz-copy-source");
  if (!text.starts_with('/')) text.insert(0, "/");
  // Any key may stand here unencoded.
  const std::size_t version = text.rfind("?versionId=");
  S3Call source{ReadS3Request({.method = "GET", .target = text.substr(0, version)}),
                call.objects,
                call.now,
                call.region,
                {}};
  if (version != std::string::npos) {
    source.request.query = {{"versionId", text.substr(version + 11)}};
  }
  const Bucket bucket = source.RequireBucket();
  return {bucket, source.RequireObject(bucket)};
}

void CheckWriteConditions(const S3Call& call, const Bucket& bucket) {
  const std::string none_match = call.request.Header("if-none-match");
  const std::string match = call.request.Header("if-match");
  if (none_match.empty() && match.empty()) return;
  auto present = call.objects.Find(bucket, call.request.key);
  if (present && present->delete_marker) present.reset();
  if (!none_match.empty() && present && Names(none_match, *present)) {
    PreconditionFailed("If-None-Match");
  }
  if (match.empty()) return;
  if (!present) NoSuchKey(call.request.key);
  if (!Names(match, *present)) PreconditionFailed("If-Match");
}

}  // namespace

std::string Etag(std::string_view md5, const std::string& suffix) {
  return Quoted(engine::Hex(md5) + suffix);
}

void ShowVersion(Response& response, const Bucket& bucket, const std::string& version,
                 const char* header) {
  if (bucket.versioning != storage::Versioning::kNever) {
    response.headers.emplace_back(header, version);
  }
}

CopySource RequireCopySource(const S3Call& call) {
  CopySource source = SourceOf(call);
  if (CheckConditions(call.request, source.object, "x-amz-copy-source-")) {
    PreconditionFailed("x-amz-copy-source-If-None-Match");
  }
  return source;
}

void CheckDigest(const S3Call& call) {
  const std::string given = call.request.Header("content-md5");
  if (given.empty()) return;
  const std::string calculated = engine::Base64(call.content->Md5());
  if (given != calculated) {
    throw S3Error(400, "BadDigest",
                  "The Content-MD5 you specified did not match what we received.",
                  {{"ExpectedDigest", given}, {"CalculatedDigest", calculated}});
  }
}

nlohmann::json KeptHeaders(const S3Request& request) {
  nlohmann::json kept = nlohmann::json::object();
  for (const auto& [name, value] : request.headers) {
    const bool wanted = name == "content-type" || name == "cache-control" ||
                        name == "content-disposition" || name == "content-encoding" ||
                        name == "content-language" || name == "expires" ||
                        name.starts_with("x-amz-meta-");
    if (!wanted || !IsUtf8(value)) continue;
    std::string said = value;
    if (name == "content-encoding") {
      // AWS: the encoding that carried the content here is no property of it.
      if (const std::size_t at = said.find("aws-chunked"); at != std::string::npos) {
        said.erase(at, 11);
        said.erase(0, said.find_first_not_of(", "));
        said.erase(said.find_last_not_of(", ") + 1);
      }
    }
    if (!said.empty()) kept[name] = said;
  }
  return kept;
}

Response GetObject(const S3Call& call) {
  const S3Request& request = call.request;
  const Bucket bucket = call.RequireBucket();
  const Object object = call.RequireObject(bucket);
  const bool known = CheckConditions(request, object);
  Response response = S3Answer(known ? 304 : 200, call);
  response.headers.emplace_back("Last-Modified", HttpDate(object.modified_at));
  response.headers.emplace_back("ETag", object.etag);
  ShowVersion(response, bucket, object.version_id);
  if (known) return response;
  ShowHeaders(response, request, object);
  response.headers.emplace_back("Accept-Ranges", "bytes");
  std::optional<Range> range = RangeOf(request.Header("range"), object.size);
  if (const auto part = request.Query("partNumber")) {
    range = PartOf(object, *part);
    if (object.segments.size() > 1) {
      response.headers.emplace_back("x-amz-mp-parts-count",
                                    std::to_string(object.segments.size()));
    }
  }
  if (range && range->length > 0) {
    response.status = 206;
    response.headers.emplace_back("Content-Range",
                                  "bytes " + std::to_string(range->first) + "-" +
                                      std::to_string(range->first + range->length - 1) + "/" +
                                      std::to_string(object.size));
  }
  const Range sent = range.value_or(Range{0, object.size});
  response.file = std::make_shared<ObjectBody>(
      call.objects.Read(object, sent.first, sent.length), sent.length);
  return response;
}

Response PutObject(const S3Call& call) {
  const Bucket bucket = call.WritableBucket();
  CheckWriteConditions(call, bucket);
  CheckDigest(call);
  Object object{.key = call.request.key,
                .size = call.content->size(),
                .etag = Etag(call.content->Md5()),
                .headers = KeptHeaders(call.request),
                .modified_at = call.now,
                .segments = {{call.content->file(), call.content->size()}}};
  const std::string etag = object.etag;
  const std::string version = call.objects.Put(bucket, std::move(object));
  call.content->Keep();
  Response response = S3Answer(200, call);
  response.headers.emplace_back("ETag", etag);
  ShowVersion(response, bucket, version);
  return response;
}

Response CopyObject(const S3Call& call) {
  const CopySource source = RequireCopySource(call);
  const Bucket bucket = call.WritableBucket();
  const bool replace = call.request.Header("x-amz-metadata-directive") == "REPLACE";
  Object object{.key = call.request.key,
                .etag = source.object.etag,
                .headers = replace ? KeptHeaders(call.request) : source.object.headers,
                .modified_at = call.now};
  const std::string version = call.objects.Copy(bucket, source.object, object);
  Response response = S3Answer(Xml("CopyObjectResult")
                                   .Leaf("LastModified", engine::FormatInstant(call.now))
                                   .Leaf("ETag", object.etag)
                                   .Text(),
                               call);
  ShowVersion(response, bucket, version);
  ShowVersion(response, source.bucket, source.object.version_id,
              "x-amz-copy-source-version-id");
  return response;
}

Response DeleteObject(const S3Call& call) {
  const Bucket bucket = call.RequireWritableBucket();
  Response response = S3Answer(204, call);
  if (const auto version = call.request.Query("versionId")) {
    const auto object = call.objects.Find(bucket, call.request.key, version);
    call.objects.DeleteVersion(bucket, call.request.key, *version);
    ShowVersion(response, bucket, *version);
    if (object && object->delete_marker) {
      response.headers.emplace_back("x-amz-delete-marker", "true");
    }
  } else if (const auto marker = call.objects.Delete(bucket, call.request.key, call.now)) {
    ShowVersion(response, bucket, marker->version_id);
    response.headers.emplace_back("x-amz-delete-marker", "true");
  }
  return response;
}

Response DeleteObjects(const S3Call& call) {
  const Bucket bucket = call.RequireWritableBucket();

  struct Wanted {
    std::string key;
    std::optional<std::string> version;
  };

  std::vector<Wanted> wanted;
  bool quiet = false;
  for (const XmlLeaf& leaf : ReadXml(call.body)) {
    if (leaf.name == "Quiet") quiet = leaf.text == "true";
    if (leaf.parent != "Object") continue;
    if (leaf.name == "Key") wanted.push_back({leaf.text, {}});
    if (leaf.name == "VersionId" && !wanted.empty()) wanted.back().version = leaf.text;
  }
  if (wanted.empty() || wanted.size() > 1000) MalformedXml();
  Xml xml("DeleteResult");
  for (const Wanted& one : wanted) {
    std::optional<Object> marker;
    if (one.version) {
      call.objects.DeleteVersion(bucket, one.key, *one.version);
    } else {
      marker = call.objects.Delete(bucket, one.key, call.now);
    }
    if (quiet) continue;
    xml.Open("Deleted").Leaf("Key", one.key);
    if (one.version) xml.Leaf("VersionId", *one.version);
    if (marker) {
      xml.Leaf("DeleteMarker", "true").Leaf("DeleteMarkerVersionId", marker->version_id);
    }
    xml.Close();
  }
  return S3Answer(xml.Text(), call);
}

}  // namespace http
