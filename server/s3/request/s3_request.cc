#include "server/s3/request/s3_request.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <ctime>

#include "engine/error.h"
#include "engine/uuid.h"
#include "server/http/message/target.h"
#include "server/s3/request/s3_xml.h"

namespace http {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// Whether a host goes on after its bucket as S3's do: "s3.…", "s3-us-west-2.…",
// "s3-accelerate.…".
bool IsService(std::string_view host) {
  if (host.starts_with("s3.")) return true;
  if (!host.starts_with("s3-")) return false;
  const std::string_view name = host.substr(3, host.find('.') - 3);
  const bool is_region = std::count(name.begin(), name.end(), '-') >= 2 &&
                         std::isdigit(static_cast<unsigned char>(name.back())) != 0;
  return host.find('.') != std::string_view::npos && !name.starts_with("website") &&
         (is_region || name == "accelerate" || name == "external-1");
}

// Where S3's part of the host begins; nothing if there is none. The bucket's name may have
// dots, so the last place that fits counts.
std::optional<std::size_t> ServiceIn(std::string_view host) {
  for (std::size_t dot = host.rfind('.'); dot != std::string_view::npos && dot > 0;
       dot = host.rfind('.', dot - 1)) {
    if (IsService(host.substr(dot + 1))) return dot + 1;
  }
  return IsService(host) ? std::optional<std::size_t>(0) : std::nullopt;
}

// "bucket.s3.us-east-1.amazonaws.com:4580" is for the bucket.
std::string BucketOfHost(const std::string& host) {
  const auto service = ServiceIn(host);
  return service && *service > 0 ? host.substr(0, *service - 1) : "";
}

bool IsBucketName(const std::string& name) {
  return name.size() >= 3 && name.size() <= 63 && std::isalnum(name.front()) != 0 &&
         std::isalnum(name.back()) != 0 && !name.ends_with("-s3alias") &&
         name.find("..") == std::string::npos &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::islower(c) || std::isdigit(c) || c == '-' || c == '.';
         });
}

std::string RequestId() {
  std::string id = engine::NewUuid();
  std::erase(id, '-');
  std::transform(id.begin(), id.end(), id.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return id.substr(0, 16);
}

[[noreturn]] void InvalidBucketName(const std::string& name) {
  throw S3Error(400, "InvalidBucketName", "The specified bucket is not valid.",
                {{"BucketName", name}});
}

}  // namespace

void InvalidArgument(const std::string& name, const std::string& value,
                     const std::string& message) {
  throw S3Error(400, "InvalidArgument", message,
                {{"ArgumentName", name}, {"ArgumentValue", value}});
}

void NotImplemented(const std::string& header, const std::string& reason) {
  engine::NamedValues detail = {{"Header", header}};
  if (!reason.empty()) detail.emplace_back("additionalMessage", reason);
  throw S3Error(501, "NotImplemented",
                "A header you provided implies functionality that is not implemented",
                std::move(detail));
}

S3Error MethodNotAllowed(const S3Request& request) {
  return {405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
          {{"Method", request.method}}};
}

void NoSuchKey(const std::string& key, Headers headers) {
  throw S3Error(404, "NoSuchKey", "The specified key does not exist.", {{"Key", key}},
                std::move(headers));
}

std::optional<std::string> S3Request::Query(std::string_view name) const {
  for (const auto& [member, value] : query) {
    if (member == name) return value;
  }
  return std::nullopt;
}

std::string S3Request::Header(std::string_view name) const {
  for (const auto& [header, value] : headers) {
    if (header == name) return value;
  }
  return {};
}

bool IsS3Host(std::string_view host) {
  return ServiceIn(Lower(host)).has_value();
}

S3Request ReadS3Request(const Request& request) {
  Target target;
  try {
    target = ParseTarget(request.target);
  } catch (const engine::Error&) {
    throw S3Error(400, "InvalidURI", "Couldn't parse the specified URI.",
                  {{"URI", request.target}});
  }
  S3Request read{
      .method = request.method, .query = std::move(target.query), .headers = request.headers};
  for (const std::string& segment : target.path) read.path += "/" + segment;
  read.bucket = BucketOfHost(Lower(request.Header("host")));
  const std::string rest = read.path.substr(1);
  if (!read.bucket.empty()) {
    read.key = rest;
    return read;
  }
  const std::size_t end = rest.find('/');
  read.bucket = rest.substr(0, end);
  if (end != std::string::npos) read.key = rest.substr(end + 1);
  if (read.bucket.empty() && !rest.empty()) InvalidBucketName("");
  return read;
}

std::string RegionOf(const S3Request& request) {
  std::string credential = request.Query("X-Amz-Credential").value_or("");
  const std::string authorization = request.Header("authorization");
  if (const std::size_t at = authorization.find("Credential="); at != std::string::npos) {
    credential = authorization.substr(at + 11);
  }
  const std::size_t service = credential.find("/s3/aws4_request");
  if (service == std::string::npos) return {};
  credential.resize(service);
  return credential.substr(credential.rfind('/') + 1);
}

storage::Bucket S3Call::RequireBucket() const {
  auto bucket = objects.FindBucket(request.bucket);
  if (!bucket) {
    throw S3Error(404, "NoSuchBucket", "The specified bucket does not exist",
                  {{"BucketName", request.bucket}});
  }
  return *std::move(bucket);
}

