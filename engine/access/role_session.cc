#include "engine/access/role_session.h"

#include <nlohmann/json.hpp>

#include "engine/text/base64.h"
#include "engine/uuid.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr std::size_t kSecretBytes = 30;  // 40 characters in base64

// "ASIA" and 16 of those characters that AWS uses.
std::string KeyId(const std::string& issuer_secret, const std::string& told) {
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string id(kSessionKey);
  for (const char byte : Hmac(issuer_secret, "id " + told).substr(0, 16)) {
    id += kCharacters[static_cast<unsigned char>(byte) % kCharacters.size()];
  }
  return id;
}

// What a token tells makes the keys: nobody but the issuer can tell another thing.
Credential Made(const KeyPair& issuer, const std::string& told) {
  const json session = json::parse(told);
  const std::string role = session.at("role");
  const std::string name = session.at("name");
  const std::string secret = Hmac(issuer.secret_access_key, "secret " + told);
  return {
      .keys = {KeyId(issuer.secret_access_key, told), Base64(secret.substr(0, kSecretBytes))},
      .session_token = Base64(told),
      .expires = FromMilliseconds(session.at("expires").get<std::int64_t>()),
      .user_name = name,
      .role = role};
}

}  // namespace

Credential IssueCredential(const KeyPair& issuer, const RoleSession& session) {
  const json told = {{"role", session.role},
                     {"name", session.name},
                     {"expires", Milliseconds(session.expires)},
                     {"nonce", NewUuid()}};
  return Made(issuer, told.dump());
}

std::optional<Credential> FindIssued(const KeyPair& issuer, const std::string& access_key_id,
                                     const std::string& session_token) {
  const auto told = FromBase64(session_token);
  if (!told || access_key_id.empty() ||
      !SameSignature(access_key_id, KeyId(issuer.secret_access_key, *told))) {
    return std::nullopt;
  }
  return Made(issuer, *told);
}

}  // namespace engine
