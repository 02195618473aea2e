// What is said of an object in headers: kept with it, and said again.
#include <algorithm>
#include <array>

#include "engine/text/base64.h"
#include "server/http/message/target.h"
#include "server/s3/content/checksum.h"
#include "server/s3/request/s3_request.h"

namespace http {
namespace {

using nlohmann::json;

constexpr std::string_view kMetadata = "x-amz-meta-";
constexpr std::size_t kMostMetadata = 2048;
constexpr char kStorageClass[] = "x-amz-storage-class";
constexpr char kEncryption[] = "x-amz-server-side-encryption";
constexpr char kRedirect[] = "x-amz-website-redirect-location";

constexpr std::array<std::pair<const char*, const char*>, 6> kContentHeaders = {{
    {"Content-Type", "content-type"},
    {"Cache-Control", "cache-control"},
    {"Content-Disposition", "content-disposition"},
    {"Content-Encoding", "content-encoding"},
    {"Content-Language", "content-language"},
    {"Expires", "expires"},
}};

template <std::size_t n>
bool IsOneOf(const std::array<const char*, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

void RefuseControls(const std::string& name, const std::string& value) {
  const bool has_any = std::any_of(value.begin(), value.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\t') || c == 0x7f;
  });
  if (has_any) InvalidArgument(name, value, "The header has control characters.");
}

// From UTF-8. Throws for what has no place there.
std::string AsLatin1(const std::string& name, const std::string& value) {
  std::string latin1;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto byte = static_cast<unsigned char>(value[at]);
    if (byte < 0x80) {
      latin1 += value[at];
    } else if ((byte == 0xc2 || byte == 0xc3) && at + 1 < value.size()) {
      latin1 += static_cast<char>((byte & 0x03) << 6 | (value[++at] & 0x3f));
    } else {
      InvalidArgument(name, value, "Header value cannot be represented using ISO-8859-1.");
    }
  }
  return latin1;
}

// AWS: bytes that are not ASCII are taken for ISO-8859-1, whatever the client meant by them,
// and said in the form of RFC 2047.
std::string ShownMetadata(const std::string& value) {
  if (IsAscii(value)) return value;
  std::string utf8;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0 | byte >> 6);
      utf8 += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return "=?UTF-8?B?" + engine::Base64(utf8) + "?=";
}

// What a copy takes from its source.
bool IsMetadata(std::string_view name) {
  return name.starts_with(kMetadata) ||
         std::any_of(kContentHeaders.begin(), kContentHeaders.end(),
                     [&](const auto& header) { return header.second == name; });
}

// What is chosen anew with each write.
bool IsChoice(const std::string& name) {
  constexpr std::array kChoices = {kStorageClass, kEncryption, kRedirect,
                                   "x-amz-server-side-encryption-aws-kms-key-id",
                                   "x-amz-server-side-encryption-bucket-key-enabled"};
  return IsOneOf(kChoices, name);
}

void CheckChoices(const S3Request& request) {
  constexpr std::array kAcls = {
      "private",       "public-read",       "public-read-write",        "authenticated-read",
      "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"};
  constexpr std::array kClasses = {"STANDARD",   "REDUCED_REDUNDANCY",  "STANDARD_IA",
                                   "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"};
  constexpr std::array kEncryptions = {"AES256", "aws:kms", "aws:kms:dsse"};
  // Ours: whoever asks may read and write, so there is nothing in an ACL to keep.
  if (const std::string acl = request.Header("x-amz-acl");
      !acl.empty() && !IsOneOf(kAcls, acl)) {
    InvalidArgument("x-amz-acl", acl, "");
  }
  if (const std::string name = request.Header(kStorageClass); !name.empty()) {
    // Objects there would have to be restored.
    if (name == "GLACIER" || name == "DEEP_ARCHIVE") NotImplemented(kStorageClass);
    if (!IsOneOf(kClasses, name)) {
      throw S3Error(400, "InvalidStorageClass", "The storage class you specified is not valid",
                    {{"StorageClassRequested", name}});
    }
  }
  if (const std::string name = request.Header(kEncryption);
      !name.empty() && !IsOneOf(kEncryptions, name)) {
    throw S3Error(400, "InvalidEncryptionAlgorithmError",
                  "The encryption request you specified is not valid. The valid value is "
                  "AES256.",
                  {{"ArgumentName", kEncryption}, {"ArgumentValue", name}});
  }
  const std::string redirect = request.Header(kRedirect);
  if (!redirect.empty() && !redirect.starts_with("/") && !redirect.starts_with("http://") &&
      !redirect.starts_with("https://")) {
    throw S3Error(400, "InvalidRedirectLocation",
                  "The website redirect location must have a prefix of 'http://' or "
                  "'https://' or '/'.");
  }
}

