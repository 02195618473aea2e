// What dynamic groups have beyond static ones: their queries, and how far each is built.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/registry/search_query.h"
#include "engine/registry/thing_group.h"

namespace storage {

class Store;

// The query of a dynamic group, read.
struct DynamicQuery {
  std::string group;
  engine::SearchQuery query;
  bool building = false;
};

class DynamicGroups {
 public:
  explicit DynamicGroups(Store& store) : store_(store) {}

  // Those of all of them, the oldest group first.
  const std::vector<DynamicQuery>& Queries();
  bool Has(const std::string& group);
  bool Any();

  // How far the building of a group has come; for clients that is no change of it. Does nothing
  // for a static group.
  void KeepBuilding(const engine::ThingGroup& group);
  // A group that has not looked at all things yet.
  std::optional<std::string> NextBuilding();

  // Notes that search queries may see the thing anew.
  void Touch(const std::string& thing);

 private:
  Store& store_;
};

}  // namespace storage
