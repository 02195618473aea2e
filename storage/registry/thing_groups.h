// Thing groups, static and dynamic, and who is a member of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/registry/thing_group.h"
#include "storage/page.h"

namespace storage {

class Store;

struct ThingGroupFilter {
  // Only its children, or its descendants when `deep`; else of all groups those without a
  // parent, or every one when `deep`.
  std::optional<std::string> parent;
  bool deep = false;
  std::string name_prefix;
};

class ThingGroups {
 public:
  explicit ThingGroups(Store& store) : store_(store) {}

  std::optional<engine::ThingGroup> Find(const std::string& name);
  std::optional<engine::ThingGroup> FindById(const std::string& id);
  void Insert(const engine::ThingGroup& group);
  void Update(const engine::ThingGroup& group);
  // Its members leave it. It must have no child groups.
  void Delete(const std::string& name);
  Page<std::string> List(const ThingGroupFilter& filter, const PageRequest& page);
  int CountChildren(const std::string& name);
  // The group and its ancestors, nearest first.
  std::vector<std::string> Lineage(const std::string& group);

  bool IsMember(const std::string& thing, const std::string& group);
  void AddMember(const std::string& thing, const std::string& group);
  void RemoveMember(const std::string& thing, const std::string& group);
  Page<std::string> ListMembers(const std::string& group, bool recursive,
                                const PageRequest& page);
  // The groups that hold the thing itself.
  std::vector<std::string> Of(const std::string& thing);
  // Those groups and their ancestors.
  Page<std::string> ListAbove(const std::string& thing, const PageRequest& page);

 private:
  void TouchMembership(const std::string& thing, const std::string& group, bool joined);

  Store& store_;
};

}  // namespace storage
