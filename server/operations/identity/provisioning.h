// What a provisioning template makes, made.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/identity/provisioning_template.h"
#include "server/calls/operation.h"

namespace server {

// Throws ResourceNotFound.
engine::ProvisioningTemplate RequireProvisioningTemplate(Context& c, const std::string& name);

struct Provisioned {
  std::string thing_name;
  std::string certificate_pem;
  std::map<std::string, std::string> arns;  // by the resources' logical names
  nlohmann::json device_configuration;
};

// Makes, or changes as the template says, what `body` describes. Throws what the operations
// throw that do the same one by one.
Provisioned ProvisionDevice(Context& c, const std::string& body,
                            const std::map<std::string, std::string>& parameters);

}  // namespace server
