#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/identity/certificate.h"
#include "engine/identity/x509.h"
#include "server/access/authority.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/identity/principals.h"
#include "server/operations/identity/registration.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/identity/provisioning.h"

namespace server {

using engine::Certificate;
using engine::CertificateStatus;
using engine::Error;
using engine::ErrorCode;
using storage::Certificates;

engine::RsaKeyPair KeysFor(const Context& c) {
  const auto& beforehand = c.caller.beforehand;
  return beforehand && beforehand->keys ? *beforehand->keys : engine::NewRsaKeyPair();
}

engine::CertificateFacts ReadStrong(const std::string& pem, const std::string& what) {
  const auto refuse = [&](const char* part) {
    throw Error(ErrorCode::kCertificateValidation, "The " + (part + what) + " is not valid");
  };
  auto facts = engine::ReadCertificate(pem);
  if (!facts) {
    throw Error(ErrorCode::kCertificateValidation, "The " + what + " is not valid.");
  }
  if (!facts->has_strong_key) refuse("key in the ");
  // Ours: AWS's wording is not known.
  if (!facts->has_strong_signature) refuse("signature algorithm of the ");
  return *std::move(facts);
}

namespace {

bool IsAuthority(Context& c, const std::string& id) {
  if (storage::Provisioning(c.store).FindCa(id)) return true;
  const auto own = Certificates(c.store).FindAuthority();
  return own && engine::ReadCertificate(own->certificate)->id == id;
}

}  // namespace

Certificate RegisterPem(Context& c, const std::string& pem, CertificateStatus status,
                        bool sni_only) {
  engine::CertificateFacts facts = ReadStrong(pem, "certificate");
  // Ours: AWS does not document either.
  if (!facts.is_for_clients || IsAuthority(c, facts.id)) {
    throw Error(ErrorCode::kCertificateValidation,
                "The certificate is not valid: it is not one of a device, but of a " +
                    std::string(facts.is_for_clients ? "CA." : "server."));
  }
  Certificates certificates(c.store);
  if (certificates.Find(facts.id)) {
    throw Error(ErrorCode::kResourceAlreadyExists,
                "The certificate is already provisioned or registered",
                {{"resourceId", facts.id}, {"resourceArn", ArnOf(c, "cert", facts.id)}});
  }
  Certificate certificate{.id = facts.id,
                          .pem = std::move(facts.pem),
                          .status = status,
                          .sni_only = sni_only,
                          .created_at = c.now,
                          .updated_at = c.now,
                          .not_before = facts.not_before,
                          .not_after = facts.not_after};
  certificates.Insert(certificate);
  return certificate;
}

namespace {

json Names(const Context& c, const std::string& id) {
  return {{"certificateArn", ArnOf(c, "cert", id)}, {"certificateId", id}};
}

json Issued(Context& c, const json& in, const std::string& pem) {
  const auto status =
      Flag(in, "setAsActive") ? CertificateStatus::kActive : CertificateStatus::kInactive;
  const Certificate certificate = RegisterPem(c, pem, status, false);
  json output = Names(c, certificate.id);
  output["certificatePem"] = certificate.pem;
  return output;
}

json CreateKeysAndCertificate(Context& c, const json& in) {
  const engine::RsaKeyPair keys = KeysFor(c);
  json output =
      Issued(c, in, engine::NewDeviceCertificate(AuthorityIn(c.store), keys.public_key, c.now));
  output["keyPair"] = {{"PublicKey", keys.public_key}, {"PrivateKey", keys.private_key}};
  return output;
}

json CreateCertificateFromCsr(Context& c, const json& in) {
  const auto pem = engine::CertificateFromRequest(AuthorityIn(c.store),
                                                  Text(in, "certificateSigningRequest"), c.now);
  if (!pem) {
    throw Error(
        ErrorCode::kInvalidRequest,
        "The certificate signing request is not valid: it must be PEM, signed by its own "
        "key with SHA-256, SHA-384 or SHA-512, RSA of at least 2048 bits or ECC on P-256, "
        "P-384 or P-521.");
  }
  return Issued(c, in, *pem);
}

json RegisterCertificateWithoutCA(Context& c, const json& in) {
  const auto status = engine::CertificateStatusFrom(in.value("status", "INACTIVE"));
  if (status == CertificateStatus::kPendingTransfer ||
      status == CertificateStatus::kPendingActivation) {
    throw Error(ErrorCode::kInvalidRequest,
                "A certificate cannot be registered as " + std::string(Name(status)) + ".");
  }
  return Names(c, RegisterPem(c, Text(in, "certificatePem"), status, true).id);
}

json DescribeCertificate(Context& c, const json& in) {
  const Certificate certificate = RequireCertificate(c, Text(in, "certificateId"));
  json shown = Names(c, certificate.id);
  shown["status"] = Name(certificate.status);
  shown["certificatePem"] = certificate.pem;
  shown["ownedBy"] = c.settings.account_id;
  shown["creationDate"] = Seconds(certificate.created_at);
  shown["lastModifiedDate"] = Seconds(certificate.updated_at);
  shown["customerVersion"] = certificate.version;
  shown["transferData"] = json::object();
  shown["generationId"] = GenerationId(certificate.id, certificate.version);
  shown["validity"] = {{"notBefore", Seconds(certificate.not_before)},
                       {"notAfter", Seconds(certificate.not_after)}};
  shown["certificateMode"] = certificate.sni_only ? "SNI_ONLY" : "DEFAULT";
  return {{"certificateDescription", std::move(shown)}};
}

json ListCertificates(Context& c, const json& in) {
  const ListByAge list = ByAge(in, "ListCertificates", kCertificatesOfAPage);
  const auto page = Certificates(c.store).List(list.order, list.page);
  json shown = json::array();
  for (const Certificate& certificate : page.rows) {
    json one = Names(c, certificate.id);
    one["status"] = Name(certificate.status);
    one["certificateMode"] = certificate.sni_only ? "SNI_ONLY" : "DEFAULT";
    one["creationDate"] = Seconds(certificate.created_at);
    shown.push_back(std::move(one));
  }
  json output = {{"certificates", std::move(shown)}};
  if (page.next) output["nextMarker"] = PageToken(list.name, *page.next);
  return output;
}

json UpdateCertificate(Context& c, const json& in) {
  Certificates(c.store).Update(
      engine::WithStatus(RequireCertificate(c, Text(in, "certificateId")),
                         engine::CertificateStatusFrom(Text(in, "newStatus")), c.now));
  return json::object();
}

json DeleteCertificate(Context& c, const json& in) {
  const Certificate certificate = RequireCertificate(c, Text(in, "certificateId"));
  Certificates certificates(c.store);
  const storage::PageRequest any{.limit = 1};
  engine::CheckMayBeDeleted(
      certificate, ArnOf(c, "cert", certificate.id),
      !certificates.ThingsOf(certificate.id, any).rows.empty(),
      !certificates.PoliciesOf({"cert/" + certificate.id}, any).rows.empty(),
      Flag(in, "forceDelete"));
  certificates.Delete(certificate.id);
  return json::object();
}

}  // namespace

OperationTable CertificateOperations() {
  return {
      {"CreateKeysAndCertificate", CreateKeysAndCertificate},
      {"CreateCertificateFromCsr", CreateCertificateFromCsr},
      {"RegisterCertificateWithoutCA", RegisterCertificateWithoutCA},
      {"DescribeCertificate", DescribeCertificate},
      {"ListCertificates", ListCertificates},
      {"UpdateCertificate", UpdateCertificate},
      {"DeleteCertificate", DeleteCertificate},
  };
}

}  // namespace server