storage::Bucket S3Call::RequireWritableBucket() const {
  storage::Bucket bucket = RequireBucket();
  if (bucket.directory) {
    throw S3Error(
        403, "AccessDenied",
        "The bucket " + bucket.name + " is a directory that is only read (--bucket).");
  }
  return bucket;
}

void S3Call::CheckBucketWritable() const {
  if (objects.FindBucket(request.bucket)) {
    RequireWritableBucket();
  } else if (!IsBucketName(request.bucket)) {
    InvalidBucketName(request.bucket);
  }
}

storage::Bucket S3Call::WritableBucket() const {
  CheckBucketWritable();
  if (!objects.FindBucket(request.bucket)) objects.MakeBucket(request.bucket, now);
  return RequireWritableBucket();
}

storage::Object S3Call::RequireObject(const storage::Bucket& bucket) const {
  const auto version = request.Query("versionId");
  if (version) CheckVersionId(*version);
  auto object = objects.Find(bucket, request.key, version);
  if (!object && version) {
    throw S3Error(404, "NoSuchVersion", "The specified version does not exist.",
                  {{"Key", request.key}, {"VersionId", *version}});
  }
  if (!object) NoSuchKey(request.key);
  if (object->delete_marker) {
    Headers headers = {{"x-amz-delete-marker", "true"},
                       {"x-amz-version-id", object->version_id}};
    if (!version) NoSuchKey(request.key, std::move(headers));
    headers.emplace_back("Allow", "DELETE");
    throw S3Error(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource.",
        {{"Method", request.method}, {"ResourceType", "DeleteMarker"}}, std::move(headers));
  }
  return *std::move(object);
}

void CheckOwner(const S3Call& call, const char* header) {
  const std::string expected = call.request.Header(header);
  if (expected.empty() || expected == call.account_id) return;
  if (expected.size() != 12 || expected.find_first_not_of("0123456789") != std::string::npos) {
    throw S3Error(400, "InvalidBucketOwnerAWSAccountID",
                  "The value of the expected bucket owner parameter must be an AWS account ID",
                  {{"BucketOwnerAWSAccountID", expected}});
  }
  throw S3Error(403, "AccessDenied", "Access Denied");
}

// Ours: AWS's ids are opaque, so any text of their kind may have been one.
void CheckVersionId(const std::string& id) {
  constexpr std::size_t kShortest = 32;
  if (id.empty()) InvalidArgument("versionId", id, "Version id cannot be the empty string");
  const bool plausible =
      id == "null" ||
      (id.size() >= kShortest && id.size() <= 1024 &&
       std::all_of(id.begin(), id.end(), [](unsigned char c) {
         return std::isalnum(c) ||
                std::string_view("-_.+/=").find(static_cast<char>(c)) != std::string_view::npos;
       }));
  if (!plausible) InvalidArgument("versionId", id, "Invalid version id specified");
}

bool WantsEncodedKeys(const S3Request& request) {
  const auto wanted = request.Query("encoding-type");
  if (!wanted) return false;
  if (*wanted == "url") return true;
  InvalidArgument("encoding-type", *wanted, "Invalid Encoding Method specified in Request");
}

std::optional<int> NumberIn(const S3Request& request, const char* name, int least, int most) {
  const std::string text = request.Query(name).value_or("");
  if (text.empty()) return std::nullopt;
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = failure == std::errc{} && end == text.data() + text.size();
  if (is_number && number >= least && number <= most) return number;
  if (is_number && number < 0 && least == 0) {
    InvalidArgument(name, text,
                    std::string("Argument ") + name + " must be an integer between 0 and " +
                        std::to_string(most));
  }
  InvalidArgument(name, text,
                  "Provided " + std::string(name) + " not an integer or within integer range");
}

std::string HttpDate(engine::Instant at) {
  const std::time_t seconds = static_cast<std::time_t>(engine::EpochSeconds(at));
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

std::optional<engine::Instant> ParseHttpDate(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return engine::FromMilliseconds(std::int64_t{::timegm(&parts)} * 1000);
}

Response S3Answer(int status, const S3Call& call) {
  Response response;
  response.status = status;
  response.headers = {
      {"x-amz-request-id", RequestId()}, {"Date", HttpDate(call.now)}, {"Server", "AmazonS3"}};
  return response;
}

Response S3Answer(std::string xml, const S3Call& call) {
  Response response = S3Answer(200, call);
  response.headers.emplace_back("Content-Type", "application/xml");
  response.body = std::move(xml);
  return response;
}

Response S3Failure(const S3Error& error, engine::Instant now) {
  Response response;
  response.status = error.status;
  const std::string id = RequestId();
  response.headers = {
      {"x-amz-request-id", id}, {"Date", HttpDate(now)}, {"Server", "AmazonS3"}};
  response.headers.insert(response.headers.end(), error.headers.begin(), error.headers.end());
  // AWS: not even an error's answer has a body when nothing has changed.
  if (error.status == 304) return response;
  Xml xml("Error", /*with_namespace=*/false);
  xml.Leaf("Code", error.code).Leaf("Message", error.what());
  for (const auto& [name, text] : error.detail) xml.Leaf(name, text);
  xml.Leaf("RequestId", id).Leaf("HostId", id);
  response.headers.emplace_back("Content-Type", "application/xml");
  response.body = xml.Text();
  return response;
}

}  // namespace http
