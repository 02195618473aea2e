// What devices ask over MQTT to become things: certificates, and a place in the registry.
#include "server/operations/identity/fleet_provisioning.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/error.h"
#include "engine/identity/certificate.h"
#include "engine/identity/provisioning_template.h"
#include "engine/identity/x509.h"
#include "engine/provisioning/provisioning_hook.h"
#include "engine/uuid.h"
#include "server/access/authority.h"
#include "server/calls/answer.h"
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
  const engine::RsaKeyPair keys = KeysFor(c);
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

// What a device asks for that is to become a thing.
struct Registration {
  engine::ProvisioningTemplate by;
  std::string certificate_id;
  std::map<std::string, std::string> parameters;
};

Registration RequireRegistration(Context& c, const json& in) {
  const std::string token = in.value("certificateOwnershipToken", "");
  if (token.empty()) {
    throw Error(ErrorCode::kInvalidCertificateOwnershipToken,
                "Certificate ownership token cannot be empty.");
  }
  auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  if (!found.enabled) {
    throw Error(ErrorCode::kInvalidRequest,
                "Provisioning template " + found.name + " is not enabled.");
  }
  auto certificate = Provisioning(c.store).CertificateOwnedBy(token);
  if (!certificate) {
    throw Error(ErrorCode::kInvalidCertificateOwnershipToken,
                "Certificate ownership token is invalid.");
  }
  return {std::move(found), *std::move(certificate),
          in.value("parameters", std::map<std::string, std::string>())};
}

// AWS: what the hook says of parameters counts more than what the device says.
void Heed(const Context& c, Registration& asked) {
  if (asked.by.hook.is_null()) return;
  const auto& beforehand = c.caller.beforehand;
  const engine::HookAnswer answer = beforehand && beforehand->hook
                                        ? *beforehand->hook
                                        : engine::HookAnswer{.problem = "it was not asked"};
  // Ours: how AWS names and words these is not known.
  const std::string hook = "The pre-provisioning hook of template " + asked.by.name;
  if (!answer.problem.empty()) {
    throw Error(ErrorCode::kResourceRegistrationFailure,
                hook + " has failed: " + answer.problem + ".");
  }
  if (!answer.allowed) {
    throw Error(ErrorCode::kAccessDenied, hook + " does not allow provisioning.");
  }
  for (const auto& [name, value] : answer.overrides) asked.parameters[name] = value;
}

json RegisterThing(Context& c, const json& in) {
  Registration asked = RequireRegistration(c, in);
  Heed(c, asked);
  asked.parameters["AWS::IoT::Certificate::Id"] = asked.certificate_id;
  Provisioning provisioning(c.store);
  const auto version =
      provisioning.FindTemplateVersion(asked.by.name, asked.by.default_version);
  const Provisioned made = ProvisionDevice(c, version->body, asked.parameters);
  provisioning.ForgetOwner(Text(in, "certificateOwnershipToken"));
  json output = {{"deviceConfiguration", made.device_configuration}};
  if (!made.thing_name.empty()) output["thingName"] = made.thing_name;
  return output;
}

}  // namespace

std::optional<HookQuestion> HookQuestionOf(Context& c, const json& in,
                                           const std::string& client_id,
                                           const std::string& claim) {
  const Registration asked = RequireRegistration(c, in);
  if (asked.by.hook.is_null()) return std::nullopt;
  return HookQuestion{Text(asked.by.hook, "targetArn"),
                      {{"claimCertificateId", claim},
                       {"certificateId", asked.certificate_id},
                       {"certificatePem", RequireCertificate(c, asked.certificate_id).pem},
                       {"templateArn", ArnOf(c, "provisioningtemplate", asked.by.name)},
                       {"clientId", client_id},
                       {"parameters", asked.parameters}}};
}

OperationTable FleetProvisioningOperations() {
  return {
      {"CreateKeysAndCertificate", CreateKeysAndCertificate},
      {"CreateCertificateFromCsr", CreateCertificateFromCsr},
      {"RegisterThing", RegisterThing},
  };
}

}  // namespace server
