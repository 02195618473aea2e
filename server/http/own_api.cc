#include "server/http/own_api.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/error.h"
#include "server/http/cors.h"
#include "server/http/rest_json.h"

namespace http {

using api_spec::Plane;

OwnApi::OwnApi(const api_spec::Spec& spec, Answers answers, const Visitors& visitors)
    : spec_(spec), answers_(std::move(answers)), visitors_(visitors) {
  for (const api_spec::Operation& operation : spec.operations()) {
    if (operation.plane != Plane::kEmulator) continue;
    first_segments_.insert(ParseTarget(operation.path).path.front());
    routes_ += (routes_.empty() ? "" : ", ") + operation.method + " " + operation.path;
  }
}

bool OwnApi::Owns(const Target& target) const {
  return first_segments_.contains(target.path.front());
}

Response OwnApi::Handle(const std::vector<Match>& matches, const Request& request,
                        const Target& target) const {
  // Ours: a page of another site must not reset a developer's emulator.
  if (request.method != "GET" && IsCrossOrigin(request) &&
      !visitors_.IsFriend(request.Header("origin"))) {
    return Refusal(403, "ForbiddenException",
                   "Web pages of another origin may not change the emulator.");
  }
  if (matches.empty()) {
    std::string route = request.method + " ";
    for (const std::string& segment : target.path) route += "/" + segment;
    return Refusal(404, "UnknownOperationException",
                   "The emulator has no " + route + "; it has " + routes_ + ".");
  }
  return Guarded([&] {
    RefuseUndescribed(matches.front(), target, request);
    return answers_(*matches.front().operation, ReadInput(matches.front(), target, request),
                    request.Header("accept"));
  });
}

// Also where the answer comes in parts.
Response OwnApi::Guarded(const std::function<Response()>& answer) const {
  try {
    Response response = answer();
    if (response.go_on) {
      response.go_on = [this, go_on = std::move(response.go_on)] { return Guarded(go_on); };
    } else if (response.later) {
      response.later = [this, later = std::move(response.later)](const Response::Answer& take) {
        later([this, take](const Response& late) { take(Guarded([late] { return late; })); });
      };
    }
    return response;
  } catch (const engine::Error& error) {
    return Failure(spec_.Form(Plane::kEmulator, Name(error.code)), Plane::kEmulator, error);
  }
}

}  // namespace http
