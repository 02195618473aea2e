#include <nlohmann/json.hpp>

#include "server/operations/input.h"
#include "server/operations/table.h"
#include "server/page_token.h"

namespace server::control {

using engine::Error;
using engine::ErrorCode;

json CreateThing(Context& c, const json& in) {
  engine::Thing thing{.name = Text(in, "thingName"), .id = engine::NewUuid()};
  if (in.contains("attributePayload")) {
    thing.attributes = in["attributePayload"].value("attributes", json::object());
  }
  // AWS: an attribute with an empty value is not kept.
  std::erase_if(thing.attributes.get_ref<json::object_t&>(),
                [](const auto& attribute) { return attribute.second == ""; });
  const auto existing = c.store.FindThing(thing.name);
  if (existing && existing->attributes != thing.attributes) {
    throw Error(ErrorCode::kResourceAlreadyExists,
                "Thing " + thing.name + " already exists in account with different attributes.",
                {{"resourceId", existing->id}, {"resourceArn", ArnOf(c, "thing", thing.name)}});
  }
  // AWS: creating a thing again, alike, succeeds.
  if (existing) thing = *existing;
  if (!existing) c.store.Insert(thing);
  return {{"thingName", thing.name},
          {"thingArn", ArnOf(c, "thing", thing.name)},
          {"thingId", thing.id}};
}

json DescribeThing(Context& c, const json& in) {
  const engine::Thing thing = RequireThing(c, Text(in, "thingName"));
  return {{"defaultClientId", thing.name},
          {"thingName", thing.name},
          {"thingId", thing.id},
          {"thingArn", ArnOf(c, "thing", thing.name)},
          {"attributes", thing.attributes},
          {"version", thing.version}};
}

json ListThings(Context& c, const json& in) {
  storage::ThingFilter filter{Maybe<std::string>(in, "attributeName"),
                              Maybe<std::string>(in, "attributeValue"),
                              Flag(in, "usePrefixAttributeValue")};
  if (filter.attribute_value && !filter.attribute_name) {
    throw Error(ErrorCode::kInvalidRequest,
                "attributeValue cannot be used without attributeName.");
  }
  const auto page = c.store.ListThings(filter, PageFrom(in, "ListThings"));
  json things = json::array();
  for (const engine::Thing& thing : page.rows) {
    things.push_back({{"thingName", thing.name},
                      {"thingArn", ArnOf(c, "thing", thing.name)},
                      {"attributes", thing.attributes},
                      {"version", thing.version}});
  }
  json output = {{"things", std::move(things)}};
  if (page.next) output["nextToken"] = PageToken("ListThings", *page.next);
  return output;
}

json DeleteThing(Context& c, const json& in) {
  const std::string& name = Text(in, "thingName");
  const auto thing = c.store.FindThing(name);
  // AWS: deleting a thing that does not exist succeeds.
  if (!thing) return json::object();
  const auto expected = Maybe<std::int64_t>(in, "expectedVersion");
  if (expected && *expected != thing->version) {
    throw Error(ErrorCode::kVersionConflict, "Expected version " + std::to_string(*expected) +
                                                 " but found version " +
                                                 std::to_string(thing->version));
  }
  for (const std::string& group : c.store.GroupsOf(name)) c.store.RemoveMember(name, group);
  // Ours: AWS counts deleted things as removed, and keeps what a device has begun.
  for (const auto& execution : c.store.QueuedExecutionsOf(name)) {
    c.store.Update(execution, engine::Remove(execution, c.now));
  }
  c.store.DeleteThing(name);
  return json::object();
}

}  // namespace server::control
