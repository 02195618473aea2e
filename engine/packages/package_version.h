// Software package versions that a job says it installs (destinationPackageVersions).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

// Which version of which package.
struct PackageVersionName {
  std::string package;
  std::string version;  // also "$default", or "$null": the package is removed
};

// From arn:aws:iot:{region}:{account}:package/{package}/version/{version}.
std::optional<PackageVersionName> ParsePackageVersion(std::string_view arn);

// Throws InvalidRequest for a list with an element that is no such ARN.
// Ours: the packages need not exist, unless the document speaks of them.
void CheckPackageVersions(const nlohmann::json& arns);

}  // namespace engine
