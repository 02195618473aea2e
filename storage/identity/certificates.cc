#include "storage/identity/certificates.h"

#include <nlohmann/json.hpp>

#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectCertificate[] =
    "SELECT certificate_id, pem, status, sni_only, version, created_at, updated_at, not_before,"
    " not_after, sequence FROM certificate ";

engine::Certificate CertificateFrom(SQLite::Statement& row) {
  return {.id = Text(row, 0),
          .pem = Text(row, 1),
          .status = engine::CertificateStatusFrom(Text(row, 2)),
          .sni_only = row.getColumn(3).getInt() != 0,
          .version = row.getColumn(4).getInt64(),
          .created_at = At(row, 5),
          .updated_at = At(row, 6),
          .not_before = At(row, 7),
          .not_after = At(row, 8)};
}

engine::PolicyVersion VersionFrom(SQLite::Statement& row) {
  return {.number = row.getColumn(0).getInt64(),
          .document = Text(row, 1),
          .created_at = At(row, 2)};
}

}  // namespace

std::optional<Authority> Certificates::FindAuthority() {
  SQLite::Statement& row = store_.Prepared("SELECT certificate, private_key FROM authority");
  if (!row.executeStep()) return std::nullopt;
  Authority authority{Text(row, 0), Text(row, 1)};
  row.reset();
  return authority;
}

void Certificates::Keep(const Authority& authority) {
  Bind(store_.Prepared("INSERT OR REPLACE INTO authority VALUES (1, ?, ?)"),
       authority.certificate, authority.private_key)
      .exec();
}

std::optional<engine::Certificate> Certificates::Find(const std::string& id) {
  SQLite::Statement& row =
      store_.Prepared(std::string(kSelectCertificate) + "WHERE certificate_id = ?");
  if (!Bind(row, id).executeStep()) return std::nullopt;
  engine::Certificate certificate = CertificateFrom(row);
  row.reset();
  return certificate;
}

engine::Certificate Certificates::BySequence(std::int64_t sequence) {
  SQLite::Statement& row =
      store_.Prepared(std::string(kSelectCertificate) + "WHERE sequence = ?");
  Bind(row, sequence).executeStep();
  engine::Certificate certificate = CertificateFrom(row);
  row.reset();
  return certificate;
}

void Certificates::Insert(const engine::Certificate& certificate) {
  store_.CertificatesChanged();
  const std::string status(Name(certificate.status));
  Bind(store_.Prepared("INSERT INTO certificate VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       certificate.id, certificate.pem, status, certificate.sni_only, certificate.version,
       certificate.created_at, certificate.updated_at, certificate.not_before,
       certificate.not_after)
      .exec();
}

void Certificates::Update(const engine::Certificate& certificate) {
  store_.Touched().certificates = true;
  const std::string status(Name(certificate.status));
  Bind(store_.Prepared("UPDATE certificate SET status = ?, version = ?, updated_at = ? "
                       "WHERE certificate_id = ?"),
       status, certificate.version, certificate.updated_at, certificate.id)
      .exec();
}

void Certificates::Delete(const std::string& id) {
  store_.Touched().access.of.insert(id);
  store_.Touched().certificates = true;
  store_.CertificatesChanged();
  const std::string target = "cert/" + id;
  Bind(store_.Prepared("DELETE FROM policy_target WHERE target = ?"), target).exec();
  Bind(store_.Prepared("DELETE FROM certificate WHERE certificate_id = ?"), id).exec();
}

void Certificates::DeleteAttached(const std::string& id) {
  Bind(store_.Prepared("DELETE FROM thing_principal WHERE certificate_id = ?"), id).exec();
  Delete(id);
}

Page<engine::Certificate> Certificates::List(Order order, const PageRequest& page) {
  SQLite::Statement& rows =
      store_.Prepared(kSelectCertificate + ("WHERE " + ByAge("sequence", order)));
  Bind(rows, StartOf(order, page), page.limit + 1);
  return TakeByAge<engine::Certificate>(rows, 9, page.limit, CertificateFrom);
}

bool Certificates::IsAttached(const std::string& thing, const std::string& certificate) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT 1 FROM thing_principal WHERE thing_name = ? AND certificate_id = ?");
  const bool found = Bind(row, thing, certificate).executeStep();
  row.reset();
  return found;
}

