// The tables of operations: one for each file, at whose end it stands.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "server/calls/operation.h"

namespace server {

using nlohmann::json;

// AWS's name of each operation, and what does it.
using OperationTable = std::vector<std::pair<std::string_view, Operation>>;

// The control plane's.
OperationTable BillingGroupOperations();
OperationTable CaCertificateOperations();
OperationTable CertificateOperations();
OperationTable DynamicGroupOperations();
OperationTable EventConfigurationOperations();
OperationTable GroupMemberOperations();
OperationTable IndexingOperations();
OperationTable JobExecutionOperations();
OperationTable JobOperations();
OperationTable JobTemplateOperations();
OperationTable PackageOperations();
OperationTable PolicyOperations();
OperationTable PolicyTargetOperations();
OperationTable PrincipalOperations();
OperationTable ProvisioningOperations();
OperationTable ProvisioningTemplateOperations();
OperationTable SearchOperations();
OperationTable SettingOperations();
OperationTable TagOperations();
OperationTable ThingGroupOperations();
OperationTable ThingOperations();
OperationTable ThingTypeOperations();

// The data plane's.
OperationTable DataPlaneOperations();

// What devices ask over MQTT to become things.
OperationTable FleetProvisioningOperations();

}  // namespace server
