#include "server/journal/log/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/text/secrets.h"
#include "server/calls/error_name.h"
#include "server/journal/log/log_line.h"

namespace server {

namespace {

using nlohmann::ordered_json;
using spdlog::level::debug;
using spdlog::level::info;

// Those over MQTT that are rejected are told of as such.
void Log(const api_spec::Spec& spec, const CallEntry& call) {
  if (call.over_mqtt && call.refusal) return;
  const api_spec::Operation& operation = *call.operation;
  const bool quiet = !call.refusal && operation.method == "GET";
  const api_spec::ErrorForm ok{.status = 200, .name = "ok"};
  const api_spec::ErrorForm& form =
      call.refusal ? spec.Form(operation.plane, ErrorName(operation, *call.refusal)) : ok;
  const char* over = call.over_mqtt ? "MQTT" : "HTTP";
  LogLine(
      quiet ? debug : info,
      [&] {
        return fmt::format("{} plane={} over={} signed={} thing={} job={} {} {} {}us id={}",
                           operation.name, api_spec::PlaneName(operation.plane), over,
                           call.signed_for.empty() ? "no" : Quoted(call.signed_for),
                           Quoted(call.thing), Quoted(call.job), form.status, form.name,
                           call.took.count(), call.id);
      },
      [&] {
        return ordered_json{{"event", "request"},
                            {"operation", operation.name},
                            {"plane", api_spec::PlaneName(operation.plane)},
                            {"over", over},
                            {"signedFor", call.signed_for},
                            {"thing", call.thing},
                            {"job", call.job},
                            {"status", form.status},
                            {"code", form.name},
                            {"message", call.message},
                            {"microseconds", call.took.count()},
                            {"requestId", call.id}};
      });
}

void Log(const RequestEntry& request) {
  const bool quiet =
      request.status < 300 &&
      (request.method == "GET" || (request.of_object_store && request.method != "PUT"));
  // Without the query, where signatures are.
  const std::string target = request.of_object_store
                                 ? request.target.substr(0, request.target.find('?'))
                                 : engine::WithoutSecrets(request.target);
  LogLine(
      quiet ? debug : info,
      [&] {
        if (request.of_object_store) {
          return fmt::format("s3 {} {} {}", request.method, target, request.status);
        }
        return fmt::format("{} {} {} {} id={}", request.method, Quoted(target), request.status,
                           request.error, request.id);
      },
      [&] {
        ordered_json members{{"event", "request"}};
        if (request.of_object_store) members["plane"] = "s3";
        members.update(ordered_json{{"over", "HTTP"},
                                    {"method", request.method},
                                    {"target", target},
                                    {"status", request.status},
                                    {"code", request.error},
                                    {"requestId", request.id}});
        return members;
      });
}

void Log(const RejectionEntry& rejection) {
  LogLine(
      info,
      [&] {
        return fmt::format("client {} on {}: rejected, {}: {}",
                           rejection.client_id.empty() ? "-" : Quoted(rejection.client_id),
                           Quoted(rejection.topic), rejection.code, Quoted(rejection.message));
      },
      [&] {
        return ordered_json{
            {"event", "rejection"},
            {"operation", rejection.operation == nullptr ? "" : rejection.operation->name},
            {"over", "MQTT"},
            {"client", rejection.client_id},
            {"topic", rejection.topic},
            {"thing", rejection.thing},
            {"code", rejection.code},
            {"message", rejection.message}};
      });
}

std::string Words(const ClientEntry& client) {
  const std::string who = "client " + Quoted(client.client_id);
  if (client.connected) return who + " is connected";
  if (client.disconnect_reason != "DUPLICATE_CLIENTID") {
    return who + " has left: " + client.disconnect_reason;
  }
  return who +
         " has come a second time, and its older connection is ended: each device needs a "
         "client "
         "id of its own";
}

void Log(const ClientEntry& client) {
  const bool is_mistake = !client.connected && client.disconnect_reason == "DUPLICATE_CLIENTID";
  LogLine(
      is_mistake ? info : debug, [&] { return Words(client); },
      [&] {
        return ordered_json{{"event", client.connected ? "connected" : "disconnected"},
                            {"client", client.client_id},
                            {"principal", client.principal},
                            {"reason", client.disconnect_reason},
                            {"message", Words(client)}};
      });
}

void Log(const RefusalEntry& refusal) {
  LogLine(
      spdlog::level::warn, [&] { return refusal.shown.at("text").get<std::string>(); },
      [&] {
        ordered_json members{{"event", "refusal"}, {"message", refusal.shown.at("text")}};
        for (const auto& [name, value] : refusal.shown.items()) {
          if (name != "text") members[name] = value;
        }
        return members;
      });
}

// Names in it come from clients.
std::string Line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' '; }, '?');
  return text;
}

void Log(const NearMissEntry& miss) {
  LogLine(
      spdlog::level::warn, [&] { return "probably a mistake: " + Line(miss.text); },
      [&] {
        return ordered_json{{"event", "nearMiss"},
                            {"thing", miss.thing},
                            {"client", miss.client_id},
                            {"message", miss.text}};
      });
}

void Log(const FaultEntry& fault) {
  LogLine(
      spdlog::level::warn, [&] { return fault.text; },
      [&] {
        return ordered_json{{"event", "fault"},       {"faultId", fault.fault_id},
                            {"effect", fault.effect}, {"thing", fault.thing},
                            {"job", fault.job},       {"topic", fault.topic},
                            {"message", fault.text}};
      });
}

}  // namespace

void LogEntry(const api_spec::Spec& spec, const Entry& entry) {
  if (const auto* call = std::get_if<CallEntry>(&entry.what)) Log(spec, *call);
  if (const auto* request = std::get_if<RequestEntry>(&entry.what)) Log(*request);
  if (const auto* rejection = std::get_if<RejectionEntry>(&entry.what)) Log(*rejection);
  if (const auto* client = std::get_if<ClientEntry>(&entry.what)) Log(*client);
  if (const auto* miss = std::get_if<NearMissEntry>(&entry.what)) Log(*miss);
  if (const auto* fault = std::get_if<FaultEntry>(&entry.what)) Log(*fault);
  if (const auto* refusal = std::get_if<RefusalEntry>(&entry.what)) Log(*refusal);
}

}  // namespace server
