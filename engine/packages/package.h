// Software packages and their versions, as far as job documents speak of them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace engine {

struct Package {
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> default_version;
  Instant created_at;
  Instant last_modified_at;
};

enum class PackageVersionStatus { kDraft, kPublished, kDeprecated };

std::string_view Name(PackageVersionStatus status);
std::optional<PackageVersionStatus> PackageVersionStatusFrom(std::string_view name);

struct PackageVersion {
  std::string package;
  std::string name;
  std::optional<std::string> description;
  nlohmann::json attributes = nlohmann::json::object();
  nlohmann::json artifact;  // {"s3Location": ...}; null: none
  std::optional<std::string> recipe;
  PackageVersionStatus status = PackageVersionStatus::kDraft;
  Instant created_at;
  Instant last_modified_at;
};

struct PackageVersionUpdate {
  std::optional<std::string> description;
  std::optional<nlohmann::json> attributes;
  std::optional<nlohmann::json> artifact;
  std::optional<std::string> recipe;
  std::optional<std::string> action;  // PUBLISH or DEPRECATE
};

// Throws InvalidRequest for attributes of more than AWS's 3 KB.
void CheckAttributes(const nlohmann::json& attributes);

// AWS: what a version is made of changes only while it is a draft. Throws Conflict.
PackageVersion Update(PackageVersion version, const PackageVersionUpdate& update, Instant now);

}  // namespace engine
