#include "server/access/device_access.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/access/policy_evaluation.h"
#include "engine/access/role_session.h"
#include "engine/identity/certificate_names.h"
#include "engine/registry/thing.h"
#include "server/access/effective_policies.h"
#include "storage/changes.h"
#include "storage/identity/certificates.h"
#include "storage/registry/things.h"
#include "storage/store.h"

namespace server {

namespace {

using engine::ConnectAttempt;
using engine::PolicyVariables;
using nlohmann::json;
using storage::Certificates;

// What a password may hold, less room for the proof.
constexpr std::size_t kMostBytes = 65'000;

std::optional<engine::Thing> ThingOf(storage::Store& store, const ConnectAttempt& attempt) {
  const auto name =
      Certificates(store).ThingSpokenFor(attempt.identity.principal, attempt.client_id);
  return name ? storage::Things(store).Find(*name) : std::nullopt;
}

void AddThing(PolicyVariables& variables, const std::optional<engine::Thing>& thing) {
  const auto add = [&](const std::string& name, const std::string& value) {
    variables[engine::VariableKey("iot:Connection.Thing." + name)] = {value};
  };
  add("IsAttached", thing ? "true" : "false");
  if (!thing) return;
  add("ThingName", thing->name);
  if (thing->type) add("ThingTypeName", *thing->type);
  for (const auto& [name, value] : thing->attributes.items()) {
    if (value.is_string()) add("Attributes[" + name + "]", value.get<std::string>());
  }
}

PolicyVariables VariablesOf(storage::Store& store, const engine::Identity& identity) {
  PolicyVariables variables;
  if (const auto certificate = Certificates(store).Find(identity.principal)) {
    variables = engine::CertificateNames(certificate->pem);
  }
  variables["iot:certificateid"] = {identity.principal};
  variables["aws:sourceip"] = {identity.ip_address};
  return variables;
}

void AddAttempt(PolicyVariables& variables, const ConnectAttempt& attempt,
                const std::string& arn) {
  if (attempt.persistent) variables["iot:connectattributes"].emplace_back("PersistentConnect");
  if (!attempt.last_will_topic) return;
  variables["iot:connectattributes"].emplace_back("LastWill");
  variables["iot:lastwilltopic"] = {arn + "topic/" + *attempt.last_will_topic};
}

// For the plugin, which has no use for white space.
json Shortened(json policies) {
  for (json& policy : policies) {
    json& document = policy["document"];
    document = json::parse(document.get_ref<const std::string&>()).dump();
  }
  return policies;
}

std::string ArnIn(const Settings& settings) {
  return "arn:aws:iot:" + settings.region + ":" + settings.account_id + ":";
}

json AllowAll() {
  return {{"Statement", {{"Effect", "Allow"}, {"Action", "*"}, {"Resource", "*"}}}};
}

std::string ThingName(const json& permissions) {
  const auto& variables = permissions["variables"];
  const auto found = variables.find("iot:connection.thing.thingname");
  return found == variables.end() ? std::string() : found->at(0).get<std::string>();
}

std::string Written(const json& permissions) {
  return permissions.dump(-1, ' ', false, json::error_handler_t::replace);
}

// As text for the plugin; those that are too long become none.
std::string Bounded(const ConnectAttempt& attempt, json& permissions) {
  std::string text = Written(permissions);
  if (text.size() <= kMostBytes) return text;
  spdlog::error(
      "client {} is given no permission: its policies and their variables have {} bytes, and "
      "at most {} are taken",
      attempt.client_id, text.size(), kMostBytes);
  permissions.erase("iamPolicy");
  permissions["policies"] = json::array();
  permissions["variables"] = json::object();
  return Written(permissions);
}

}  // namespace

json PermissionsOf(storage::Store& store, const Settings& settings,
                   const ConnectAttempt& attempt) {
  const std::string arn = ArnIn(settings);
  PolicyVariables variables = VariablesOf(store, attempt.identity);
  AddAttempt(variables, attempt, arn);
  const auto thing = ThingOf(store, attempt);
  AddThing(variables, thing);
  return {{"principal", attempt.identity.principal},
          {"arn", arn},
          {"persistent", attempt.persistent},
          {"variables", variables},
          {"policies",
           Shortened(EffectivePolicies(store, settings, attempt.identity.principal, thing))}};
}

std::optional<json> RefusedRequest(storage::Store& store, const Settings& settings,
                                   const engine::ConnectAttempt& attempt,
                                   const engine::PolicyRequest& request) {
  const std::string& principal = attempt.identity.principal;
  const auto thing = ThingOf(store, attempt);
  PolicyVariables variables = VariablesOf(store, attempt.identity);
  // AWS: without a client id no variable stands for the thing, and its groups' policies do not
  // count. Ours: they do where the certificate is that thing's alone.
  if (!attempt.client_id.empty()) AddThing(variables, thing);
  const auto policies =
      engine::ReadPolicies(EffectivePolicies(store, settings, principal, thing));
  const auto decision = engine::Decide(policies, request, variables);
  if (decision.allowed) return std::nullopt;
  json refusal = engine::RefusalOf(request, decision);
  if (decision.policy == nullptr) {
    refusal["nearly"] = engine::NearlyAllowing(policies, request, variables);
  }
  refusal["principal"] = principal;
  return refusal;
}

std::optional<engine::Introduction> DeviceAccess::Introduce(const ConnectAttempt& attempt) {
  const std::string& principal = attempt.identity.principal;
  const auto key = std::ranges::find_if(rules_.keys, [&](const engine::Credential& credential) {
    return credential.keys.access_key_id == principal;
  });
  if (key != rules_.keys.end()) {
    return Introduced(
        attempt, {{"principal", principal},
                  {"arn", ArnIn(settings_)},
                  {"persistent", attempt.persistent},
                  {"iamPolicy", key->policy ? json::parse(key->policy->text()) : AllowAll()}});
  }
  if (principal.starts_with(engine::kSessionKey)) {
    return Introduced(attempt, {{"principal", principal},
                                {"arn", ArnIn(settings_)},
                                {"persistent", attempt.persistent},
                                {"iamPolicy", AllowAll()}});
  }
  if (!rules_.certificates_need_policies || principal.empty()) return std::nullopt;
  return Introduced(attempt, PermissionsOf(store_, settings_, attempt));
}

engine::Introduction DeviceAccess::Introduced(const ConnectAttempt& attempt, json permissions) {
  const std::string text = Bounded(attempt, permissions);
  const std::string number = std::to_string(++count_);
  // Keys and their policies stay as they are.
  if (!permissions.contains("iamPolicy")) {
    connections_[number] = {attempt, ThingName(permissions), text};
  }
  return {number, proof_ + text};
}

void DeviceAccess::Ended(const std::string& user_name) {
  connections_.erase(user_name);
}

void DeviceAccess::Renew(const storage::AccessChanges& changes) {
  if (changes.None()) return;
  for (auto& [number, connection] : connections_) {
    const bool meant = changes.all || changes.of.contains(connection.attempt.client_id) ||
                       changes.of.contains(connection.attempt.identity.principal);
    // A certificate may speak for a thing of another name than the client id.
    if (!meant && !changes.of.contains(connection.thing)) continue;
    json permissions = PermissionsOf(store_, settings_, connection.attempt);
    connection.thing = ThingName(permissions);
    std::string text = Bounded(connection.attempt, permissions);
    if (text == connection.told) continue;
    std::string told = number;
    tell_(told.append(" ").append(text));
    connection.told = std::move(text);
  }
}

}  // namespace server
