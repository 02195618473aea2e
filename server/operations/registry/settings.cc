#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "server/calls/input.h"
#include "server/operations/tables.h"

namespace server {

namespace {

// AWS: a bare host name, no port. Ours: every type names the host that the caller used.
json DescribeEndpoint(Context& c, const json& in) {
  constexpr std::array<std::string_view, 6> kTypes = {
      "iot:Data", "iot:Data-ATS",      "iot:CredentialProvider",
      "iot:Jobs", "iot:DeviceAdvisor", "iot:Data-Beta"};
  const std::string type = in.value("endpointType", "iot:Data");
  if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
    throw engine::Error(engine::ErrorCode::kInvalidRequest,
                        "Endpoint type " + type + " is not supported.");
  }
  return {{"endpointAddress", c.caller.host}};
}

}  // namespace

OperationTable SettingOperations() {
  return {
      {"DescribeEndpoint", DescribeEndpoint},
  };
}

}  // namespace server
