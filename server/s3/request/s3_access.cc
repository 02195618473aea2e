#include "server/s3/request/s3_access.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "engine/access/role_session.h"
#include "engine/text/percent_encoding.h"
#include "engine/text/split.h"

namespace http {
namespace {

constexpr std::int64_t kLongestLife = 604800;  // AWS: a week

[[noreturn]] void Malformed(const std::string& message) {
  throw S3Error(400, "AuthorizationQueryParametersError", message);
}

[[noreturn]] void Expired(engine::Instant expired, engine::Instant now,
                          engine::NamedValues detail = {}) {
  detail.emplace_back("Expires", engine::FormatInstant(expired).substr(0, 19) + "Z");
  detail.emplace_back("ServerTime", engine::FormatInstant(now).substr(0, 19) + "Z");
  throw S3Error(403, "AccessDenied", "Request has expired", std::move(detail));
}

void CheckKey(const std::string& access_key_id, const engine::KeyPair& keys) {
  if (access_key_id == keys.access_key_id) return;
  throw S3Error(403, "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                {{"AWSAccessKeyId", access_key_id}});
}

// The emulator's own keys, or those of a session that a role alias gave.
engine::KeyPair SignerOf(const S3Request& request, const std::string& access_key_id,
                         const engine::KeyPair& keys, engine::Instant now) {
  const auto session = engine::FindIssued(keys, access_key_id,
                                          request.Query("X-Amz-Security-Token").value_or(""));
  if (session) {
    if (now < *session->expires) return session->keys;
    throw S3Error(400, "ExpiredToken", "The provided token has expired.");
  }
  CheckKey(access_key_id, keys);
  return keys;
}

void CheckSignature(const std::string& given, const std::string& expected,
                    const engine::KeyPair& keys) {
  if (engine::SameSignature(given, expected)) return;
  throw S3Error(403, "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you "
                "provided. Check your key and signing method.",
                {{"AWSAccessKeyId", keys.access_key_id}, {"SignatureProvided", given}});
}

std::optional<std::int64_t> Number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// AWS: x-amz-... may be added by nobody but the signer, and the host is always signed.
// x-amz-content-sha256 is part of what is signed even so.
void RefuseUnsignedHeaders(const S3Request& request) {
  const auto names = engine::Split(*request.Query("X-Amz-SignedHeaders"), ';');
  std::string unsigned_names;
  for (const auto& [name, value] : request.headers) {
    const bool must_be_signed =
        name == "host" || (name.starts_with("x-amz-") && name != "x-amz-content-sha256");
    if (!must_be_signed || std::find(names.begin(), names.end(), name) != names.end()) {
      continue;
    }
    unsigned_names.append(unsigned_names.empty() ? "" : ", ").append(name);
  }
  if (unsigned_names.empty()) return;
  throw S3Error(403, "AccessDenied",
                "There were headers present in the request which were not signed",
                {{"HeadersNotSigned", unsigned_names}});
}

// AWS: in a presigned URL these count as headers.
void TakeHeadersFromQuery(S3Request& request) {
  for (const auto& [member, value] : request.query) {
    std::string name = member;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array kOfSignature = {"x-amz-algorithm",     "x-amz-credential",
                                         "x-amz-date",          "x-amz-expires",
                                         "x-amz-signedheaders", "x-amz-signature"};
    if (!name.starts_with("x-amz-") ||
        std::find(kOfSignature.begin(), kOfSignature.end(), name) != kOfSignature.end()) {
      continue;
    }
    const bool plain = std::none_of(value.begin(), value.end(), [](unsigned char c) {
      return c < ' ' || c == 0x7f;  // what no header can have
    });
    if (!plain) InvalidArgument(member, value, "The header is not valid.");
    const bool said = std::any_of(request.headers.begin(), request.headers.end(),
                                  [&, &value = value](const auto& header) {
                                    return header.first == name && header.second == value;
                                  });
    if (!said) request.headers.emplace_back(std::move(name), value);
  }
}

void CheckVersion4(const S3Request& request, const std::string& payload_hash,
                   const engine::KeyPair& keys, engine::Instant now) {
  for (const char* member : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                             "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"}) {
    if (request.Has(member)) continue;
    Malformed(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, "
        "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
        "X-Amz-Expires parameters.");
  }
  if (*request.Query("X-Amz-Algorithm") != "AWS4-HMAC-SHA256") {
    Malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
  }
  const auto signed_at = engine::ParseSignatureTime(*request.Query("X-Amz-Date"));
  if (!signed_at) {
    Malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  const auto lifetime = Number(*request.Query("X-Amz-Expires"));
  if (!lifetime) Malformed("X-Amz-Expires should be a number");
  if (*lifetime < 0) Malformed("X-Amz-Expires must be non-negative");
  if (*lifetime > kLongestLife) {
    Malformed(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
        "must be less than 604800 seconds");
  }
  const auto credential = engine::Split(*request.Query("X-Amz-Credential"), '/');
  if (credential.size() != 5 || credential[4] != "aws4_request") {
    Malformed(
        "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
        "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  const engine::KeyPair signer = SignerOf(request, credential[0], keys, now);
  const engine::Instant expires = *signed_at + std::chrono::seconds(*lifetime);
  // Ours: a URL from the future is good, since the clock of the one who signs may be ahead of
  // one that was moved.
  if (now >= expires) {
    Expired(expires, now, {{"X-Amz-Expires", std::to_string(*lifetime)}});
  }
  RefuseUnsignedHeaders(request);
  engine::SignedRequest signed_request{.method = request.method, .path = request.path};
  for (const auto& member : request.query) {
    if (member.first != "X-Amz-Signature") signed_request.query.push_back(member);
  }
  for (const std::string& name : engine::Split(*request.Query("X-Amz-SignedHeaders"), ';')) {
    signed_request.headers.emplace_back(name, request.Header(name));
  }
  if (!payload_hash.empty()) signed_request.payload_hash = payload_hash;
  CheckSignature(*request.Query("X-Amz-Signature"),
                 engine::Signature(signed_request,
                                   {*request.Query("X-Amz-Date"), credential[2], credential[3]},
                                   signer.secret_access_key),
                 signer);
}

// The path and the members of the query that version 2 signs.
std::string ResourceOf(const S3Request& request) {
  constexpr std::array kSigned = {"acl",
                                  "cors",
                                  "delete",
                                  "lifecycle",
                                  "location",
                                  "logging",
                                  "notification",
                                  "partNumber",
                                  "policy",
                                  "requestPayment",
                                  "response-cache-control",
                                  "response-content-disposition",
                                  "response-content-encoding",
                                  "response-content-language",
                                  "response-content-type",
                                  "response-expires",
                                  "tagging",
                                  "torrent",
                                  "uploadId",
                                  "uploads",
                                  "versionId",
                                  "versioning",
                                  "versions",
                                  "website"};
  std::string resource(1, '/');
  resource += engine::UriEncode(request.bucket, true);
  if (!request.bucket.empty()) resource += "/";
  resource += engine::UriEncode(request.key, true);
  char separator = '?';
  for (const char* name : kSigned) {  // in order
    const auto value = request.Query(name);
    if (!value) continue;
    resource += std::exchange(separator, '&') + std::string(name);
    if (!value->empty()) resource += "=" + *value;
  }
  return resource;
}

void CheckVersion2(const S3Request& request, const engine::KeyPair& keys, engine::Instant now) {
  const std::string access_key_id = request.Query("AWSAccessKeyId").value_or("");
  const std::string expires = request.Query("Expires").value_or("");
  const auto seconds = Number(expires);
  if (access_key_id.empty() || !seconds || *seconds < 0 || *seconds > 253402300799) {
    throw S3Error(403, "AccessDenied",
                  "Query-string authentication requires the Signature, Expires and "
                  "AWSAccessKeyId parameters");
  }
  CheckKey(access_key_id, keys);
  const auto expires_at = engine::Instant(std::chrono::seconds(*seconds));
  if (now >= expires_at) Expired(expires_at, now);
  CheckSignature(*request.Query("Signature"),
                 engine::SignatureV2({.method = request.method, .headers = request.headers},
                                     ResourceOf(request), expires, keys.secret_access_key),
                 keys);
}

}  // namespace

void CheckAccess(S3Request& request, const engine::KeyPair& keys, engine::Instant now) {
  const bool version4 =
      std::any_of(request.query.begin(), request.query.end(), [](const auto& member) {
        return member.first == "X-Amz-Algorithm" || member.first == "X-Amz-Signature" ||
               member.first == "X-Amz-Credential";
      });
  if (version4) {
    const S3Request sent = request;
    TakeHeadersFromQuery(request);
    CheckVersion4(sent, request.Header("x-amz-content-sha256"), keys, now);
  } else if (request.Has("Signature") || request.Has("AWSAccessKeyId")) {
    TakeHeadersFromQuery(request);
    CheckVersion2(request, keys, now);
  }
}

}  // namespace http
