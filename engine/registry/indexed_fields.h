// The fields that can be asked for in fleet indexing.
#pragma once

#include <string_view>

namespace engine {

// What is indexed, besides the registry.
struct IndexedFields {
  bool thing_groups = false;  // the index is AWS_ThingGroups, else AWS_Things
  bool connectivity = false;
  bool shadows = false;
};

enum class FieldState { kIndexed, kNotIndexed, kNotEmulated, kUnknown };

FieldState StateOf(std::string_view field, const IndexedFields& fields);

}  // namespace engine
