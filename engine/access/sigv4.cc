#include "engine/access/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "engine/text/base64.h"
#include "engine/text/hex.h"
#include "engine/text/percent_encoding.h"

namespace engine {

namespace {

constexpr char kAlgorithm[] = "AWS4-HMAC-SHA256";

std::string Hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  return std::string(mac.begin(), mac.begin() + size);
}

std::string CanonicalQuery(const NamedValues& query) {
  NamedValues encoded;
  for (const auto& [name, value] : query) {
    encoded.emplace_back(UriEncode(name, false), UriEncode(value, false));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

// Without spaces around it, and none twice within.
std::string Trimmed(std::string_view value) {
  std::string trimmed;
  for (const char c : value) {
    const bool space = c == ' ' || c == '\t';
    if (space && (trimmed.empty() || trimmed.back() == ' ')) continue;
    trimmed += space ? ' ' : c;
  }
  if (trimmed.ends_with(' ')) trimmed.pop_back();
  return trimmed;
}

NamedValues Sorted(NamedValues headers) {
  std::stable_sort(headers.begin(), headers.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return headers;
}

std::string SignedNames(const NamedValues& headers) {
  std::string names;
  for (const auto& [name, value] : Sorted(headers)) {
    if (!names.empty()) names += ';';
    names += name;
  }
  return names;
}

std::string ScopeText(const SignatureScope& scope) {
  return scope.time.substr(0, 8) + "/" + scope.region + "/" + scope.service + "/aws4_request";
}

}  // namespace

std::string SignatureTime(Instant at) {
  std::string text = FormatInstant(at);
  text.erase(text.find('.'));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

std::optional<Instant> ParseSignatureTime(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  std::string spelled;  // "2026-01-01T12:00:00Z"
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 6) spelled += '-';
    if (i == 11 || i == 13) spelled += ':';
    spelled += text[i];
  }
  return ParseInstant(spelled);
}

std::string Hmac(std::string_view key, std::string_view text) {
  return Hmac(EVP_sha256(), key, text);
}

std::string Sha256Hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return Hex(digest);
}

SignedTexts TextsOf(const SignedRequest& request, const SignatureScope& scope) {
  std::string canonical = request.method + "\n" + UriEncode(request.path, true) + "\n" +
                          CanonicalQuery(request.query) + "\n";
  for (const auto& [name, value] : Sorted(request.headers)) {
    canonical.append(name).append(":").append(Trimmed(value)).append("\n");
  }
  canonical.append("\n").append(SignedNames(request.headers)).append("\n");
  canonical.append(request.payload_hash);
  std::string to_sign = std::string(kAlgorithm) + "\n" + scope.time + "\n" + ScopeText(scope) +
                        "\n" + Sha256Hex(canonical);
  return {std::move(canonical), std::move(to_sign)};
}

std::string Signature(const SignedRequest& request, const SignatureScope& scope,
                      const std::string& secret_access_key) {
  std::string key = "AWS4" + secret_access_key;
  for (const std::string& part :
       {scope.time.substr(0, 8), scope.region, scope.service, std::string("aws4_request")}) {
    key = Hmac(EVP_sha256(), key, part);
  }
  return Hex(Hmac(EVP_sha256(), key, TextsOf(request, scope).string_to_sign));
}

std::string Authorization(const SignedRequest& request, const SignatureScope& scope,
                          const KeyPair& keys) {
  return std::string(kAlgorithm) + " Credential=" + keys.access_key_id + "/" +
         ScopeText(scope) + ", SignedHeaders=" + SignedNames(request.headers) +
         ", Signature=" + Signature(request, scope, keys.secret_access_key);
}

std::string PresignedUrl(const Presigning& presigning, const KeyPair& keys) {
  const SignatureScope scope{SignatureTime(presigning.now), presigning.region, "s3"};
  SignedRequest request{.method = presigning.method,
                        .path = presigning.path,
                        .query = presigning.query,
                        .headers = {{"host", presigning.host}}};
  const NamedValues members = {
      {"X-Amz-Algorithm", kAlgorithm},
      {"X-Amz-Credential", keys.access_key_id + "/" + ScopeText(scope)},
      {"X-Amz-Date", scope.time},
      {"X-Amz-Expires", std::to_string(presigning.expires_in_seconds)},
      {"X-Amz-SignedHeaders", "host"}};
  request.query.insert(request.query.end(), members.begin(), members.end());
  return "http://" + presigning.host + UriEncode(presigning.path, true) + "?" +
         CanonicalQuery(request.query) +
         "&X-Amz-Signature=" + Signature(request, scope, keys.secret_access_key);
}

std::string SignatureV2(const SignedRequest& request, std::string_view resource,
                        std::string_view expires, const std::string& secret_access_key) {
  const auto header = [&](std::string_view wanted) {
    for (const auto& [name, value] : request.headers) {
      if (name == wanted) return value;
    }
    return std::string();
  };
  std::string to_sign = request.method + "\n" + header("content-md5") + "\n" +
                        header("content-type") + "\n" + std::string(expires) + "\n";
  for (const auto& [name, value] : Sorted(request.headers)) {
    if (name.starts_with("x-amz-")) to_sign += name + ":" + Trimmed(value) + "\n";
  }
  to_sign += resource;
  return Base64(Hmac(EVP_sha1(), secret_access_key, to_sign));
}

bool SameSignature(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace engine
