#include "server/devices/enrichment.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/registry/thing.h"
#include "engine/registry/thing_types.h"
#include "storage/changes.h"
#include "storage/registry/thing_types.h"
#include "storage/registry/things.h"

namespace server {

using nlohmann::json;

namespace {

std::string Text(bool all, const json& things) {
  return json{{"all", all}, {"things", things}}.dump(-1, ' ', false,
                                                     json::error_handler_t::replace);
}

}  // namespace

void Enrichment::AddThing(const std::string& name, json& things) {
  const auto thing = storage::Things(store_).Find(name);
  const auto type =
      thing && thing->type ? storage::ThingTypes(store_).Find(*thing->type) : std::nullopt;
  json properties = type ? json(engine::PropagatedProperties(*type, *thing)) : json::array();
  const bool was_told = told_.contains(name);
  if (properties.empty()) {
    told_.erase(name);
  } else {
    told_.insert(name);
  }
  if (was_told || !properties.empty()) things[name] = std::move(properties);
}

void Enrichment::AddThingsOf(const std::string& type, json& things) {
  storage::PageRequest page;
  do {
    const auto found = storage::Things(store_).List({.type = type}, page);
    for (const engine::Thing& thing : found.rows) AddThing(thing.name, things);
    page.after = found.next;
  } while (page.after);
}

void Enrichment::TellAll() {
  told_.clear();
  json things = json::object();
  storage::PageRequest page;
  do {
    const auto types = storage::ThingTypes(store_).List(std::nullopt, page);
    for (const engine::ThingType& type : types.rows) {
      if (type.properties.contains("mqtt5Configuration")) AddThingsOf(type.name, things);
    }
    page.after = types.next;
  } while (page.after);
  tell_(Text(/*all=*/true, things));
}

void Enrichment::Renew(const storage::Changes& changes) {
  if (changes.erased_all) return TellAll();
  json things = json::object();
  for (const std::string& type : changes.thing_types) AddThingsOf(type, things);
  for (const std::string& name : changes.new_things) AddThing(name, things);
  for (const std::string& name : changes.access.of) AddThing(name, things);
  if (!things.empty()) tell_(Text(/*all=*/false, things));
}

}  // namespace server
