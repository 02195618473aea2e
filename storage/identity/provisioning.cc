#include "storage/identity/provisioning.h"

#include <nlohmann/json.hpp>

#include "storage/binding.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectCa[] =
    "SELECT certificate_id, pem, active, sni_only, registration_config, version, created_at,"
    " updated_at, not_before, not_after, sequence, auto_registers FROM ca_certificate ";

engine::CaCertificate CaFrom(SQLite::Statement& row) {
  return {.id = Text(row, 0),
          .pem = Text(row, 1),
          .active = row.getColumn(2).getInt() != 0,
          .auto_registers = row.getColumn(11).getInt() != 0,
          .sni_only = row.getColumn(3).getInt() != 0,
          .registration_config = nlohmann::json::parse(Text(row, 4)),
          .version = row.getColumn(5).getInt64(),
          .created_at = At(row, 6),
          .updated_at = At(row, 7),
          .not_before = At(row, 8),
          .not_after = At(row, 9)};
}

constexpr char kSelectTemplate[] =
    "SELECT template_name, type, description, enabled, role_arn, created_at, updated_at,"
    " default_version, newest_version, hook FROM provisioning_template ";

engine::ProvisioningTemplate TemplateFrom(SQLite::Statement& row) {
  return {.name = Text(row, 0),
          .type = Text(row, 1),
          .description = Text(row, 2),
          .enabled = row.getColumn(3).getInt() != 0,
          .role_arn = Text(row, 4),
          .created_at = At(row, 5),
          .updated_at = At(row, 6),
          .default_version = row.getColumn(7).getInt64(),
          .newest_version = row.getColumn(8).getInt64(),
          .hook = nlohmann::json::parse(Text(row, 9))};
}

engine::ProvisioningTemplateVersion VersionFrom(SQLite::Statement& row) {
  return {
      .number = row.getColumn(0).getInt64(), .body = Text(row, 1), .created_at = At(row, 2)};
}

}  // namespace

std::optional<engine::CaCertificate> Provisioning::FindCa(const std::string& id) {
  SQLite::Statement& row = store_.Prepared(std::string(kSelectCa) + "WHERE certificate_id = ?");
  if (!Bind(row, id).executeStep()) return std::nullopt;
  engine::CaCertificate certificate = CaFrom(row);
  row.reset();
  return certificate;
}

void Provisioning::Insert(const engine::CaCertificate& certificate) {
  const std::string config = certificate.registration_config.dump();
  Bind(store_.Prepared("INSERT INTO ca_certificate VALUES"
                       " (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       certificate.id, certificate.pem, certificate.active, certificate.sni_only, config,
       certificate.version, certificate.created_at, certificate.updated_at,
       certificate.not_before, certificate.not_after, certificate.auto_registers)
      .exec();
}

void Provisioning::Update(const engine::CaCertificate& certificate) {
  const std::string config = certificate.registration_config.dump();
  Bind(store_.Prepared("UPDATE ca_certificate SET active = ?, auto_registers = ?, "
                       "registration_config = ?, version "
                       "= ?, updated_at = ? WHERE certificate_id = ?"),
       certificate.active, certificate.auto_registers, config, certificate.version,
       certificate.updated_at, certificate.id)
      .exec();
}

void Provisioning::DeleteCa(const std::string& id) {
  Bind(store_.Prepared("DELETE FROM ca_certificate WHERE certificate_id = ?"), id).exec();
}

Page<engine::CaCertificate> Provisioning::ListCas(
    const std::optional<std::string>& template_name, Order order, const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      kSelectCa +
      ("WHERE ifnull(json_extract(registration_config, '$.templateName') = ?, ? IS NULL) AND " +
       ByAge("sequence", order)));
  Bind(rows, template_name, template_name, StartOf(order, page), page.limit + 1);
  return TakeByAge<engine::CaCertificate>(rows, 10, page.limit, CaFrom);
}

std::vector<engine::CaCertificate> Provisioning::AllCas() {
  SQLite::Statement& rows = store_.Prepared(std::string(kSelectCa) + "ORDER BY sequence");
  std::vector<engine::CaCertificate> certificates;
  while (rows.executeStep()) certificates.push_back(CaFrom(rows));
  rows.reset();
  return certificates;
}

void Provisioning::SetIssuer(const std::string& certificate,
                             const std::string& ca_certificate) {
  Bind(store_.Prepared("INSERT INTO certificate_issuer VALUES (?, ?)"), certificate,
       ca_certificate)
      .exec();
}

Page<engine::Certificate> Provisioning::CertificatesBy(const std::string& ca_certificate,
                                                       Order order, const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT certificate_id, certificate.sequence FROM certificate_issuer "
      "JOIN certificate USING (certificate_id) WHERE ca_certificate_id = ? AND " +
      ByAge("certificate.sequence", order));
  Bind(rows, ca_certificate, StartOf(order, page), page.limit + 1);
  const Page<std::string> ids = TakeNamesByAge(rows, page.limit);
  Page<engine::Certificate> certificates{.rows = {}, .next = ids.next};
  for (const std::string& id : ids.rows) {
    certificates.rows.push_back(*Certificates(store_).Find(id));
  }
  return certificates;
}

std::optional<std::string> Provisioning::FindRegistrationCode() {
  return OneText(store_.Prepared("SELECT code FROM registration_code"));
}

