// AWS's signatures: version 4, in headers and in presigned URLs, and the older one that some
// SDKs still presign with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/instant.h"

namespace engine {

struct KeyPair {
  std::string access_key_id;
  std::string secret_access_key;
};

using NamedValues = std::vector<std::pair<std::string, std::string>>;

// A request as a signature sees it: nothing in it is encoded.
struct SignedRequest {
  std::string method;
  std::string path;     // of S3: "/bucket/key"
  NamedValues query;    // without the signature itself
  NamedValues headers;  // those that are signed, names in lower case
  std::string payload_hash = "UNSIGNED-PAYLOAD";
};

struct SignatureScope {
  std::string time;  // "20260101T120000Z"
  std::string region;
  std::string service;
};

// "20260101T120000Z".
std::string SignatureTime(Instant at);
std::optional<Instant> ParseSignatureTime(std::string_view text);

std::string Sha256Hex(std::string_view text);
// HMAC-SHA256, its 32 bytes.
std::string Hmac(std::string_view key, std::string_view text);

// The request in the one form that both sides write it in, and what is signed of it.
struct SignedTexts {
  std::string canonical_request;
  std::string string_to_sign;
};

SignedTexts TextsOf(const SignedRequest& request, const SignatureScope& scope);

// Version 4, as hexadecimal digits.
std::string Signature(const SignedRequest& request, const SignatureScope& scope,
                      const std::string& secret_access_key);

// The Authorization header's value for a request signed with all its headers.
std::string Authorization(const SignedRequest& request, const SignatureScope& scope,
                          const KeyPair& keys);

// What to presign: a URL for one method on one object.
struct Presigning {
  std::string method;
  std::string host;  // "127.0.0.1:4580"
  std::string path;  // "/bucket/key"
  NamedValues query;
  std::string region;
  std::int64_t expires_in_seconds = 3600;
  Instant now;
};

// "http://...", S3's, good for `expires_in_seconds` from `now`.
std::string PresignedUrl(const Presigning& presigning, const KeyPair& keys);

// Version 2 of a presigned URL, in base 64. `resource` is the path and those query members
// that it covers; `expires` is the text of the member Expires.
std::string SignatureV2(const SignedRequest& request, std::string_view resource,
                        std::string_view expires, const std::string& secret_access_key);

// Compares without telling by its duration where the texts differ.
bool SameSignature(std::string_view a, std::string_view b);

}  // namespace engine
