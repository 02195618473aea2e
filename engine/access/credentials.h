// Who may sign requests: keys, and what each may do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/iam_policy.h"
#include "engine/access/sigv4.h"
#include "engine/instant.h"

namespace engine {

struct Credential {
  KeyPair keys;
  std::string session_token;       // empty for a key that lasts
  std::optional<Instant> expires;  // of the session
  std::string user_name;
  std::optional<IamPolicy> policy;  // nothing: may do everything
  std::string role{};  // of a session that a role alias gave; `user_name` is the session's
};

// Who it is, as AWS writes it.
std::string CallerArn(const Credential& credential, const std::string& account_id);

// A credentials file: AWS's own, with a section for each profile, or JSON, an object or a list
// of objects with the members of AWS's credential_process (AccessKeyId, SecretAccessKey,
// SessionToken, Expiration), UserName and Policy, an IAM policy document. Throws
// std::invalid_argument in words for the one who wrote the file.
std::vector<Credential> ParseCredentials(std::string_view text);

}  // namespace engine
