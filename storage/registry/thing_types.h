// Thing types in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/registry/thing_types.h"
#include "storage/page.h"

namespace storage {

class Store;

class ThingTypes {
 public:
  explicit ThingTypes(Store& store) : store_(store) {}

  std::optional<engine::ThingType> Find(const std::string& name);
  void Insert(const engine::ThingType& type);
  void Update(const engine::ThingType& type);
  void Delete(const std::string& name);
  bool HasThings(const std::string& name);
  // All types, or the one of the name.
  Page<engine::ThingType> List(const std::optional<std::string>& name, const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
