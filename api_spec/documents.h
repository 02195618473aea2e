// The description's three files as JSON text, made from the YAML at build time.
#pragma once

#include <string_view>

namespace api_spec {

extern const std::string_view kIot;          // iot.openapi.yaml
extern const std::string_view kIotJobsData;  // iot-jobs-data.openapi.yaml
extern const std::string_view kIotJobsMqtt;  // iot-jobs.asyncapi.yaml

}  // namespace api_spec
