// What devices ask over MQTT to become things: certificates, and a place in the registry.
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/identity/certificate.h"
#include "engine/identity/x509.h"
#include "engine/uuid.h"
#include "server/access/authority.h"
#include "server/calls/input.h"
#include "server/operations/identity/principals.h"
#include "server/operations/identity/provisioning.h"
#include "server/operations/identity/registration.h"
#include "server/operations/tables.h"
#include "storage/identity/provisioning.h"

namespace server {

using engine::Certificate;
using engine::CertificateStatus;
using engine::Error;
using engine::ErrorCode;
using storage::Provisioning;

namespace {

json Owned(Context& c, const std::string& pem) {
  const Certificate certificate =
      RegisterPem(c, pem, CertificateStatus::kPendingActivation, /*sni_only=*/false);
  const std::string token = engine::NewToken();
  Provisioning(c.store).KeepOwner(token, certificate.id, c.now);
  return {{"certificateId", certificate.id},
          {"certificatePem", certificate.pem},
          {"certificateOwnershipToken", token}};
}

json CreateKeysAndCertificate(Context& c, const json&) {
  const engine::RsaKeyPair keys = engine::NewRsaKeyPair();
  json output =
      Owned(c, engine::NewDeviceCertificate(AuthorityIn(c.store), keys.public_key, c.now));
  output["privateKey"] = keys.private_key;
  return output;
}

json CreateCertificateFromCsr(Context& c, const json& in) {
  const auto pem = engine::CertificateFromRequest(AuthorityIn(c.store),
                                                  Text(in, "certificateSigningRequest"), c.now);
  if (!pem) {
    throw Error(ErrorCode::kInvalidCertificateSigningRequest,
                "The certificate signing request is not valid.");
  }
  return Owned(c, *pem);
}

json RegisterThing(Context& c, const json& in) {
  const std::string token = in.value("certificateOwnershipToken", "");
  if (token.empty()) {
    throw Error(ErrorCode::kInvalidCertificateOwnershipToken,
                "Certificate ownership token cannot be empty.");
  }
  Provisioning provisioning(c.store);
  const auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  if (!found.enabled) {
    throw Error(ErrorCode::kInvalidRequest,
                "Provisioning template " + found.name + " is not enabled.");
  }
  const auto certificate = provisioning.CertificateOwnedBy(token);
  if (!certificate) {
    throw Error(ErrorCode::kInvalidCertificateOwnershipToken,
                "Certificate ownership token is invalid.");
  }
  auto parameters = in.value("parameters", std::map<std::string, std::string>());
  parameters["AWS::IoT::Certificate::Id"] = *certificate;
  const auto version = provisioning.FindTemplateVersion(found.name, found.default_version);
  const Provisioned made = ProvisionDevice(c, version->body, parameters);
  provisioning.ForgetOwner(token);
  json output = {{"deviceConfiguration", made.device_configuration}};
  if (!made.thing_name.empty()) output["thingName"] = made.thing_name;
  return output;
}

}  // namespace

OperationTable FleetProvisioningOperations() {
  return {
      {"CreateKeysAndCertificate", CreateKeysAndCertificate},
      {"CreateCertificateFromCsr", CreateCertificateFromCsr},
      {"RegisterThing", RegisterThing},
  };
}

}  // namespace server
