// Software packages and their versions in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/packages/package.h"
#include "storage/page.h"

namespace storage {

class Store;

class Packages {
 public:
  explicit Packages(Store& store) : store_(store) {}

  std::optional<engine::Package> Find(const std::string& name);
  void Insert(const engine::Package& package);
  void Update(const engine::Package& package);
  // Its versions must be gone.
  void Delete(const std::string& name);
  Page<engine::Package> List(const PageRequest& page);

 private:
  Store& store_;
};

class PackageVersions {
 public:
  explicit PackageVersions(Store& store) : store_(store) {}

  std::optional<engine::PackageVersion> Find(const std::string& package,
                                             const std::string& name);
  void Insert(const engine::PackageVersion& version);
  void Update(const engine::PackageVersion& version);
  void Delete(const std::string& package, const std::string& name);
  Page<engine::PackageVersion> List(const std::string& package,
                                    std::optional<engine::PackageVersionStatus> status,
                                    const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
