// Fleet provisioning over MQTT: topics and payloads.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api_spec/spec.h"

namespace mqtt_bridge {

struct ProvisioningRoute {
  const api_spec::Operation* operation = nullptr;
  std::string template_name;  // empty where the topic has none
  bool cbor = false;          // the payloads are CBOR, not JSON
};

// Nothing for a topic that is no request.
std::optional<ProvisioningRoute> FindProvisioning(
    const std::vector<api_spec::ProvisioningTopic>& topics, std::string_view topic);

// What those topics are found under.
std::vector<std::string> ProvisioningFilters();

using ProvisioningCall =
    std::function<nlohmann::json(const api_spec::Operation&, nlohmann::json input)>;

struct ProvisioningAnswer {
  bool accepted = false;
  std::string payload;  // in the route's format
};

// Never throws for what `call` throws: that becomes a rejection.
ProvisioningAnswer AnswerToProvisioning(const api_spec::Spec& spec,
                                        const ProvisioningRoute& route,
                                        std::string_view payload, const ProvisioningCall& call);

}  // namespace mqtt_bridge
