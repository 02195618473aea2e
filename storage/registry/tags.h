// Tags, whatever they are on. Kinds are named as in ARNs; tags are forgotten with what they
// are on.
#pragma once

#include <string>

#include "engine/registry/tags.h"

namespace storage {

class Store;

class Tags {
 public:
  explicit Tags(Store& store) : store_(store) {}

  engine::Tags Of(const std::string& kind, const std::string& name);
  void Set(const std::string& kind, const std::string& name, const engine::Tags& tags);
  void Remove(const std::string& kind, const std::string& name, const std::string& key);

 private:
  Store& store_;
};

}  // namespace storage
