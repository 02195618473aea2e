// Who may call AWS IoT's operations over HTTP: whose signature is good, and whose policy allows
// it.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api_spec/spec.h"
#include "engine/access/credentials.h"
#include "engine/access/policy_evaluation.h"
#include "engine/instant.h"
#include "server/http/message/message.h"
#include "server/http/message/target.h"

namespace http {

// What an operation with this input needs leave for, each of them.
std::vector<engine::PolicyRequest> NeededFor(const api_spec::Operation& operation,
                                             const nlohmann::json& input,
                                             const std::string& region,
                                             const std::string& account_id);

class ApiAccess {
 public:
  // `issuer`: whose keys role aliases give sessions with.
  ApiAccess(std::vector<engine::Credential> credentials, std::string account_id,
            std::function<engine::Instant()> now, engine::KeyPair issuer = {});

  // Who signed the request. Throws engine::Error.
  engine::Credential Identify(const api_spec::Operation& operation, const Request& request,
                              const Target& target) const;
  // The same of a request that may be signed for any of these services.
  engine::Credential Identify(const Request& request, const Target& target,
                              const std::vector<std::string>& services) const;

  // Notes who signed a WebSocket handshake's URL; or else the answer to one that is not signed
  // as AWS IoT wants it.
  std::optional<Response> HandshakeRefusal(const Request& request, Peer& peer) const;

  // Throws engine::Error for what the caller's policy does not allow.
  void Authorize(const engine::Credential& caller, const api_spec::Operation& operation,
                 const nlohmann::json& input, const std::string& region) const;

 private:
  const std::vector<engine::Credential> credentials_;
  const std::string account_id_;
  const std::function<engine::Instant()> now_;
  const engine::KeyPair issuer_;  // of the sessions that role aliases give
};

}  // namespace http
