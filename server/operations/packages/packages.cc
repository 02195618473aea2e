// Software packages: no more of the catalogue than job documents need.

#include "storage/packages/packages.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/packages/package.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "engine/registry/thing_types.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::Package;
using engine::PackageVersion;
using engine::RefuseRequest;

namespace {

constexpr char kKind[] = "package";
constexpr int kPackagesOfAPage = 100;  // AWS: no more can be asked for

[[noreturn]] void Conflict(const std::string& message, const std::string& name) {
  throw Error(ErrorCode::kConflict, message, {{"resourceId", name}});
}

Package RequirePackage(Context& c, const std::string& name) {
  auto package = storage::Packages(c.store).Find(name);
  if (!package) {
    throw Error(ErrorCode::kResourceNotFound, "Package " + name + " cannot be found.");
  }
  return *std::move(package);
}

PackageVersion RequireVersion(Context& c, const json& in) {
  const std::string& package = Text(in, "packageName");
  const std::string& name = Text(in, "versionName");
  auto version = storage::PackageVersions(c.store).Find(package, name);
  if (!version) {
    throw Error(ErrorCode::kResourceNotFound,
                "Package version " + package + ":" + name + " cannot be found.");
  }
  return *std::move(version);
}

void AddTimes(json& shown, engine::Instant created_at, engine::Instant last_modified_at) {
  shown["creationDate"] = Seconds(created_at);
  shown["lastModifiedDate"] = Seconds(last_modified_at);
}

// As in its ARN, less the kind.
std::string NameInArn(const PackageVersion& version) {
  return version.package + "/version/" + version.name;
}

json VersionAnswer(const Context& c, const PackageVersion& version) {
  json answer = {{"packageVersionArn", ArnOf(c, kKind, NameInArn(version))},
                 {"packageName", version.package},
                 {"versionName", version.name},
                 {"attributes", version.attributes},
                 {"status", Name(version.status)}};
  if (version.description) answer["description"] = *version.description;
  return answer;
}

json Summary(const Package& package) {
  json summary = {{"packageName", package.name}};
  if (package.default_version) summary["defaultVersionName"] = *package.default_version;
  AddTimes(summary, package.created_at, package.last_modified_at);
  return summary;
}

json CreatePackage(Context& c, const json& in) {
  const Package package{.name = Text(in, "packageName"),
                        .description = Maybe<std::string>(in, "description"),
                        .created_at = c.now,
                        .last_modified_at = c.now};
  if (storage::Packages(c.store).Find(package.name)) {
    Conflict("Package " + package.name + " already exists.", package.name);
  }
  storage::Packages(c.store).Insert(package);
  KeepTags(c, kKind, package.name, in);
  json answer = {{"packageName", package.name}, {"packageArn", ArnOf(c, kKind, package.name)}};
  if (package.description) answer["description"] = *package.description;
  return answer;
}

json GetPackage(Context& c, const json& in) {
  const Package package = RequirePackage(c, Text(in, "packageName"));
  json shown = Summary(package);
  shown["packageArn"] = ArnOf(c, kKind, package.name);
  if (package.description) shown["description"] = *package.description;
  return shown;
}

json ListPackages(Context& c, const json& in) {
  const auto page =
      storage::Packages(c.store).List(PageFrom(in, "ListPackages", kPackagesOfAPage));
  json summaries = json::array();
  for (const Package& package : page.rows) summaries.push_back(Summary(package));
  json output = {{"packageSummaries", std::move(summaries)}};
  if (page.next) output["nextToken"] = PageToken("ListPackages", *page.next);
  return output;
}

json UpdatePackage(Context& c, const json& in) {
  const auto default_version = Maybe<std::string>(in, "defaultVersionName");
  const bool unset = Flag(in, "unsetDefaultVersion");
  // AWS: not both at the same time.
  if (default_version && unset) {
    RefuseRequest("defaultVersionName and unsetDefaultVersion cannot be used together.");
  }
  Package package = RequirePackage(c, Text(in, "packageName"));
  if (default_version) {
    const auto found = storage::PackageVersions(c.store).Find(package.name, *default_version);
    if (!found) {
      throw Error(ErrorCode::kResourceNotFound, "Package version " + package.name + ":" +
                                                    *default_version + " cannot be found.");
    }
    if (found->status != engine::PackageVersionStatus::kPublished) {
      Conflict("Only a published version can be the default.", *default_version);
    }
    package.default_version = default_version;
  }
  if (unset) package.default_version.reset();
  if (in.contains("description")) package.description = Maybe<std::string>(in, "description");
  package.last_modified_at = c.now;
  storage::Packages(c.store).Update(package);
  return json::object();
}

// AWS: the versions must be gone before the package. Ours: deleting what is not there succeeds.
json DeletePackage(Context& c, const json& in) {
  const std::string& name = Text(in, "packageName");
  if (!storage::PackageVersions(c.store).List(name, {}, {.limit = 1}).rows.empty()) {
    RefuseRequest("Package " + name + " has versions; delete them first.");
  }
  storage::Packages(c.store).Delete(name);
  return json::object();
}

json CreatePackageVersion(Context& c, const json& in) {
  // AWS: this operation knows no ResourceNotFound.
  const std::string& package = Text(in, "packageName");
  if (!storage::Packages(c.store).Find(package)) {
    RefuseRequest("Package " + package + " cannot be found.");
  }
  const PackageVersion version{.package = package,
                               .name = Text(in, "versionName"),
                               .description = Maybe<std::string>(in, "description"),
                               .attributes = in.value("attributes", json::object()),
                               .artifact = in.value("artifact", json()),
                               .recipe = Maybe<std::string>(in, "recipe"),
                               .created_at = c.now,
                               .last_modified_at = c.now};
  if (storage::PackageVersions(c.store).Find(package, version.name)) {
    Conflict("Package version " + package + ":" + version.name + " already exists.",
             version.name);
  }
  engine::CheckAttributes(version.attributes);
  storage::PackageVersions(c.store).Insert(version);
  KeepTags(c, kKind, NameInArn(version), in);
  return VersionAnswer(c, version);
}

json GetPackageVersion(Context& c, const json& in) {
  const PackageVersion version = RequireVersion(c, in);
  json shown = VersionAnswer(c, version);
  if (!version.artifact.is_null()) shown["artifact"] = version.artifact;
  if (version.recipe) shown["recipe"] = *version.recipe;
  AddTimes(shown, version.created_at, version.last_modified_at);
  return shown;
}

json UpdatePackageVersion(Context& c, const json& in) {
  storage::PackageVersions(c.store).Update(
      engine::Update(RequireVersion(c, in),
                     {.description = Maybe<std::string>(in, "description"),
                      .attributes = Maybe<json>(in, "attributes"),
                      .artifact = Maybe<json>(in, "artifact"),
                      .recipe = Maybe<std::string>(in, "recipe"),
                      .action = Maybe<std::string>(in, "action")},
                     c.now));
  return json::object();
}

json DeletePackageVersion(Context& c, const json& in) {
  const std::string& name = Text(in, "versionName");
  const auto package = storage::Packages(c.store).Find(Text(in, "packageName"));
  if (package && package->default_version == name) {
    RefuseRequest("Package version " + package->name + ":" + name +
                  " is the default; unset that with UpdatePackage first.");
  }
  storage::PackageVersions(c.store).Delete(Text(in, "packageName"), name);
  return json::object();
}

json ListPackageVersions(Context& c, const json& in) {
  const std::string& package = Text(in, "packageName");
  const std::string list = "ListPackageVersions " + package;
  std::optional<engine::PackageVersionStatus> status;
  if (const auto wanted = Maybe<std::string>(in, "status")) {
    status = engine::PackageVersionStatusFrom(*wanted);
  }
  const auto page = storage::PackageVersions(c.store).List(
      package, status, PageFrom(in, list, kPackagesOfAPage));
  json summaries = json::array();
  for (const PackageVersion& version : page.rows) {
    json summary = {{"packageName", version.package},
                    {"versionName", version.name},
                    {"status", Name(version.status)}};
    AddTimes(summary, version.created_at, version.last_modified_at);
    summaries.push_back(std::move(summary));
  }
  json output = {{"packageVersionSummaries", std::move(summaries)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

}  // namespace

OperationTable PackageOperations() {
  return {
      {"CreatePackage", CreatePackage},
      {"GetPackage", GetPackage},
      {"ListPackages", ListPackages},
      {"UpdatePackage", UpdatePackage},
      {"DeletePackage", DeletePackage},
      {"CreatePackageVersion", CreatePackageVersion},
      {"GetPackageVersion", GetPackageVersion},
      {"UpdatePackageVersion", UpdatePackageVersion},
      {"DeletePackageVersion", DeletePackageVersion},
      {"ListPackageVersions", ListPackageVersions},
  };
}

}  // namespace server
