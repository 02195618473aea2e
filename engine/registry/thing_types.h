// Thing types, and what they and their absence mean for a thing's attributes.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/instant.h"
#include "engine/registry/thing.h"

namespace engine {

struct ThingType {
  std::string name;
  std::string id;                                        // a UUID
  nlohmann::json properties = nlohmann::json::object();  // thingTypeProperties as sent
  Instant created_at;
  std::optional<Instant> deprecated_at;
};

inline constexpr std::size_t kMostAttributes = 50;
inline constexpr std::size_t kMostAttributesWithoutType = 3;
inline constexpr std::size_t kMostSearchableAttributes = 3;
inline constexpr Duration kWaitAfterDeprecation = std::chrono::minutes(5);

// An attributePayload put into the attributes that were there: in their place, or with `merge`
// among them. An empty value removes its attribute; a payload without attributes changes none.
nlohmann::json WithAttributes(nlohmann::json before, const nlohmann::json& payload);

// AWS: keys and values that go with what a thing of the type publishes, as MQTT 5's user
// properties. An attribute that the thing has not goes with nothing.
std::vector<std::pair<std::string, std::string>> PropagatedProperties(const ThingType& type,
                                                                      const Thing& thing);

// These throw InvalidRequest.
void CheckAttributes(const Thing& thing);
void CheckGroupAttributes(const nlohmann::json& attributes);
void CheckThingTypeProperties(const nlohmann::json& properties);
void CheckPropagatingAttributes(const nlohmann::json& properties);
void CheckMayGetThings(const ThingType& type);
void CheckMayBeDeleted(const ThingType& type, bool has_things, Instant now);

ThingType Deprecate(ThingType type, bool undo, Instant now);

}  // namespace engine
