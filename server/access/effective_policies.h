// Which policies count for whom. Each is {"name", "version", "document"}: its default version.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/registry/thing.h"

namespace storage {
class Store;
}

namespace server {

struct Settings;

nlohmann::json DefaultVersion(storage::Store& store, const std::string& policy);

// The policies of any of the targets: "cert/...", "thinggroup/...".
nlohmann::json AttachedPolicies(storage::Store& store, const std::vector<std::string>& targets);

// Those of a certificate, by its id, and of the groups of the thing that it speaks for. A
// provisioning claim has one beside.
nlohmann::json EffectivePolicies(storage::Store& store, const Settings& settings,
                                 const std::string& certificate,
                                 const std::optional<engine::Thing>& thing);

}  // namespace server
