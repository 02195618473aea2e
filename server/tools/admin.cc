#include "server/tools/admin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "api_spec/documents.h"
#include "engine/error.h"
#include "server/http/cors.h"
#include "server/http/rest_json.h"
#include "server/tools/clock_setting.h"
#include "server/tools/insight.h"

namespace http {
namespace {

using nlohmann::json;

constexpr const char* kRoutes =
    "GET /_emulator/health, POST /_emulator/reset, POST /moto-api/reset, GET and POST "
    "/_emulator/clock, GET /_emulator/ca.pem, GET /_emulator/openapi/iot.json, GET "
    "/_emulator/openapi/iot-jobs-data.json, GET /_emulator/asyncapi/iot-jobs.json, GET "
    "/_emulator/asyncapi/fleet-provisioning.json";

std::string RouteOf(const Request& request, const Target& target) {
  std::string route = request.method + " ";
  for (const std::string& segment : target.path) route += "/" + segment;
  return route;
}

}  // namespace

Admin::Admin(server::Service& service, std::string version, std::string ca_certificate,
             std::function<bool()> broker_connected)
    : service_(service),
      version_(std::move(version)),
      ca_certificate_(std::move(ca_certificate)),
      broker_connected_(std::move(broker_connected)) {}

bool Admin::Owns(const Target& target) {
  return target.path.front() == "_emulator" || target.path.front() == "moto-api";
}

Response Admin::Handle(const Request& request, const Target& target) {
  // Ours: a page of another site may read, but must not reset a developer's emulator.
  if (request.method != "GET" && IsCrossOrigin(request)) {
    return Refusal(403, "ForbiddenException",
                   "Web pages of another origin may not change the emulator.");
  }
  const std::string route = RouteOf(request, target);
  if (route == "GET /_emulator/health") return Answer(200, Health().dump());
  if (route == "POST /_emulator/reset" || route == "POST /moto-api/reset") {
    service_.Reset();
    return Answer(200, json{{"status", "ok"}}.dump());
  }
  if (route == "GET /_emulator/ca.pem") {
    Response response = Answer(200, "");
    response.headers.emplace_back("content-type", "application/x-pem-file");
    response.body = ca_certificate_;
    return response;
  }
  if (route == "GET /_emulator/clock") return Answer(200, Clock().dump());
  if (route == "POST /_emulator/clock") return SetClock(request.body);
  if (auto insight = Insight(service_, request, target)) return *std::move(insight);
  for (const api_spec::Document& document : api_spec::Documents()) {
    std::string path = "GET /_emulator/";
    path.append(document.kind).append("/").append(document.name).append(".json");
    if (route == path) return Answer(200, std::string(document.text));
  }
  return Refusal(
      404, "UnknownOperationException",
      "The emulator has no " + route + "; it has " + kRoutes + ", " + kInsightRoutes + ".");
}

// Ours: 200 even while the broker is away, since the emulator is alive and brings it back.
json Admin::Health() const {
  return {{"status", "ok"},
          {"version", version_},
          {"broker", broker_connected_() ? "connected" : "disconnected"}};
}

// One move at a time: the next begins where the last has led.
Response Admin::SetClock(const std::string& body) {
  const ClockSetting setting =
      ReadClockSetting(ParseObject(body), service_.clock(), service_.Now());
  if (service_.IsMoving()) {
    Response response;
    response.go_on = [this, body] { return SetClock(body); };
    return response;
  }
  if (setting.scale) service_.SetClockScale(*setting.scale);
  if (setting.to_next) return AdvanceToNext();
  if (!setting.to) return Answer(200, Clock().dump());
  service_.BeginMove(*setting.to);
  return MoveOn();
}

// Other requests are served between the parts, at the instant that the clock has come to.
Response Admin::MoveOn() {
  if (!service_.Move()) return Answer(200, Clock().dump());
  Response response;
  response.go_on = [this] { return MoveOn(); };
  return response;
}

// Where nothing is due, the clock stays.
Response Admin::AdvanceToNext() {
  auto told = std::make_shared<server::Happenings>();
  if (const auto next = service_.NextDue()) {
    service_.BeginMove(std::max(*next, service_.Now()), told);
  }
  return TellAfterMove(told);
}

Response Admin::TellAfterMove(const std::shared_ptr<server::Happenings>& told) {
  if (service_.Move()) {
    Response response;
    response.go_on = [this, told] { return TellAfterMove(told); };
    return response;
  }
  json answer = Clock();
  answer["happened"] = told->list;
  if (told->omitted > 0) answer["omitted"] = told->omitted;
  const auto next = service_.NextDue();
  answer["nextDueAt"] = next ? json(engine::FormatInstant(*next)) : json(nullptr);
  return Answer(200, answer.dump());
}

json Admin::Clock() const {
  const engine::Instant now = service_.Now();
  const double scale = service_.clock().setting().scale;
  return {{"now", engine::FormatInstant(now)},
          {"epochMilliseconds", engine::Milliseconds(now)},
          {"scale", scale},
          {"frozen", scale == 0}};
}

}  // namespace http