void Provisioning::KeepRegistrationCode(const std::string& code) {
  Bind(store_.Prepared("INSERT INTO registration_code VALUES (1, ?)"), code).exec();
}

void Provisioning::ForgetRegistrationCode() {
  store_.Prepared("DELETE FROM registration_code").exec();
}

std::optional<engine::ProvisioningTemplate> Provisioning::FindTemplate(
    const std::string& name) {
  SQLite::Statement& row =
      store_.Prepared(std::string(kSelectTemplate) + "WHERE template_name = ?");
  if (!Bind(row, name).executeStep()) return std::nullopt;
  engine::ProvisioningTemplate found = TemplateFrom(row);
  row.reset();
  return found;
}

void Provisioning::Insert(const engine::ProvisioningTemplate& made) {
  const std::string hook = made.hook.dump();
  Bind(store_.Prepared("INSERT INTO provisioning_template VALUES"
                       " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       made.name, made.type, made.description, made.enabled, made.role_arn, made.created_at,
       made.updated_at, made.default_version, made.newest_version, hook)
      .exec();
}

void Provisioning::Update(const engine::ProvisioningTemplate& changed) {
  const std::string hook = changed.hook.dump();
  Bind(store_.Prepared("UPDATE provisioning_template SET description = ?, enabled = ?,"
                       " role_arn = ?, updated_at = ?, default_version = ?, newest_version = ?,"
                       " hook = ? WHERE template_name = ?"),
       changed.description, changed.enabled, changed.role_arn, changed.updated_at,
       changed.default_version, changed.newest_version, hook, changed.name)
      .exec();
}

void Provisioning::DeleteTemplate(const std::string& name) {
  Bind(store_.Prepared("DELETE FROM provisioning_template WHERE template_name = ?"), name)
      .exec();
}

Page<engine::ProvisioningTemplate> Provisioning::ListTemplates(const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      std::string(kSelectTemplate) + "WHERE template_name > ? ORDER BY template_name LIMIT ?");
  const std::string after = page.after.value_or("");
  Bind(rows, after, page.limit + 1);
  return TakePage<engine::ProvisioningTemplate>(
      rows, page.limit, TemplateFrom,
      [](const engine::ProvisioningTemplate& one) { return one.name; });
}

std::optional<engine::ProvisioningTemplateVersion> Provisioning::FindTemplateVersion(
    const std::string& name, std::int64_t number) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT number, body, created_at FROM provisioning_template_version "
      "WHERE template_name = ? AND number = ?");
  if (!Bind(row, name, number).executeStep()) return std::nullopt;
  engine::ProvisioningTemplateVersion version = VersionFrom(row);
  row.reset();
  return version;
}

void Provisioning::Insert(const std::string& name,
                          const engine::ProvisioningTemplateVersion& version) {
  Bind(store_.Prepared("INSERT INTO provisioning_template_version VALUES (?, ?, ?, ?)"), name,
       version.number, version.body, version.created_at)
      .exec();
}

void Provisioning::DeleteTemplateVersion(const std::string& name, std::int64_t number) {
  Bind(store_.Prepared("DELETE FROM provisioning_template_version "
                       "WHERE template_name = ? AND number = ?"),
       name, number)
      .exec();
}

Page<engine::ProvisioningTemplateVersion> Provisioning::TemplateVersions(
    const std::string& name, const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT number, body, created_at FROM provisioning_template_version "
      "WHERE template_name = ? AND number > ? ORDER BY number LIMIT ?");
  const std::int64_t after = page.after ? std::stoll(*page.after) : 0;
  Bind(rows, name, after, page.limit + 1);
  return TakePage<engine::ProvisioningTemplateVersion>(
      rows, page.limit, VersionFrom, [](const engine::ProvisioningTemplateVersion& version) {
        return std::to_string(version.number);
      });
}

void Provisioning::KeepClaim(const std::string& certificate, const std::string& template_name) {
  store_.CertificatesChanged();
  Bind(store_.Prepared("INSERT INTO provisioning_claim VALUES (?, ?)"), certificate,
       template_name)
      .exec();
}

std::optional<std::string> Provisioning::TemplateClaimedBy(const std::string& certificate) {
  return OneText(Bind(
      store_.Prepared("SELECT template_name FROM provisioning_claim WHERE certificate_id = ?"),
      certificate));
}

void Provisioning::KeepOwner(const std::string& token, const std::string& certificate,
                             engine::Instant at) {
  store_.CertificatesChanged();
  Bind(store_.Prepared("INSERT INTO certificate_owner VALUES (?, ?, ?)"), token, certificate,
       at)
      .exec();
}

std::optional<std::string> Provisioning::CertificateOwnedBy(const std::string& token) {
  return OneText(Bind(
      store_.Prepared("SELECT certificate_id FROM certificate_owner WHERE token = ?"), token));
}

void Provisioning::ForgetOwner(const std::string& token) {
  store_.CertificatesChanged();
  Bind(store_.Prepared("DELETE FROM certificate_owner WHERE token = ?"), token).exec();
}

void Provisioning::ForgetOwnerOf(const std::string& certificate) {
  store_.CertificatesChanged();
  Bind(store_.Prepared("DELETE FROM certificate_owner WHERE certificate_id = ?"), certificate)
      .exec();
}

}  // namespace storage
