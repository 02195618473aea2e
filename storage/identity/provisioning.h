// What devices come into being by: registered CAs, provisioning templates, and proofs of who
// owns a certificate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/identity/ca_certificate.h"
#include "engine/identity/certificate.h"
#include "engine/identity/provisioning_template.h"
#include "storage/identity/certificates.h"
#include "storage/page.h"

namespace storage {

class Store;

// A view of the store: as cheap to make as a reference.
class Provisioning {
 public:
  explicit Provisioning(Store& store) : store_(store) {}

  std::optional<engine::CaCertificate> FindCa(const std::string& id);
  void Insert(const engine::CaCertificate& certificate);
  void Update(const engine::CaCertificate& certificate);
  void DeleteCa(const std::string& id);
  // All CAs, or those whose certificates are to be provisioned by that template.
  Page<engine::CaCertificate> ListCas(const std::optional<std::string>& template_name,
                                      Order order, const PageRequest& page);
  std::vector<engine::CaCertificate> AllCas();

  void SetIssuer(const std::string& certificate, const std::string& ca_certificate);
  Page<engine::Certificate> CertificatesBy(const std::string& ca_certificate, Order order,
                                           const PageRequest& page);

  // What the subject of a verification certificate must be.
  std::optional<std::string> FindRegistrationCode();
  void KeepRegistrationCode(const std::string& code);
  void ForgetRegistrationCode();

  std::optional<engine::ProvisioningTemplate> FindTemplate(const std::string& name);
  void Insert(const engine::ProvisioningTemplate& provisioning_template);
  void Update(const engine::ProvisioningTemplate& provisioning_template);
  void DeleteTemplate(const std::string& name);  // with its versions
  Page<engine::ProvisioningTemplate> ListTemplates(const PageRequest& page);
  std::optional<engine::ProvisioningTemplateVersion> FindTemplateVersion(
      const std::string& name, std::int64_t number);
  void Insert(const std::string& name, const engine::ProvisioningTemplateVersion& version);
  void DeleteTemplateVersion(const std::string& name, std::int64_t number);
  Page<engine::ProvisioningTemplateVersion> TemplateVersions(const std::string& name,
                                                             const PageRequest& page);

  // A certificate that is good for provisioning by the template, and for nothing else.
  void KeepClaim(const std::string& certificate, const std::string& template_name);
  std::optional<std::string> TemplateClaimedBy(const std::string& certificate);

  // Whoever shows the token owns the certificate.
  void KeepOwner(const std::string& token, const std::string& certificate, engine::Instant at);
  std::optional<std::string> CertificateOwnedBy(const std::string& token);
  void ForgetOwner(const std::string& token);
  void ForgetOwnerOf(const std::string& certificate);

 private:
  Store& store_;
};

}  // namespace storage
