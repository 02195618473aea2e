#include "server/http/api.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "engine/error.h"
#include "server/http/cors.h"
#include "server/http/plane.h"
#include "server/http/rest_json.h"

namespace http {
namespace {

using api_spec::Plane;
using nlohmann::json;

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

// Callers' text on one line of the log.
std::string Quoted(std::string_view text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// For what is no operation of AWS's, or not one that is known here.
void LogPlainly(const Request& request, const Response& response) {
  const bool quiet = response.status == 200 && request.method == "GET";
  spdlog::log(quiet ? spdlog::level::debug : spdlog::level::info, "{} {} {} {} id={}",
              request.method, Quoted(request.target), response.status,
              response.Header("x-amzn-ErrorType"), response.Header("x-amzn-RequestId"));
}

// One line a call. Reads that succeed are told to those who ask for details.
void Log(const Match& match, const CredentialScope& scope, const Response& response,
         std::chrono::steady_clock::duration took) {
  const api_spec::Operation& operation = *match.operation;
  const bool quiet = response.status == 200 && operation.method == "GET";
  const auto level = quiet ? spdlog::level::debug : spdlog::level::info;
  if (!spdlog::should_log(level)) return;
  const std::string_view error = response.Header("x-amzn-ErrorType");
  spdlog::log(level, "{} plane={} signed={} thing={} job={} {} {} {}us id={}", operation.name,
              operation.plane == Plane::kData ? "data" : "control",
              scope.service.empty() ? "no" : Quoted(scope.service),
              Quoted(PathMember(match, "thingName")), Quoted(PathMember(match, "jobId")),
              response.status, error.empty() ? "ok" : error,
              std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
              response.Header("x-amzn-RequestId"));
}

// What every answer has, also one that comes in parts.
Response Finished(Response response) {
  if (response.go_on) {
    response.go_on = [go_on = std::move(response.go_on)] { return Finished(go_on()); };
  } else {
    AllowOrigins(response);
  }
  return response;
}

// AWS: what is an InvalidRequest elsewhere is called Validation by the operations on packages.
std::string_view ErrorName(const api_spec::Operation& operation, engine::ErrorCode code) {
  const bool validates = code == engine::ErrorCode::kInvalidRequest &&
                         std::find(operation.errors.begin(), operation.errors.end(),
                                   "Validation") != operation.errors.end();
  return validates ? "Validation" : Name(code);
}

// The object that a CreateJob or CreateJobTemplate takes its document from.
std::optional<engine::S3Location> SourceOf(const Match& match, const Request& request) {
  const std::string& name = match.operation->name;
  if (name != "CreateJob" && name != "CreateJobTemplate") return std::nullopt;
  const json body = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object() || !body.contains("documentSource")) return std::nullopt;
  const json& source = body["documentSource"];
  if (!source.is_string()) return std::nullopt;
  const auto location = engine::ParseS3Url(source.get_ref<const std::string&>());
  return location ? engine::Decoded(*location) : std::nullopt;
}

}  // namespace

Api::Api(const api_spec::Spec& spec, server::Service& service, std::string region, Admin& admin)
    : spec_(spec),
      service_(service),
      region_(std::move(region)),
      admin_(admin),
      router_(spec.operations()) {}

Response Api::Handle(const Request& request) {
  if (request.method == "OPTIONS") return Preflight(request);
  return Finished(Route(request, std::nullopt));
}

Response Api::HandleForDevice(const Request& request, bool is_admitted) {
  if (is_admitted) return Finished(Route(request, Plane::kData));
  const engine::Error error(engine::ErrorCode::kCertificateValidation,
                            "The certificate is invalid.");
  Response response = Failure(spec_.Form(Plane::kData, Name(error.code)), Plane::kData, error);
  LogPlainly(request, response);
  return response;
}

Response Api::Route(const Request& request, std::optional<Plane> only) {
  Response response;
  try {
    const Target target = ParseTarget(request.target);
    std::vector<Match> matches = router_.Find(request.method, target.path);
    std::erase_if(matches,
                  [&](const Match& match) { return only && match.operation->plane != *only; });
    if (!matches.empty()) return Operate(matches, request, target);
    response = !only && Admin::Owns(target)
                   ? admin_.Handle(request, target)
                   : Refusal(404, "UnknownOperationException",
                             "No operation has " + request.method + " " +
                                 request.target.substr(0, request.target.find('?')) + ".");
  } catch (const engine::Error& error) {
    // Refused before the operation was known; the form is the same on both planes.
    response = Failure(spec_.Form(Plane::kControl, Name(error.code)), Plane::kControl, error);
  }
  LogPlainly(request, response);
  return response;
}

Response Api::Operate(const std::vector<Match>& matches, const Request& request,
                      const Target& target) {
  const auto start = std::chrono::steady_clock::now();
  const CredentialScope scope = ParseScope(request.Header("authorization"), target);
  const server::Caller caller{.region = scope.region.empty() ? region_ : scope.region,
                              .host = HostName(request.Header("host")),
                              .port = PortText(request.Header("host"))};
  const Match& match = Choose(matches, scope, caller.host, target);
  std::optional<Response> response = Denial(match, caller, request, target);
  if (!response) {
    if (const auto location = fetch_ ? SourceOf(match, request) : std::nullopt) {
      return RunWithSource(match, caller, request, target, *location);
    }
    response = Run(match, caller, request, target);
  }
  Log(match, scope, *response, std::chrono::steady_clock::now() - start);
  return *std::move(response);
}

std::optional<Response> Api::Denial(const Match& match, const server::Caller& caller,
                                    const Request& request, const Target& target) const {
  const api_spec::Operation& operation = *match.operation;
  try {
    // AWS: who shows a certificate signs nothing.
    if (!request.peer.certificate_id.empty()) {
      CheckDevice(match, request.peer);
      return std::nullopt;
    }
    if (access_ == nullptr) return std::nullopt;
    const engine::Credential& signer = access_->Identify(operation, request, target);
    access_->Authorize(signer, operation, ReadInput(match, target, request), caller.region);
    return std::nullopt;
  } catch (const engine::Error& error) {
    return Failure(spec_.Form(operation.plane, ErrorName(operation, error.code)),
                   operation.plane, error);
  }
}

void Api::CheckDevice(const Match& match, const Peer& device) const {
  const api_spec::Operation& operation = *match.operation;
  if (!device_access_ || operation.emulated == api_spec::Emulated::kRefused) return;
  const std::string thing(PathMember(match, "thingName"));
  if (device_access_(device, operation.name, thing)) return;
  // Ours: as AWS answers devices that may not see a shadow; Jobs' own answer is not documented.
  throw engine::Error(engine::ErrorCode::kForbidden, "Forbidden");
}

// The answer comes when the document has.
Response Api::RunWithSource(const Match& match, const server::Caller& caller,
                            const Request& request, const Target& target,
                            const engine::S3Location& location) {
  Response response;
  response.later = [=, this](const Response::Answer& answer) {
    fetch_(location, [=, this](server::FetchedSource fetched) {
      const auto start = std::chrono::steady_clock::now();
      server::Caller with_source = caller;
      with_source.source = std::make_shared<server::FetchedSource>(std::move(fetched));
      Response late;
      try {
        late = Run(match, with_source, request, target);
      } catch (const std::exception& problem) {
        spdlog::error("{} failed: {}", match.operation->name, problem.what());
        late = Refusal(500, "InternalFailureException", "An unexpected error has occurred.");
      }
      Log(match, ParseScope(request.Header("authorization"), target), late,
          std::chrono::steady_clock::now() - start);
      AllowOrigins(late);
      answer(std::move(late));
    });
  };
  return response;
}

Response Api::Run(const Match& match, const server::Caller& caller, const Request& request,
                  const Target& target) {
  const api_spec::Operation& operation = *match.operation;
  try {
    return Success(operation,
                   service_.Call(operation, caller, ReadInput(match, target, request)));
  } catch (const engine::Error& error) {
    return Failure(spec_.Form(operation.plane, ErrorName(operation, error.code)),
                   operation.plane, error);
  }
}

}  // namespace http
