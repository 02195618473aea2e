// Software package versions that a job says it installs (destinationPackageVersions).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

struct PackageVersion {
  std::string package;
  std::string version;  // also "$default", or "$null": the package is removed
};

// From arn:aws:iot:{region}:{account}:package/{package}/version/{version}.
std::optional<PackageVersion> ParsePackageVersion(std::string_view arn);

// Throws InvalidRequest for a list with an element that is no such ARN.
// Ours: there is no package catalogue, so the packages need not exist.
void CheckPackageVersions(const nlohmann::json& arns);

}  // namespace engine
