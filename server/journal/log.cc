#include "server/journal/log.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/text/secrets.h"
#include "server/calls/error_name.h"

namespace server {

namespace {

using nlohmann::json;

// Callers' text on one line of the log; a dash for none.
std::string Quoted(const std::string& text) {
  return json(text.empty() ? "-" : text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// Names in it come from clients.
std::string Line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' '; }, '?');
  return text;
}

void Log(const api_spec::Spec& spec, const CallEntry& call) {
  if (call.over_mqtt) return;
  const api_spec::Operation& operation = *call.operation;
  const bool quiet = !call.refusal && operation.method == "GET";
  const auto level = quiet ? spdlog::level::debug : spdlog::level::info;
  if (!spdlog::should_log(level)) return;
  const api_spec::ErrorForm ok{.status = 200, .name = "ok"};
  const api_spec::ErrorForm& form =
      call.refusal ? spec.Form(operation.plane, ErrorName(operation, *call.refusal)) : ok;
  spdlog::log(level, "{} plane={} signed={} thing={} job={} {} {} {}us id={}", operation.name,
              api_spec::PlaneName(operation.plane),
              call.signed_for.empty() ? "no" : Quoted(call.signed_for), Quoted(call.thing),
              Quoted(call.job), form.status, form.name, call.took.count(), call.id);
}

void Log(const RequestEntry& request) {
  const bool quiet =
      request.status < 300 &&
      (request.method == "GET" || (request.of_object_store && request.method != "PUT"));
  const auto level = quiet ? spdlog::level::debug : spdlog::level::info;
  if (!spdlog::should_log(level)) return;
  if (request.of_object_store) {
    spdlog::log(level, "s3 {} {} {}", request.method,
                request.target.substr(0, request.target.find('?')), request.status);
  } else {
    spdlog::log(level, "{} {} {} {} id={}", request.method,
                Quoted(engine::WithoutSecrets(request.target)), request.status, request.error,
                request.id);
  }
}

void Log(const RejectionEntry& rejection) {
  spdlog::info("client {} on {}: rejected, {}: {}",
               rejection.client_id.empty() ? "-" : Quoted(rejection.client_id),
               Quoted(rejection.topic), rejection.code, Quoted(rejection.message));
}

void Log(const ClientEntry& client) {
  const std::string who = "client " + Quoted(client.client_id);
  if (client.connected) {
    spdlog::debug("{} is connected", who);
  } else if (client.disconnect_reason == "DUPLICATE_CLIENTID") {
    spdlog::info(
        "{} has come a second time, and its older connection is ended: each device needs "
        "a client id of its own",
        who);
  } else {
    spdlog::debug("{} has left: {}", who, client.disconnect_reason);
  }
}

}  // namespace

void LogEntry(const api_spec::Spec& spec, const Entry& entry) {
  if (const auto* call = std::get_if<CallEntry>(&entry.what)) Log(spec, *call);
  if (const auto* request = std::get_if<RequestEntry>(&entry.what)) Log(*request);
  if (const auto* rejection = std::get_if<RejectionEntry>(&entry.what)) Log(*rejection);
  if (const auto* client = std::get_if<ClientEntry>(&entry.what)) Log(*client);
  if (const auto* miss = std::get_if<NearMissEntry>(&entry.what)) {
    spdlog::warn("probably a mistake: {}", Line(miss->text));
  }
  if (const auto* fault = std::get_if<FaultEntry>(&entry.what)) spdlog::warn("{}", fault->text);
  if (const auto* refusal = std::get_if<RefusalEntry>(&entry.what)) {
    spdlog::warn("{}", refusal->shown.at("text").get_ref<const std::string&>());
  }
}

}  // namespace server
