// Role aliases in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/identity/role_alias.h"
#include "storage/page.h"

namespace storage {

class Store;

// A view of the store: as cheap to make as a reference.
class RoleAliases {
 public:
  explicit RoleAliases(Store& store) : store_(store) {}

  std::optional<engine::RoleAlias> Find(const std::string& name);
  void Insert(const engine::RoleAlias& alias);
  void Update(const engine::RoleAlias& alias);
  void Delete(const std::string& name);
  int Count();
  // By name, forwards or backwards.
  Page<std::string> List(bool ascending, const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
