#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/identity/ca_certificate.h"
#include "engine/identity/certificate_chain.h"
#include "engine/identity/provisioning_template.h"
#include "engine/identity/x509.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/identity/principals.h"
#include "server/operations/identity/registration.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "storage/identity/provisioning.h"
#include "storage/store.h"

namespace server {

using engine::CaCertificate;
using engine::Certificate;
using engine::CertificateStatus;
using engine::Error;
using engine::ErrorCode;
using storage::Provisioning;

Certificate RegisterSigned(Context& c, const std::string& pem, const std::string& ca_pem,
                           CertificateStatus status) {
  if (!engine::ReadCertificate(pem)) {
    throw Error(ErrorCode::kCertificateValidation, "The certificate is not valid.");
  }
  const auto wanted = ca_pem.empty() ? std::nullopt : engine::ReadCertificate(ca_pem);
  if (!ca_pem.empty() && !wanted) {
    throw Error(ErrorCode::kCertificateValidation, "The CA certificate is not valid.");
  }
  std::optional<CaCertificate> issuer;
  for (const CaCertificate& candidate : Provisioning(c.store).AllCas()) {
    if (wanted && candidate.id != wanted->id) continue;
    if (!engine::NamesAsIssuer(pem, candidate.pem)) continue;
    if (issuer) {
      // AWS: of CAs with one subject, the caller must say which.
      throw Error(ErrorCode::kCertificateConflict,
                  "Several registered CA certificates have the subject of the certificate's "
                  "issuer. Specify caCertificatePem.");
    }
    issuer = candidate;
  }
  if (!issuer || !engine::IsSignedBy(pem, issuer->pem)) {
    throw Error(ErrorCode::kCertificateValidation,
                "The certificate is not signed by a CA certificate that is registered.");
  }
  if (!issuer->active) {
    throw Error(ErrorCode::kCertificateState, "CA certificate " + issuer->id + " is inactive.");
  }
  Certificate certificate = RegisterPem(c, pem, status, /*sni_only=*/false);
  Provisioning(c.store).SetIssuer(certificate.id, issuer->id);
  return certificate;
}

namespace {

CaCertificate RequireCa(Context& c, const json& in) {
  const std::string& id = Text(in, "certificateId");
  auto certificate = Provisioning(c.store).FindCa(id);
  if (!certificate) {
    throw Error(ErrorCode::kResourceNotFound, "CA certificate " + id + " cannot be found.");
  }
  return *std::move(certificate);
}

json Names(const Context& c, const std::string& id) {
  return {{"certificateArn", ArnOf(c, "cacert", id)}, {"certificateId", id}};
}

const char* StatusOf(const CaCertificate& certificate) {
  return certificate.active ? "ACTIVE" : "INACTIVE";
}

void CheckConfig(const json& config) {
  if (config.contains("templateBody")) {
    engine::CheckTemplateBody(config["templateBody"].get<std::string>());
  }
}

// AWS: whoever can sign a certificate with the registration code in it has the CA's key.
void CheckVerification(Context& c, const std::string& verification, const std::string& ca) {
  const auto facts = engine::ReadCertificate(verification);
  if (!facts || !engine::IsSignedBy(verification, ca)) {
    throw Error(ErrorCode::kCertificateValidation,
                "The verification certificate is not signed by the CA certificate.");
  }
  if (c.now < facts->not_before || c.now > facts->not_after) {
    throw Error(ErrorCode::kCertificateValidation,
                "The verification certificate is not valid at this time.");
  }
  const auto code = Provisioning(c.store).FindRegistrationCode();
  if (!code || engine::CommonName(verification) != *code) {
    throw Error(
        ErrorCode::kRegistrationCodeValidation,
        "The common name of the verification certificate is not the registration code.");
  }
}

json GetRegistrationCode(Context& c, const json&) {
  Provisioning provisioning(c.store);
  auto code = provisioning.FindRegistrationCode();
  if (!code) {
    code = engine::NewToken();
    // A GET has no transaction of its own.
    c.store.Atomically([&] { provisioning.KeepRegistrationCode(*code); });
  }
  return {{"registrationCode", *code}};
}

json DeleteRegistrationCode(Context& c, const json&) {
  Provisioning provisioning(c.store);
  if (!provisioning.FindRegistrationCode()) {
    throw Error(ErrorCode::kResourceNotFound, "There is no registration code.");
  }
  provisioning.ForgetRegistrationCode();
  return json::object();
}

json RegisterCACertificate(Context& c, const json& in) {
  const std::string& pem = Text(in, "caCertificate");
  engine::CertificateFacts facts = ReadStrong(pem, "CA certificate");
  if (!engine::IsAuthority(pem)) {
    throw Error(ErrorCode::kCertificateValidation, "The CA certificate is not valid.");
  }
  const bool sni_only = in.value("certificateMode", "DEFAULT") == "SNI_ONLY";
  const auto verification = Maybe<std::string>(in, "verificationCertificate");
  if (!sni_only && !verification) {
    throw Error(ErrorCode::kInvalidRequest,
                "verificationCertificate is required in certificate mode DEFAULT.");
  }
  // AWS: nobody needs to prove anything in SNI_ONLY mode.
  if (!sni_only) CheckVerification(c, *verification, pem);
  Provisioning provisioning(c.store);
  if (provisioning.FindCa(facts.id)) {
    throw Error(ErrorCode::kResourceAlreadyExists, "The CA certificate is already registered.",
                {{"resourceId", facts.id}, {"resourceArn", ArnOf(c, "cacert", facts.id)}});
  }
  json config = in.value("registrationConfig", json::object());
  CheckConfig(config);
  provisioning.Insert(CaCertificate{.id = facts.id,
                                    .pem = std::move(facts.pem),
                                    .active = Flag(in, "setAsActive"),
                                    .auto_registers = Flag(in, "allowAutoRegistration"),
                                    .sni_only = sni_only,
                                    .registration_config = std::move(config),
                                    .created_at = c.now,
                                    .updated_at = c.now,
                                    .not_before = facts.not_before,
                                    .not_after = facts.not_after});
  KeepTags(c, "cacert", facts.id, in);
  return Names(c, facts.id);
}

json DescribeCACertificate(Context& c, const json& in) {
  const CaCertificate certificate = RequireCa(c, in);
  json shown = Names(c, certificate.id);
  shown["status"] = StatusOf(certificate);
  shown["certificatePem"] = certificate.pem;
  shown["ownedBy"] = c.settings.account_id;
  shown["creationDate"] = Seconds(certificate.created_at);
  shown["lastModifiedDate"] = Seconds(certificate.updated_at);
  shown["autoRegistrationStatus"] = certificate.auto_registers ? "ENABLE" : "DISABLE";
  shown["customerVersion"] = certificate.version;
  shown["generationId"] = GenerationId(certificate.id, certificate.version);
  shown["validity"] = {{"notBefore", Seconds(certificate.not_before)},
                       {"notAfter", Seconds(certificate.not_after)}};
  shown["certificateMode"] = certificate.sni_only ? "SNI_ONLY" : "DEFAULT";
  return {{"certificateDescription", std::move(shown)},
          {"registrationConfig", certificate.registration_config}};
}

json ListCACertificates(Context& c, const json& in) {
  const auto template_name = Maybe<std::string>(in, "templateName");
  const ListByAge list =
      ByAge(in, "ListCACertificates " + template_name.value_or(""), kCertificatesOfAPage);
  const auto page = Provisioning(c.store).ListCas(template_name, list.order, list.page);
  json shown = json::array();
  for (const CaCertificate& certificate : page.rows) {
    json one = Names(c, certificate.id);
    one["status"] = StatusOf(certificate);
    one["creationDate"] = Seconds(certificate.created_at);
    shown.push_back(std::move(one));
  }
  json output = {{"certificates", std::move(shown)}};
  if (page.next) output["nextMarker"] = PageToken(list.name, *page.next);
  return output;
}

json UpdateCACertificate(Context& c, const json& in) {
  if (in.contains("registrationConfig")) CheckConfig(in["registrationConfig"]);
  CaCertificate certificate = RequireCa(c, in);
  if (const auto status = Maybe<std::string>(in, "newAutoRegistrationStatus")) {
    certificate.auto_registers = *status == "ENABLE";
  }
  if (const auto status = Maybe<std::string>(in, "newStatus")) {
    certificate.active = *status == "ACTIVE";
  }
  if (in.contains("registrationConfig")) {
    certificate.registration_config = in["registrationConfig"];
  }
  if (Flag(in, "removeAutoRegistration")) {
    certificate.auto_registers = false;
    certificate.registration_config = json::object();
  }
  ++certificate.version;
  certificate.updated_at = c.now;
  Provisioning(c.store).Update(certificate);
  return json::object();
}

json DeleteCACertificate(Context& c, const json& in) {
  const CaCertificate certificate = RequireCa(c, in);
  if (certificate.active) {
    throw Error(ErrorCode::kCertificateState,
                "CA certificate must be deactivated (not ACTIVE) before deletion.");
  }
  Provisioning(c.store).DeleteCa(certificate.id);
  return json::object();
}

json RegisterCertificate(Context& c, const json& in) {
  const auto status = in.contains("status") ? engine::CertificateStatusFrom(Text(in, "status"))
                      : Flag(in, "setAsActive") ? CertificateStatus::kActive
                                                : CertificateStatus::kInactive;
  // As RegisterCertificateWithoutCA: other statuses are AWS's own to set.
  if (status != CertificateStatus::kActive && status != CertificateStatus::kInactive) {
    throw Error(ErrorCode::kInvalidRequest, "The status must be ACTIVE or INACTIVE.");
  }
  const Certificate certificate =
      RegisterSigned(c, Text(in, "certificatePem"), in.value("caCertificatePem", ""), status);
  return {{"certificateArn", ArnOf(c, "cert", certificate.id)},
          {"certificateId", certificate.id}};
}

json ListCertificatesByCA(Context& c, const json& in) {
  const std::string ca = Text(in, "caCertificateId");
  const ListByAge list = ByAge(in, "ListCertificatesByCA " + ca, kCertificatesOfAPage);
  const auto page = Provisioning(c.store).CertificatesBy(ca, list.order, list.page);
  json shown = json::array();
  for (const Certificate& certificate : page.rows) {
    shown.push_back({{"certificateArn", ArnOf(c, "cert", certificate.id)},
                     {"certificateId", certificate.id},
                     {"status", Name(certificate.status)},
                     {"certificateMode", certificate.sni_only ? "SNI_ONLY" : "DEFAULT"},
                     {"creationDate", Seconds(certificate.created_at)}});
  }
  json output = {{"certificates", std::move(shown)}};
  if (page.next) output["nextMarker"] = PageToken(list.name, *page.next);
  return output;
}

}  // namespace

OperationTable CaCertificateOperations() {
  return {
      {"GetRegistrationCode", GetRegistrationCode},
      {"DeleteRegistrationCode", DeleteRegistrationCode},
      {"RegisterCACertificate", RegisterCACertificate},
      {"DescribeCACertificate", DescribeCACertificate},
      {"ListCACertificates", ListCACertificates},
      {"UpdateCACertificate", UpdateCACertificate},
      {"DeleteCACertificate", DeleteCACertificate},
      {"RegisterCertificate", RegisterCertificate},
      {"ListCertificatesByCA", ListCertificatesByCA},
  };
}

}  // namespace server
