#include "server/operations/identity/first_connection.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/error.h"
#include "engine/identity/ca_certificate.h"
#include "engine/identity/certificate_chain.h"
#include "engine/identity/certificate_names.h"
#include "engine/identity/x509.h"
#include "server/operations/identity/provisioning.h"
#include "server/operations/identity/registration.h"
#include "server/operations/tables.h"
#include "storage/identity/certificates.h"
#include "storage/identity/provisioning.h"

namespace server {

using engine::CaCertificate;
using engine::Certificate;

namespace {

// AWS: what templates may say of the certificate, and where it stands in it.
std::map<std::string, std::string> ParametersOf(const Certificate& certificate) {
  using Named = std::pair<const char*, const char*>;
  constexpr std::array kSubject{
      Named{"Country", "Country"},
      Named{"Organization", "Organization"},
      Named{"OrganizationalUnit", "OrganizationalUnit"},
      Named{"DistinguishedNameQualifier", "DistinguishedNameQualifier"},
      Named{"StateName", "State"},
      Named{"CommonName", "CommonName"},
      Named{"SerialNumber", "SerialNumber"}};
  const std::string prefix = "AWS::IoT::Certificate::";
  std::map<std::string, std::string> parameters{{prefix + "Id", certificate.id}};
  const engine::PolicyVariables names = engine::CertificateNames(certificate.pem);
  for (const auto& [parameter, attribute] : kSubject) {
    const auto values =
        engine::ValuesOf(names, std::string("iot:Certificate.Subject.") + attribute);
    if (!values.empty()) parameters[prefix + parameter] = values.front();
  }
  return parameters;
}

std::optional<CaCertificate> AutoRegistering(Context& c, const std::string& pem) {
  for (const CaCertificate& ca : storage::Provisioning(c.store).AllCas()) {
    if (ca.active && ca.auto_registers && engine::NamesAsIssuer(pem, ca.pem) &&
        engine::IsSignedBy(pem, ca.pem)) {
      return ca;
    }
  }
  return std::nullopt;
}

// The template's text; empty where the CA has none.
std::string TemplateOf(Context& c, const CaCertificate& ca) {
  const json& config = ca.registration_config;
  if (!config.contains("templateName")) return config.value("templateBody", "");
  const auto found = RequireProvisioningTemplate(c, config["templateName"]);
  if (!found.enabled) {
    throw engine::Error(engine::ErrorCode::kInvalidRequest,
                        "Provisioning template " + found.name + " is not enabled.");
  }
  return storage::Provisioning(c.store)
      .FindTemplateVersion(found.name, found.default_version)
      ->body;
}

engine::Notice Registered(const Context& c, const Certificate& certificate,
                          const CaCertificate& ca) {
  return {"$aws/events/certificates/registered/" + ca.id,
          {{"certificateId", certificate.id},
           {"caCertificateId", ca.id},
           {"timestamp", engine::Milliseconds(c.now)},
           {"certificateStatus", "PENDING_ACTIVATION"},
           {"awsAccountId", c.settings.account_id},
           {"certificateRegistrationTimestamp", engine::Milliseconds(c.now)}}};
}

}  // namespace

std::vector<engine::Notice> RegisterOnFirstConnection(Context& c, const std::string& pem) {
  const auto facts = engine::ReadCertificate(pem);
  if (!facts || storage::Certificates(c.store).Find(facts->id)) return {};
  const auto ca = AutoRegistering(c, pem);
  if (!ca) return {};
  const Certificate certificate =
      RegisterSigned(c, pem, ca->pem, engine::CertificateStatus::kPendingActivation);
  const std::string body = TemplateOf(c, *ca);
  if (!body.empty()) ProvisionDevice(c, body, ParametersOf(certificate));
  return {Registered(c, certificate, *ca)};
}

}  // namespace server
