// The description's files as JSON text, made from the YAML at build time.
#pragma once

#include <string_view>

namespace api_spec {

std::string_view IotDocument();                // iot.openapi.yaml
std::string_view IotJobsDataDocument();        // iot-jobs-data.openapi.yaml
std::string_view IotJobsMqttDocument();        // iot-jobs.asyncapi.yaml
std::string_view FleetProvisioningDocument();  // fleet-provisioning.asyncapi.yaml
std::string_view EmulatorDocument();           // emulator.openapi.yaml

}  // namespace api_spec
