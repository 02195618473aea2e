// Tags of objects.
#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "engine/text/percent_encoding.h"
#include "engine/text/split.h"
#include "server/http/message/target.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

using Tags = storage::ObjectTags;

constexpr std::size_t kMostTags = 10;
constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestValue = 256;

[[noreturn]] void InvalidTag(const std::string& message, const std::string& name) {
  throw S3Error(400, "InvalidTag", message, {{"TagKey", name}});
}

// In characters, not bytes.
std::size_t Length(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

bool IsPlain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c > 0x7f || std::isalnum(c) ||
           std::string_view(" +-=._:/@").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

void CheckTags(const Tags& tags) {
  for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
    const auto& [name, value] = *tag;
    if (name.empty() || Length(name) > kLongestName || !IsPlain(name)) {
      InvalidTag("The TagKey you have provided is invalid", name);
    }
    if (Length(value) > kLongestValue || !IsPlain(value)) {
      InvalidTag("The TagValue you have provided is invalid", name);
    }
    if (name.starts_with("aws:")) {
      InvalidTag("System tags cannot be added/updated by requester", name);
    }
    if (std::any_of(tags.begin(), tag,
                    [&name = name](const auto& other) { return other.first == name; })) {
      InvalidTag("Cannot provide multiple Tags with the same key", name);
    }
  }
  if (tags.size() > kMostTags) {
    throw S3Error(400, "BadRequest", "Object tags cannot be greater than 10");
  }
}

Tags TagsInXml(const std::string& body) {
  struct Members {
    std::optional<std::string> name, value;
  };

  std::vector<Members> all;
  std::size_t place = 0;
  for (const XmlLeaf& leaf : ReadXml(body)) {
    if (leaf.parent == "Tagging" && leaf.name == "TagSet") continue;  // an empty one
    const bool is_name = leaf.name == "Key";
    if (leaf.parent != "Tag" || (!is_name && leaf.name != "Value")) MalformedXml();
    if (std::exchange(place, leaf.parent_place) != leaf.parent_place) all.emplace_back();
    SetOnce(is_name ? all.back().name : all.back().value, leaf);
  }
  Tags tags;
  for (Members& tag : all) {
    if (!tag.name || !tag.value) MalformedXml();
    tags.emplace_back(*std::move(tag.name), *std::move(tag.value));
  }
  return tags;
}

}  // namespace

Tags TagsIn(const S3Request& request) {
  constexpr char kHeader[] = "x-amz-tagging";
  const std::string text = request.Header(kHeader);
  Tags tags;
  if (text.empty()) return tags;
  const auto decoded = [&](std::string part) {
    std::replace(part.begin(), part.end(), '+', ' ');
    auto plain = engine::UriDecode(part);
    if (plain && IsUtf8(*plain)) return *std::move(plain);
    InvalidArgument(kHeader, text,
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL "
                    "query parameters without tag name duplicates.");
  };
  for (const std::string& member : engine::Split(text, '&')) {
    const std::size_t equals = member.find('=');
    tags.emplace_back(
        decoded(member.substr(0, equals)),
        equals == std::string::npos ? std::string() : decoded(member.substr(equals + 1)));
  }
  CheckTags(tags);
  return tags;
}

Response GetObjectTagging(const S3Call& call) {
  const storage::Bucket bucket = call.RequireBucket();
  const storage::Object object = call.RequireObject(bucket);
  Xml xml("Tagging");
  xml.Open("TagSet");
  for (const auto& [name, value] : object.tags) {
    xml.Open("Tag").Leaf("Key", name).Leaf("Value", value).Close();
  }
  Response response = S3Answer(xml.Text(), call);
  ShowVersion(response, bucket, object.version_id);
  return response;
}

Response PutObjectTagging(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  const storage::Object object = call.RequireObject(bucket);
  const Tags tags = TagsInXml(call.body);
  CheckTags(tags);
  call.objects.SetTags(bucket.name, object, tags);
  Response response = S3Answer(200, call);
  ShowVersion(response, bucket, object.version_id);
  return response;
}

Response DeleteObjectTagging(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  const storage::Object object = call.RequireObject(bucket);
  call.objects.SetTags(bucket.name, object, {});
  Response response = S3Answer(204, call);
  ShowVersion(response, bucket, object.version_id);
  return response;
}

}  // namespace http
