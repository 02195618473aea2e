#include "server/http/api.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "engine/error.h"
#include "server/calls/error_name.h"
#include "server/http/cors.h"
#include "server/http/plane.h"
#include "server/http/rest_json.h"

namespace http {
namespace {

using api_spec::Plane;
using nlohmann::json;

bool IsForDevices(Plane plane) {
  return plane == Plane::kData || plane == Plane::kIotData || plane == Plane::kCredentials;
}

bool IsForOthers(Plane plane) {
  return plane != Plane::kCredentials;
}

std::string_view PathMember(const Match& match, std::string_view name) {
  const auto found = std::find_if(match.path.begin(), match.path.end(),
                                  [&](const auto& member) { return member.first == name; });
  return found == match.path.end() ? std::string_view("-") : found->second;
}

const Match& Choose(const std::vector<Match>& matches, const CredentialScope& scope,
                    std::string_view host, const Target& target) {
  if (matches.size() == 1) return matches.front();
  const Plane plane =
      ChoosePlane(scope.service, host, PathMember(matches.front(), "jobId"), target);
  return matches.front().operation->plane == plane ? matches.front() : matches.back();
}

// Ours: a page of another site may use the API as it may use AWS's, but take no keys.
bool GivesPrivateKey(const std::string& operation) {
  constexpr std::array kGiving = {"CreateKeysAndCertificate", "CreateProvisioningClaim"};
  return std::find(kGiving.begin(), kGiving.end(), operation) != kGiving.end();
}

// What the path names: all that is known of a call before it may come in.
json PathInput(const Match& match) {
  json input = json::object();
  for (const auto& [name, value] : match.path) input[name] = value;
  return input;
}

}  // namespace

Api::Api(const api_spec::Spec& spec, server::Service& service, std::string region,
         const OwnApi& own, const Visitors& visitors)
    : spec_(spec),
      service_(service),
      region_(std::move(region)),
      own_(own),
      visitors_(visitors),
      router_(spec.operations()) {}

Response Api::Handle(const Request& request) {
  if (request.method == "OPTIONS") return PreflightOf(request);
  return Finished(Route(request, /*of_device=*/false), std::string(request.Header("origin")));
}

Response Api::Finished(Response response, const std::string& origin) const {
  const bool own = response.secret;
  return Finally(std::move(response), [this, origin, own](Response& answer) {
    if (!own && !answer.secret) {
      AllowOrigins(answer);
    } else if (visitors_.IsFriend(origin)) {
      AllowOrigin(answer, origin);
    }
  });
}

Response Api::PreflightOf(const Request& request) const {
  Response response = Preflight(request);
  try {
    if (!own_.Owns(ParseTarget(request.target))) return response;
  } catch (const engine::Error&) {
    return response;
  }
  const std::string origin(request.Header("origin"));
  std::erase_if(response.headers, [](const auto& header) {
    return header.first == "Access-Control-Allow-Origin";
  });
  if (visitors_.IsFriend(origin)) AllowOrigin(response, origin);
  return response;
}

Response Api::HandleForDevice(const Request& request, bool is_admitted) {
  if (is_admitted) return Finished(Route(request, /*of_device=*/true), "");
  const engine::Error error(engine::ErrorCode::kCertificateValidation,
                            "The certificate is invalid.");
  return Other(request,
               Failure(spec_.Form(Plane::kData, Name(error.code)), Plane::kData, error));
}

Response Api::Route(const Request& request, bool of_device) {
  Response response;
  try {
    const Target target = ParseTarget(request.target);
    std::vector<Match> matches = router_.Find(request.method, target.path);
    std::erase_if(matches, [&](const Match& match) {
      const Plane plane = match.operation->plane;
      return of_device ? !IsForDevices(plane) : !IsForOthers(plane);
    });
    const bool is_own = !of_device && own_.Owns(target);
    if (!is_own && !matches.empty()) return Operate(matches, request, target);
    response = is_own ? own_.Handle(matches, request, target) : Unknown(request, target);
    response.secret = is_own;
  } catch (const engine::Error& error) {
    // Refused before the operation was known; the form is the same on both planes.
    response = Failure(spec_.Form(Plane::kControl, Name(error.code)), Plane::kControl, error);
  }
  return Other(request, std::move(response));
}

Response Api::Other(const Request& request, Response response) const {
  if (!on_other_) return response;
  const Request asked{.method = request.method, .target = request.target};
  return Finally(std::move(response),
                 [this, asked](const Response& whole) { on_other_(asked, whole); });
}

Response Api::Unknown(const Request& request, const Target& target) const {
  auto elsewhere = elsewhere_ ? elsewhere_(request, target) : std::nullopt;
  if (elsewhere) return *std::move(elsewhere);
  return Refusal(404, "UnknownOperationException",
                 "No operation has " + request.method + " " +
                     request.target.substr(0, request.target.find('?')) + ".");
}

Response Api::Operate(const std::vector<Match>& matches, const Request& request,
                      const Target& target) {
  const CredentialScope scope = ParseScope(request.Header("authorization"), target);
  const std::string host = HostName(request.Header("host"));
  const Match& match = Choose(matches, scope, host, target);
  server::Call call(*match.operation,
                    {.region = scope.region.empty() ? region_ : scope.region,
                     .host = host,
                     .port = PortText(request.Header("host")),
                     .signed_for = scope.service,
                     .certificate_id = request.peer.certificate_id,
                     .leaves_no_trace = IsOnlyLooking(request)},
                    PathInput(match));
  call.id = NewRequestId();
  try {
    Admit(call, match, request, target);
  } catch (const engine::Error& error) {
    service_.Refused(call, error);
    return Refused(call, error);
  }
  if (faults_ == nullptr || call.caller.leaves_no_trace || !faults_->MayFail())
    return RunWhole(std::move(call));
  return faults_->Around(call, [this, call] { return RunWhole(call); });
}

Response Api::RunWhole(server::Call call) {
  if (const auto get = service_.NeededFirst(call)) return RunLater(call, get);
  return Run(call);
}

void Api::Admit(server::Call& call, const Match& match, const Request& request,
                const Target& target) const {
  // AWS: who shows a certificate signs nothing.
  const bool is_device = !request.peer.certificate_id.empty();
  std::optional<engine::Credential> signer;
  if (access_ != nullptr && !is_device) {
    signer = access_->Identify(call.operation, request, target);
  }
  call.input = ReadInput(match, target, request);
  if (is_device) CheckDevice(call, request.peer);
  if (signer) access_->Authorize(*signer, call.operation, call.input, call.caller.region);
}

void Api::CheckDevice(const server::Call& call, const Peer& device) const {
  if (!device_access_ || call.operation.emulated == api_spec::Emulated::kRefused) return;
  if (device_access_(device, call.operation, call.input)) return;
  if (call.operation.plane == Plane::kCredentials) {
    throw engine::Error(engine::ErrorCode::kAccessDenied, "Access Denied");
  }
  // Ours: as AWS answers devices that may not see a shadow; Jobs' own answer is not documented.
  throw engine::Error(engine::ErrorCode::kForbidden, "Forbidden");
}

// The answer comes when what the call needs first has.
Response Api::RunLater(const server::Call& call, const server::Needs::Get& get) {
  Response response;
  response.later = [=, this](const Response::Answer& answer) {
    get([=, this](server::Beforehand got) {
      server::Call ready = call;
      ready.caller.beforehand = std::make_shared<server::Beforehand>(std::move(got));
      Response late;
      try {
        late = Run(ready);
      } catch (const std::exception& problem) {
        spdlog::error("{} failed: {}", call.operation.name, problem.what());
        late = Refusal(500, "InternalFailureException", "An unexpected error has occurred.");
      }
      answer(std::move(late));
    });
  };
  return response;
}

Response Api::Run(server::Call& call) {
  try {
    Response response = Success(call.operation, service_.Run(call), call.id);
    response.secret = GivesPrivateKey(call.operation.name);
    return response;
  } catch (const engine::Error& error) {
    return Refused(call, error);
  }
}

Response Api::Refused(const server::Call& call, const engine::Error& error) const {
  const Plane plane = call.operation.plane;
  return Failure(spec_.Form(plane, server::ErrorName(call.operation, error.code)), plane, error,
                 call.id);
}

}  // namespace http
