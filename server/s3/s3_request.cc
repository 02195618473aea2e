#include "server/s3/s3_request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <ctime>

#include "engine/error.h"
#include "engine/uuid.h"
#include "server/http/target.h"
#include "server/s3/s3_xml.h"

namespace http {
namespace {

// "bucket.s3.us-east-1.amazonaws.com:4580" is for the bucket.
std::string BucketOfHost(std::string_view host) {
  std::string lower(host.substr(0, host.find(".s3.")));
  if (lower.size() == host.size()) return {};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
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

}  // namespace

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
  read.bucket = BucketOfHost(request.Header("host"));
  const std::string rest = read.path.substr(1);
  if (!read.bucket.empty()) {
    read.key = rest;
    return read;
  }
  const std::size_t end = rest.find('/');
  read.bucket = rest.substr(0, end);
  if (end != std::string::npos) read.key = rest.substr(end + 1);
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

storage::Bucket S3Call::WritableBucket() const {
  if (!objects.FindBucket(request.bucket)) {
    if (!IsBucketName(request.bucket)) {
      throw S3Error(400, "InvalidBucketName", "The specified bucket is not valid.",
                    {{"BucketName", request.bucket}});
    }
    objects.MakeBucket(request.bucket, now);
  }
  return RequireWritableBucket();
}

storage::Object S3Call::RequireObject(const storage::Bucket& bucket) const {
  const auto version = request.Query("versionId");
  auto object = objects.Find(bucket, request.key, version);
  if (!object && version) {
    throw S3Error(404, "NoSuchVersion", "The specified version does not exist.",
                  {{"Key", request.key}, {"VersionId", *version}});
  }
  if (!object || (object->delete_marker && !version)) NoSuchKey(request.key);
  if (object->delete_marker) {
    throw S3Error(405, "MethodNotAllowed",
                  "The specified method is not allowed against this resource.",
                  {{"Method", request.method}, {"ResourceType", "DeleteMarker"}});
  }
  return *std::move(object);
}

std::string HttpDate(engine::Instant at) {
  const std::time_t seconds = static_cast<std::time_t>(engine::EpochSeconds(at));
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                kMonths.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
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

void NoSuchKey(const std::string& key) {
  throw S3Error(404, "NoSuchKey", "The specified key does not exist.", {{"Key", key}});
}

}  // namespace http
