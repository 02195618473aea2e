#include "server/program/commands/checks.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "api_spec/spec.h"

namespace server {

namespace {

using nlohmann::json;

const api_spec::Operation& Own(const char* name) {
  return api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, name);
}

Checked Told(const http::ApiClient::Answer& answer) {
  if (answer.status == 200) return {.holds = true};
  return {.why = json::parse(answer.body).value("message", "")};
}

Checked OfCall(const http::ApiClient& client, const json& call) {
  const json answer =
      client.Call(call.at("operation").get<std::string>(), call.value("input", json::object()));
  if (Has(answer, call.value("has", json::object()))) return {.holds = true};
  return {.why = call["operation"].get<std::string>() + " shows otherwise"};
}

Checked CheckOne(const http::ApiClient& client, const json& wanted) {
  if (wanted.contains("wait")) {
    json input = wanted["wait"];
    input["timeout"] = "1ms";
    return Told(client.Ask(Own("Wait"), input));
  }
  if (wanted.contains("verify"))
    return Told(client.Ask(Own("VerifyJournal"), wanted["verify"]));
  return OfCall(client, wanted.at("call"));
}

}  // namespace

bool Has(const json& whole, const json& part) {
  if (part.is_object()) {
    return whole.is_object() && std::ranges::all_of(part.items(), [&](const auto& member) {
             const auto found = whole.find(member.key());
             return found != whole.end() && Has(*found, member.value());
           });
  }
  if (part.is_array()) {
    return whole.is_array() && std::ranges::all_of(part, [&](const json& element) {
             return std::ranges::any_of(whole,
                                        [&](const json& one) { return Has(one, element); });
           });
  }
  return whole == part;
}

Checked Check(const http::ApiClient& client, const json& wanted) {
  for (const json& one : wanted) {
    Checked checked;
    try {
      checked = CheckOne(client, one);
    } catch (const std::runtime_error& refusal) {
      checked.why = refusal.what();
    }
    if (!checked.holds) return checked;
  }
  return {.holds = true};
}

}  // namespace server
