// The index AWS_Things: what it holds of a thing, and the dynamic groups that follow from it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/registry/search_query.h"
#include "engine/registry/thing.h"
#include "server/calls/operation.h"

namespace server {

inline constexpr char kIndexingSetting[] = "indexingConfiguration";

// What is indexed, as GetIndexingConfiguration shows it, less the managed fields.
nlohmann::json IndexingConfiguration(Context& c);

// What parts of a thing are wanted; each costs a question to the store.
struct IndexParts {
  bool groups = true;
  bool dynamic_groups = true;
  bool connectivity = true;
};

// Those parts that the query looks at.
IndexParts PartsFor(const engine::SearchQuery& query);

engine::IndexDocument IndexDocumentOf(Context& c, const engine::Thing& thing,
                                      const IndexParts& parts);

// Puts the thing into the dynamic groups whose queries find it, and takes it out of others.
void FollowThing(Context& c, const std::string& thing_name);

// Looks, for a dynamic group that is being built, at the next things.
void BuildOn(Context& c, const std::string& group_name);

}  // namespace server
