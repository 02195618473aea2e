#include "mqtt_bridge/requests/provisioning.h"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <exception>
#include <utility>

#include "engine/error.h"
#include "engine/text/json_depth.h"

namespace mqtt_bridge {

namespace {

using nlohmann::json;

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> levels;
  for (;;) {
    const std::size_t slash = text.find('/');
    levels.push_back(text.substr(0, slash));
    if (slash == text.npos) return levels;
    text.remove_prefix(slash + 1);
  }
}

std::string Written(const json& payload, bool cbor) {
  if (!cbor) return payload.dump(-1, ' ', false, json::error_handler_t::replace);
  const std::vector<std::uint8_t> bytes = json::to_cbor(payload);
  return {bytes.begin(), bytes.end()};
}

// Discarded when it is not in the format, or nests too deeply.
json Parsed(std::string_view text, bool cbor) {
  // AWS: CreateKeysAndCertificate has an empty payload.
  if (text.empty()) return json::object();
  if (cbor ? engine::CborNestsTooDeeply(text) : engine::NestsTooDeeply(text)) {
    return json(json::value_t::discarded);
  }
  return cbor ? json::from_cbor(text, true, false) : json::parse(text, nullptr, false);
}

ProvisioningAnswer Rejected(const api_spec::Spec& spec, std::string_view error,
                            const std::string& message, bool cbor) {
  const api_spec::ProvisioningError& form = spec.ProvisioningCode(error);
  return {false, Written({{"statusCode", form.status},
                          {"errorCode", form.code},
                          {"errorMessage", message}},
                         cbor)};
}

}  // namespace

std::vector<std::string> ProvisioningFilters() {
  return {"$aws/certificates/+/+", "$aws/provisioning-templates/+/provision/+"};
}

std::optional<ProvisioningRoute> FindProvisioning(
    const std::vector<api_spec::ProvisioningTopic>& topics, std::string_view topic) {
  const auto levels = Split(topic);
  for (const api_spec::ProvisioningTopic& candidate : topics) {
    const auto wanted = Split(candidate.address);
    if (wanted.size() != levels.size()) continue;
    ProvisioningRoute route{.operation = candidate.operation};
    bool matches = true;
    for (std::size_t i = 0; i < levels.size() && matches; ++i) {
      if (wanted[i] == "{templateName}") {
        route.template_name = levels[i];
      } else if (wanted[i] == "{payloadFormat}") {
        route.cbor = levels[i] == "cbor";
        matches = route.cbor || levels[i] == "json";
      } else {
        matches = wanted[i] == levels[i];
      }
    }
    if (matches) return route;
  }
  return std::nullopt;
}

ProvisioningAnswer AnswerToProvisioning(const api_spec::Spec& spec,
                                        const ProvisioningRoute& route,
                                        std::string_view payload,
                                        const ProvisioningCall& call) {
  json input = Parsed(payload, route.cbor);
  if (!input.is_object()) {
    return Rejected(
        spec, "InvalidRequest",
        std::string("The payload is not a ") + (route.cbor ? "CBOR map." : "JSON object."),
        route.cbor);
  }
  if (!route.template_name.empty()) input["templateName"] = route.template_name;
  try {
    return {true, Written(call(*route.operation, std::move(input)), route.cbor)};
  } catch (const engine::Error& error) {
    return Rejected(spec, engine::Name(error.code), error.what(), route.cbor);
  } catch (const std::exception& error) {
    spdlog::error("{} over MQTT failed: {}", route.operation->name, error.what());
    return Rejected(spec, "InternalFailure",
                    "The request could not be processed because of an internal failure.",
                    route.cbor);
  }
}

}  // namespace mqtt_bridge
