#include "engine/packages/package.h"

#include <array>
#include <utility>

#include "engine/error.h"

namespace engine {

namespace {

using Status = PackageVersionStatus;

constexpr std::array<std::pair<Status, std::string_view>, 3> kNames = {{
    {Status::kDraft, "DRAFT"},
    {Status::kPublished, "PUBLISHED"},
    {Status::kDeprecated, "DEPRECATED"},
}};

constexpr std::size_t kLargestAttributes = 3072;  // AWS: keys and values together

[[noreturn]] void RefuseIn(const PackageVersion& version, const std::string& what) {
  throw Error(ErrorCode::kConflict,
              "Package version " + version.package + ":" + version.name + " is in status " +
                  std::string(Name(version.status)) + " and " + what + ".",
              {{"resourceId", version.name}});
}

}  // namespace

std::string_view Name(Status status) {
  for (const auto& [known, name] : kNames) {
    if (known == status) return name;
  }
  return {};
}

std::optional<Status> PackageVersionStatusFrom(std::string_view wanted) {
  for (const auto& [status, name] : kNames) {
    if (name == wanted) return status;
  }
  return std::nullopt;
}

void CheckAttributes(const nlohmann::json& attributes) {
  std::size_t size = 0;
  for (const auto& [key, value] : attributes.items()) {
    size += key.size() + value.get_ref<const std::string&>().size();
  }
  if (size > kLargestAttributes) {
    throw Error(ErrorCode::kInvalidRequest,
                "The attributes of a package version are larger than " +
                    std::to_string(kLargestAttributes) + " bytes.");
  }
}

PackageVersion Update(PackageVersion version, const PackageVersionUpdate& update, Instant now) {
  const bool changes_content = update.attributes || update.artifact || update.recipe;
  if (changes_content && version.status != Status::kDraft) {
    RefuseIn(version, "only its description can be changed");
  }
  if (update.attributes) CheckAttributes(*update.attributes);
  if (update.description) version.description = update.description;
  if (update.attributes) version.attributes = *update.attributes;
  if (update.artifact) version.artifact = *update.artifact;
  if (update.recipe) version.recipe = update.recipe;
  if (update.action == "PUBLISH") version.status = Status::kPublished;
  if (update.action == "DEPRECATE") {
    if (version.status == Status::kDraft) RefuseIn(version, "cannot be deprecated");
    version.status = Status::kDeprecated;
  }
  version.last_modified_at = now;
  return version;
}

}  // namespace engine
