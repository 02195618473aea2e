// Things in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/registry/thing.h"
#include "storage/page.h"

namespace storage {

class Store;

struct ThingFilter {
  std::optional<std::string> attribute_name, attribute_value;
  bool value_is_prefix = false;
  std::optional<std::string> type;
  std::optional<std::string> billing_group;
};

class Things {
 public:
  explicit Things(Store& store) : store_(store) {}

  std::optional<engine::Thing> Find(const std::string& name);
  bool Has(const std::string& name);
  void Insert(const engine::Thing& thing);
  void Update(const engine::Thing& thing);
  void Delete(const std::string& name);
  Page<engine::Thing> List(const ThingFilter& filter, const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
