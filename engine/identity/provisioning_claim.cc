#include "engine/identity/provisioning_claim.h"

#include <nlohmann/json.hpp>

namespace engine {

using nlohmann::json;

std::string ProvisioningClaimPolicy(const std::string& arn, const std::string& template_name) {
  const auto on = [&](const std::string& kind) {
    const std::string beginning = arn + kind + "/$aws/";
    json resources = json::array();
    for (const std::string& topic :
         {std::string("certificates/create/*"), std::string("certificates/create-from-csr/*"),
          "provisioning-templates/" + template_name + "/provision/*"}) {
      resources.push_back(beginning + topic);
    }
    return resources;
  };
  const auto allow = [](const json& actions, const json& resources) {
    return json{{"Effect", "Allow"}, {"Action", actions}, {"Resource", resources}};
  };
  json statements = json::array();
  statements.push_back(allow("iot:Connect", "*"));
  statements.push_back(allow(json::array({"iot:Publish", "iot:Receive"}), on("topic")));
  statements.push_back(allow("iot:Subscribe", on("topicfilter")));
  return json{{"Version", "2012-10-17"}, {"Statement", statements}}.dump();
}

}  // namespace engine
