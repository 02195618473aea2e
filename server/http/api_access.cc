#include "server/http/api_access.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/access/iam_resources.h"
#include "engine/access/signature_check.h"
#include "engine/error.h"
#include "server/http/rest_json.h"

namespace http {

using api_spec::Plane;

std::vector<engine::PolicyRequest> NeededFor(const api_spec::Operation& operation,
                                             const nlohmann::json& input,
                                             const std::string& region,
                                             const std::string& account_id) {
  const api_spec::Iam& iam = operation.iam;
  std::vector<engine::PolicyRequest> needed;
  for (const std::string& resource :
       engine::ResourcesOf(iam.resources, input, region, account_id)) {
    needed.push_back({iam.action, resource});
    for (const auto& [flag, action] : iam.flags) {
      if (input.value(flag, nlohmann::json()) == true) needed.push_back({action, resource});
    }
  }
  return needed;
}

ApiAccess::ApiAccess(std::vector<engine::Credential> credentials, std::string account_id,
                     std::function<engine::Instant()> now, engine::KeyPair issuer)
    : credentials_(std::move(credentials)),
      account_id_(std::move(account_id)),
      now_(std::move(now)),
      issuer_(std::move(issuer)) {}

std::optional<Response> ApiAccess::HandshakeRefusal(const Request& request, Peer& peer) const {
  static const std::vector<std::string> kGateway{"iotdevicegateway"};
  try {
    const auto signer = Identify(request, ParseTarget(request.target), kGateway);
    if (!signer.role.empty() && signer.policy) {
      return Refusal(
          501, "NotImplementedException",
          "Sessions of a role that has a policy are not emulated over WebSocket; see "
          "docs/differences.md.");
    }
    peer.access_key_id = signer.keys.access_key_id;
    return std::nullopt;
  } catch (const engine::Error& error) {
    const int status = error.code == engine::ErrorCode::kInvalidRequest ? 400 : 403;
    return Refusal(status, std::string(engine::Name(error.code)) + "Exception", error.message);
  }
}

engine::Credential ApiAccess::Identify(const Request& request, const Target& target,
                                       const std::vector<std::string>& services) const {
  return engine::VerifySignature({.method = request.method,
                                  .path = request.target.substr(0, request.target.find('?')),
                                  .query = target.query,
                                  .headers = request.headers,
                                  .body = request.body},
                                 services, credentials_, now_(), issuer_);
}

engine::Credential ApiAccess::Identify(const api_spec::Operation& operation,
                                       const Request& request, const Target& target) const {
  // AWS: the control plane signs as iot, or as execute-api in SDKs of 2022.
  static const std::vector<std::string> kControl{"iot", "execute-api"};
  static const std::vector<std::string> kData{"iot-jobs-data"};
  static const std::vector<std::string> kIotData{"iotdata", "iotdevicegateway"};
  switch (operation.plane) {
    case Plane::kData:
      return Identify(request, target, kData);
    case Plane::kIotData:
      return Identify(request, target, kIotData);
    default:
      return Identify(request, target, kControl);
  }
}

void ApiAccess::Authorize(const engine::Credential& caller,
                          const api_spec::Operation& operation, const nlohmann::json& input,
                          const std::string& region) const {
  if (!caller.policy) return;
  for (const auto& [action, resource] : NeededFor(operation, input, region, account_id_)) {
    const engine::Verdict verdict = caller.policy->Decide(action, resource);
    if (verdict == engine::Verdict::kAllowed) continue;
    // AWS: the broker's data plane does not say why.
    if (operation.plane == Plane::kIotData) {
      throw engine::Error(engine::ErrorCode::kForbidden, "Forbidden");
    }
    std::string message = "User: ";
    message.append(engine::CallerArn(caller, account_id_));
    message.append(" is not authorized to perform: ").append(action);
    message.append(" on resource: ").append(resource);
    if (verdict == engine::Verdict::kDenied) {
      message.append(" with an explicit deny in an identity-based policy");
    } else {
      message.append(" because no identity-based policy allows the ").append(action);
      message.append(" action");
    }
    throw engine::Error(engine::ErrorCode::kAccessDenied, message);
  }
}

}  // namespace http