// AWS: the encoding that carried the content here is no property of it.
std::string WithoutAwsChunked(std::string encoding) {
  constexpr std::string_view kChunked = "aws-chunked";
  const std::size_t at = encoding.find(kChunked);
  if (at == std::string::npos) return encoding;
  encoding.erase(at, kChunked.size());
  encoding.erase(0, encoding.find_first_not_of(", "));
  encoding.erase(encoding.find_last_not_of(", ") + 1);
  return encoding;
}

void CheckMetadataSize(const json& kept) {
  std::size_t size = 0;
  for (const auto& [name, value] : kept.items()) {
    if (!name.starts_with(kMetadata)) continue;
    size += name.size() - kMetadata.size() + value.get_ref<const std::string&>().size();
  }
  if (size <= kMostMetadata) return;
  throw S3Error(
      400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size",
      {{"Size", std::to_string(size)}, {"MaxSizeAllowed", std::to_string(kMostMetadata)}});
}

}  // namespace

json KeptHeaders(const S3Request& request) {
  CheckChoices(request);
  json kept = json::object();
  for (const auto& [name, value] : request.headers) {
    if (!IsMetadata(name) && !IsChoice(name)) continue;
    if (!IsUtf8(value)) InvalidArgument(name, value, "The header is not UTF-8.");
    const bool is_metadata = name.starts_with(kMetadata);
    std::string said = name == "content-encoding" ? WithoutAwsChunked(value) : value;
    if (said.empty() && !is_metadata) continue;
    // AWS: metadata that is said twice is a list.
    const bool again = is_metadata && kept.contains(name);
    kept[name] = again ? kept[name].get<std::string>() + "," + said : std::move(said);
  }
  CheckMetadataSize(kept);
  return kept;
}

json CopiedHeaders(const S3Request& request, const json& source) {
  json kept = KeptHeaders(request);
  for (auto header = kept.begin(); header != kept.end();) {
    header = IsMetadata(header.key()) ? kept.erase(header) : std::next(header);
  }
  for (const auto& [name, value] : source.items()) {
    if (IsMetadata(name)) kept[name] = value;
  }
  return kept;
}

bool ChoosesAnew(const S3Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const auto& header) { return IsChoice(header.first); });
}

void ShowHeaders(Response& response, const S3Request& request, const storage::Object& object) {
  for (const auto& [name, stored] : kContentHeaders) {
    std::string value = object.headers.value(stored, "");
    const std::string other = std::string("response-") + stored;
    if (const auto wanted = request.Query(other)) {
      RefuseControls(other, *wanted);
      value = AsLatin1(other, *wanted);
    }
    if (value.empty() && std::string_view(stored) == "content-type") {
      value = "binary/octet-stream";
    }
    if (!value.empty()) response.headers.emplace_back(name, value);
  }
  for (const auto& [name, value] : object.headers.items()) {
    const bool is_usual = name == kStorageClass && value == "STANDARD";
    if (name.starts_with("x-amz-") && !is_usual) {
      response.headers.emplace_back(name, ShownMetadata(value.get<std::string>()));
    }
  }
  // Ours: an uploaded page runs nothing here, where it could use the API as the emulator's own.
  response.headers.emplace_back("Content-Security-Policy", "sandbox");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (!object.tags.empty()) {
    response.headers.emplace_back("x-amz-tagging-count", std::to_string(object.tags.size()));
  }
}

void ShowEncryption(Response& response, const json& kept_headers) {
  for (const auto& [name, value] : kept_headers.items()) {
    if (name.starts_with(kEncryption)) {
      response.headers.emplace_back(name, value.get<std::string>());
    }
  }
}

std::string StorageClass(const json& kept_headers) {
  return kept_headers.value(kStorageClass, "STANDARD");
}

const char* ChecksumType(const storage::Checksum& checksum) {
  return checksum.is_composite() ? "COMPOSITE" : "FULL_OBJECT";
}

void ShowChecksum(Response& response, const storage::Checksum& checksum) {
  if (checksum.algorithm.empty()) return;
  response.headers.emplace_back(ChecksumHeader(checksum.algorithm), checksum.value);
  response.headers.emplace_back("x-amz-checksum-type", ChecksumType(checksum));
}

std::string WantedAlgorithm(const S3Request& request) {
  std::string wanted = request.Header("x-amz-checksum-algorithm");
  if (wanted.empty() || IsChecksumAlgorithm(wanted)) return wanted;
  std::string all;
  for (const char* algorithm : kChecksumAlgorithms) {
    all.append(all.empty() ? "" : ", ").append(algorithm);
  }
  throw S3Error(400, "InvalidRequest",
                "Checksum algorithm provided is unsupported. Please try again with any of the "
                "valid types: [" +
                    all + "]");
}

}  // namespace http
