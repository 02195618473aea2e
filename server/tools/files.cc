// What is handed out as it is: the certificate that clients are to trust, the API descriptions.
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

Answer Description(std::string_view name) {
  return {.file = api_spec::Spec::Document(name), .media_type = "application/json"};
}

}  // namespace

Answer GetCaCertificate(Tools& tools, const json& /*input*/) {
  return {.file = tools.ca_certificate, .media_type = "application/x-pem-file"};
}

Answer GetIotDescription(Tools& /*tools*/, const json& /*input*/) {
  return Description("iot");
}

Answer GetIotJobsDataDescription(Tools& /*tools*/, const json& /*input*/) {
  return Description("iot-jobs-data");
}

Answer GetEmulatorDescription(Tools& /*tools*/, const json& /*input*/) {
  return Description("emulator");
}

Answer GetIotJobsTopics(Tools& /*tools*/, const json& /*input*/) {
  return Description("iot-jobs");
}

Answer GetFleetProvisioningTopics(Tools& /*tools*/, const json& /*input*/) {
  return Description("fleet-provisioning");
}

}  // namespace tools
