// The credentials that a device is given by a role alias: good for a while, and known again by
// what they say themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/access/credentials.h"
#include "engine/access/sigv4.h"
#include "engine/instant.h"

namespace engine {

// What the ids of their keys begin with.
inline constexpr std::string_view kSessionKey = "ASIA";

struct RoleSession {
  std::string role;  // its name, less the path
  std::string name;  // AWS: the id of the device's certificate
  Instant expires;
};

// Another one each time. `issuer`: whose secret they are made with.
Credential IssueCredential(const KeyPair& issuer, const RoleSession& session);

// The credential that has this key id and this token, if the issuer made it.
std::optional<Credential> FindIssued(const KeyPair& issuer, const std::string& access_key_id,
                                     const std::string& session_token);

}  // namespace engine