bool Certificates::IsExclusive(const std::string& certificate) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT 1 FROM thing_principal WHERE certificate_id = ? AND exclusive LIMIT 1");
  const bool found = Bind(row, certificate).executeStep();
  row.reset();
  return found;
}

std::optional<std::string> Certificates::ThingSpokenFor(const std::string& certificate,
                                                        const std::string& client_id) {
  if (IsExclusive(certificate)) {
    const auto things = ThingsOf(certificate, {.limit = 1}).rows;
    if (!things.empty()) return things.front();
  }
  if (!IsAttached(client_id, certificate)) return std::nullopt;
  return client_id;
}

void Certificates::Attach(const std::string& thing, const std::string& certificate,
                          bool exclusive) {
  store_.Touched().access.of.insert(certificate);
  Bind(store_.Prepared("INSERT OR IGNORE INTO thing_principal VALUES (?, ?, ?)"), thing,
       certificate, exclusive)
      .exec();
}

void Certificates::Detach(const std::string& thing, const std::string& certificate) {
  store_.Touched().access.of.insert(certificate);
  Bind(store_.Prepared(
           "DELETE FROM thing_principal WHERE thing_name = ? AND certificate_id = ?"),
       thing, certificate)
      .exec();
}

Page<std::string> Certificates::PrincipalsOf(const std::string& thing, const PageRequest& page,
                                             std::optional<bool> exclusive) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT certificate_id FROM thing_principal WHERE thing_name = ? AND certificate_id > ? "
      "AND (? IS NULL OR exclusive = ?) ORDER BY certificate_id LIMIT ?");
  const std::string after = page.after.value_or("");
  Bind(rows, thing, after, exclusive, exclusive, page.limit + 1);
  return TakeNames(rows, page.limit);
}

Page<std::string> Certificates::ThingsOf(const std::string& certificate,
                                         const PageRequest& page,
                                         std::optional<bool> exclusive) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT thing_name FROM thing_principal WHERE certificate_id = ? AND thing_name > ? "
      "AND (? IS NULL OR exclusive = ?) ORDER BY thing_name LIMIT ?");
  const std::string after = page.after.value_or("");
  Bind(rows, certificate, after, exclusive, exclusive, page.limit + 1);
  return TakeNames(rows, page.limit);
}

std::optional<engine::Policy> Certificates::FindPolicy(const std::string& name) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT policy_name, generation_id, created_at, updated_at, default_version, "
      "newest_version FROM policy WHERE policy_name = ?");
  if (!Bind(row, name).executeStep()) return std::nullopt;
  engine::Policy policy{.name = Text(row, 0),
                        .generation_id = Text(row, 1),
                        .created_at = At(row, 2),
                        .updated_at = At(row, 3),
                        .default_version = row.getColumn(4).getInt64(),
                        .newest_version = row.getColumn(5).getInt64()};
  row.reset();
  return policy;
}

void Certificates::Insert(const engine::Policy& policy) {
  Bind(store_.Prepared("INSERT INTO policy VALUES (NULL, ?, ?, ?, ?, ?, ?)"), policy.name,
       policy.generation_id, policy.created_at, policy.updated_at, policy.default_version,
       policy.newest_version)
      .exec();
}

void Certificates::Update(const engine::Policy& policy) {
  store_.Touched().access.all = true;
  Bind(store_.Prepared("UPDATE policy SET generation_id = ?, updated_at = ?, default_version = "
                       "?, newest_version = ? WHERE policy_name = ?"),
       policy.generation_id, policy.updated_at, policy.default_version, policy.newest_version,
       policy.name)
      .exec();
}

void Certificates::DeletePolicy(const std::string& name) {
  Bind(store_.Prepared("DELETE FROM policy WHERE policy_name = ?"), name).exec();
}

