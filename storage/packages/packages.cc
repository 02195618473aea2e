#include "storage/packages/packages.h"

#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectPackage[] =
    "SELECT name, description, default_version, created_at, last_modified_at FROM package ";
constexpr char kSelectVersion[] =
    "SELECT package, name, description, attributes, artifact, recipe, status, created_at, "
    "last_modified_at FROM package_version ";

engine::Package PackageFrom(SQLite::Statement& row) {
  return {.name = Text(row, 0),
          .description = MaybeText(row, 1),
          .default_version = MaybeText(row, 2),
          .created_at = At(row, 3),
          .last_modified_at = At(row, 4)};
}

engine::PackageVersion VersionFrom(SQLite::Statement& row) {
  return {.package = Text(row, 0),
          .name = Text(row, 1),
          .description = MaybeText(row, 2),
          .attributes = nlohmann::json::parse(Text(row, 3)),
          .artifact = nlohmann::json::parse(Text(row, 4)),
          .recipe = MaybeText(row, 5),
          .status = engine::PackageVersionStatusFrom(Text(row, 6)).value(),
          .created_at = At(row, 7),
          .last_modified_at = At(row, 8)};
}

// One row more than the page holds was asked for.
template <typename Row, typename Read>
Page<Row> Collect(SQLite::Statement& rows, int limit, Read read) {
  Page<Row> page;
  while (rows.executeStep()) {
    if (static_cast<int>(page.rows.size()) == limit) {
      page.next = page.rows.back().name;
      break;
    }
    page.rows.push_back(read(rows));
  }
  rows.reset();
  return page;
}

template <typename Row, typename Read>
std::optional<Row> Only(SQLite::Statement& row, Read read) {
  if (!row.executeStep()) return std::nullopt;
  Row found = read(row);
  row.reset();
  return found;
}

}  // namespace

std::optional<engine::Package> Packages::Find(const std::string& name) {
  return Only<engine::Package>(
      Bind(store_.Prepared(std::string(kSelectPackage) + "WHERE name = ?"), name), PackageFrom);
}

void Packages::Insert(const engine::Package& package) {
  Bind(store_.Prepared("INSERT INTO package VALUES (?, ?, ?, ?, ?)"), package.name,
       package.description, package.default_version, package.created_at,
       package.last_modified_at)
      .exec();
}

void Packages::Update(const engine::Package& package) {
  Bind(store_.Prepared("UPDATE package SET description = ?, default_version = ?, "
                       "last_modified_at = ? WHERE name = ?"),
       package.description, package.default_version, package.last_modified_at, package.name)
      .exec();
}

void Packages::Delete(const std::string& name) {
  Bind(store_.Prepared("DELETE FROM package WHERE name = ?"), name).exec();
}

Page<engine::Package> Packages::List(const PageRequest& page) {
  const std::string after = page.after.value_or("");
  return Collect<engine::Package>(Bind(store_.Prepared(std::string(kSelectPackage) +
                                                       "WHERE name > ? ORDER BY name LIMIT ?"),
                                       after, page.limit + 1),
                                  page.limit, PackageFrom);
}

std::optional<engine::PackageVersion> PackageVersions::Find(const std::string& package,
                                                            const std::string& name) {
  return Only<engine::PackageVersion>(
      Bind(store_.Prepared(std::string(kSelectVersion) + "WHERE package = ? AND name = ?"),
           package, name),
      VersionFrom);
}

void PackageVersions::Insert(const engine::PackageVersion& version) {
  const std::string attributes = version.attributes.dump();
  const std::string artifact = version.artifact.dump();
  Bind(store_.Prepared("INSERT INTO package_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       version.package, version.name, version.description, attributes, artifact, version.recipe,
       Name(version.status), version.created_at, version.last_modified_at)
      .exec();
}

void PackageVersions::Update(const engine::PackageVersion& version) {
  const std::string attributes = version.attributes.dump();
  const std::string artifact = version.artifact.dump();
  Bind(store_.Prepared("UPDATE package_version SET description = ?, attributes = ?, "
                       "artifact = ?, recipe = ?, status = ?, last_modified_at = ? "
                       "WHERE package = ? AND name = ?"),
       version.description, attributes, artifact, version.recipe, Name(version.status),
       version.last_modified_at, version.package, version.name)
      .exec();
}

void PackageVersions::Delete(const std::string& package, const std::string& name) {
  Bind(store_.Prepared("DELETE FROM package_version WHERE package = ? AND name = ?"), package,
       name)
      .exec();
}

Page<engine::PackageVersion> PackageVersions::List(
    const std::string& package, std::optional<engine::PackageVersionStatus> status,
    const PageRequest& page) {
  const std::string after = page.after.value_or("");
  const std::string wanted = status ? std::string(Name(*status)) : "";
  return Collect<engine::PackageVersion>(
      Bind(store_.Prepared(std::string(kSelectVersion) +
                           "WHERE package = ?1 AND name > ?2 AND (?3 = '' OR status = ?3) "
                           "ORDER BY name LIMIT ?4"),
           package, after, wanted, page.limit + 1),
      page.limit, VersionFrom);
}

}  // namespace storage
