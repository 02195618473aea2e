#include "server/operations/operations.h"

#include <initializer_list>
#include <stdexcept>
#include <string>

#include "server/calls/operation.h"
#include "server/operations/tables.h"

namespace server {

// NOLINTBEGIN(readability-redundant-declaration): where sources are compiled in groups
OperationTable BillingGroupOperations();
OperationTable CaCertificateOperations();
OperationTable CertificateOperations();
OperationTable ConnectionOperations();
OperationTable ConnectivityOperations();
OperationTable CredentialOperations();
OperationTable DataPlaneOperations();
OperationTable DeviceMetricsOperations();
OperationTable DynamicGroupOperations();
OperationTable EventConfigurationOperations();
OperationTable FleetProvisioningOperations();
OperationTable GroupMemberOperations();
OperationTable IndexingOperations();
OperationTable JobExecutionOperations();
OperationTable JobOperations();
OperationTable JobTemplateOperations();
OperationTable OtaUpdateOperations();
OperationTable PackageOperations();
OperationTable PolicyOperations();
OperationTable PolicyTargetOperations();
OperationTable PolicyTestOperations();
OperationTable PrincipalOperations();
OperationTable ProvisioningOperations();
OperationTable ProvisioningTemplateOperations();
OperationTable PublishOperations();
OperationTable RegistrationTaskOperations();
OperationTable RoleAliasOperations();
OperationTable SearchOperations();
OperationTable SettingOperations();
OperationTable StreamBlockOperations();
OperationTable StreamOperations();
OperationTable TagOperations();
OperationTable ThingGroupOperations();
OperationTable ThingOperations();
OperationTable ThingTypeOperations();

// NOLINTEND(readability-redundant-declaration)

namespace {

using Operations = std::map<std::string_view, Operation>;

Operations All(std::initializer_list<OperationTable> tables) {
  Operations all;
  for (const OperationTable& table : tables) {
    for (const auto& [name, run] : table) {
      if (!all.emplace(name, run).second) {
        throw std::logic_error("two operations " + std::string(name));
      }
    }
  }
  return all;
}

}  // namespace

const Operations& OperationsOf(api_spec::Plane plane) {
  static const Operations kControl = All({BillingGroupOperations(),
                                          CaCertificateOperations(),
                                          CertificateOperations(),
                                          ConnectivityOperations(),
                                          DynamicGroupOperations(),
                                          EventConfigurationOperations(),
                                          GroupMemberOperations(),
                                          IndexingOperations(),
                                          JobExecutionOperations(),
                                          JobOperations(),
                                          JobTemplateOperations(),
                                          OtaUpdateOperations(),
                                          PackageOperations(),
                                          PolicyOperations(),
                                          PolicyTargetOperations(),
                                          PolicyTestOperations(),
                                          PrincipalOperations(),
                                          ProvisioningOperations(),
                                          ProvisioningTemplateOperations(),
                                          RegistrationTaskOperations(),
                                          RoleAliasOperations(),
                                          SearchOperations(),
                                          SettingOperations(),
                                          StreamOperations(),
                                          TagOperations(),
                                          ThingGroupOperations(),
                                          ThingOperations(),
                                          ThingTypeOperations()});
  static const Operations kData = All({DataPlaneOperations()});
  static const Operations kCredentials = All({CredentialOperations()});
  static const Operations kIotData = All({ConnectionOperations(), PublishOperations()});
  static const Operations kMqtt =
      All({DeviceMetricsOperations(), FleetProvisioningOperations(), StreamBlockOperations()});
  switch (plane) {
    case api_spec::Plane::kControl:
      return kControl;
    case api_spec::Plane::kData:
      return kData;
    case api_spec::Plane::kCredentials:
      return kCredentials;
    case api_spec::Plane::kIotData:
      return kIotData;
    case api_spec::Plane::kEmulator:  // server/tools has these
    case api_spec::Plane::kMqtt:
      break;
  }
  return kMqtt;
}

Operation FindOperation(api_spec::Plane plane, std::string_view name) {
  const Operations& operations = OperationsOf(plane);
  const auto found = operations.find(name);
  return found == operations.end() ? nullptr : found->second;
}

}  // namespace server
