// The description's files as JSON text, made from the YAML at build time.
#pragma once

#include <string_view>
#include <vector>

namespace api_spec {

// "iot-jobs.asyncapi.yaml" is the document "iot-jobs" of the kind "asyncapi".
struct Document {
  std::string_view name;
  std::string_view kind;
  std::string_view text;
};

const std::vector<Document>& Documents();

}  // namespace api_spec
