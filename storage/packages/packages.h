// Software packages and their versions in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/packages/package.h"
#include "storage/store.h"

namespace storage {

std::optional<engine::Package> FindPackage(Store& store, const std::string& name);
void Insert(Store& store, const engine::Package& package);
void Update(Store& store, const engine::Package& package);
// Its versions must be gone.
void DeletePackage(Store& store, const std::string& name);
Page<engine::Package> ListPackages(Store& store, const PageRequest& page);

std::optional<engine::PackageVersion> FindPackageVersion(Store& store,
                                                         const std::string& package,
                                                         const std::string& name);
void Insert(Store& store, const engine::PackageVersion& version);
void Update(Store& store, const engine::PackageVersion& version);
void DeletePackageVersion(Store& store, const std::string& package, const std::string& name);
Page<engine::PackageVersion> ListPackageVersions(
    Store& store, const std::string& package,
    std::optional<engine::PackageVersionStatus> status, const PageRequest& page);

}  // namespace storage