Page<std::string> Certificates::ListPolicies(Order order, const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared("SELECT policy_name, sequence FROM policy WHERE " +
                                            ByAge("sequence", order));
  Bind(rows, StartOf(order, page), page.limit + 1);
  return TakeNamesByAge(rows, page.limit);
}

std::optional<engine::PolicyVersion> Certificates::FindPolicyVersion(const std::string& policy,
                                                                     std::int64_t number) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT number, document, created_at FROM policy_version "
      "WHERE policy_name = ? AND number = ?");
  if (!Bind(row, policy, number).executeStep()) return std::nullopt;
  engine::PolicyVersion version = VersionFrom(row);
  row.reset();
  return version;
}

void Certificates::Insert(const std::string& policy, const engine::PolicyVersion& version) {
  Bind(store_.Prepared("INSERT INTO policy_version VALUES (?, ?, ?, ?)"), policy,
       version.number, version.document, version.created_at)
      .exec();
}

void Certificates::DeletePolicyVersion(const std::string& policy, std::int64_t number) {
  Bind(store_.Prepared("DELETE FROM policy_version WHERE policy_name = ? AND number = ?"),
       policy, number)
      .exec();
}

std::vector<engine::PolicyVersion> Certificates::PolicyVersions(const std::string& policy) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT number, document, created_at FROM policy_version WHERE policy_name = ? "
      "ORDER BY number DESC");
  Bind(rows, policy);
  std::vector<engine::PolicyVersion> versions;
  while (rows.executeStep()) versions.push_back(VersionFrom(rows));
  rows.reset();
  return versions;
}

void Certificates::NoteTarget(std::string_view target) {
  constexpr std::string_view kCertificate = "cert/";
  if (target.starts_with(kCertificate)) {
    store_.Touched().access.of.emplace(target.substr(kCertificate.size()));
  } else {
    store_.Touched().access.all = true;
  }
}

void Certificates::AttachPolicy(const std::string& policy, const std::string& target) {
  NoteTarget(target);
  Bind(store_.Prepared("INSERT OR IGNORE INTO policy_target VALUES (?, ?)"), target, policy)
      .exec();
}

void Certificates::DetachPolicy(const std::string& policy, const std::string& target) {
  NoteTarget(target);
  Bind(store_.Prepared("DELETE FROM policy_target WHERE target = ? AND policy_name = ?"),
       target, policy)
      .exec();
}

Page<std::string> Certificates::PoliciesOf(const std::vector<std::string>& targets,
                                           const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT DISTINCT policy_name FROM policy_target "
      "WHERE target IN (SELECT value FROM json_each(?)) AND policy_name > ? "
      "ORDER BY policy_name LIMIT ?");
  const std::string list = nlohmann::json(targets).dump();
  const std::string after = page.after.value_or("");
  Bind(rows, list, after, page.limit + 1);
  return TakeNames(rows, page.limit);
}

Page<std::string> Certificates::TargetsOf(const std::string& policy, const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT target FROM policy_target WHERE policy_name = ? AND target > ? "
      "ORDER BY target LIMIT ?");
  const std::string after = page.after.value_or("");
  Bind(rows, policy, after, page.limit + 1);
  return TakeNames(rows, page.limit);
}

Page<std::string> Certificates::PoliciesOfCertificate(const std::string& id, Order order,
                                                      const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT policy_name, sequence FROM policy_target JOIN policy USING (policy_name) "
      "WHERE target = 'cert/' || ? AND " +
      ByAge("sequence", order));
  Bind(rows, id, StartOf(order, page), page.limit + 1);
  return TakeNamesByAge(rows, page.limit);
}

Page<std::string> Certificates::CertificatesOf(const std::string& policy, Order order,
                                               const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT certificate_id, sequence FROM policy_target "
      "JOIN certificate ON target = 'cert/' || certificate_id WHERE policy_name = ? AND " +
      ByAge("sequence", order));
  Bind(rows, policy, StartOf(order, page), page.limit + 1);
  return TakeNamesByAge(rows, page.limit);
}

}  // namespace storage
