

#include "engine/registry/thing_types.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "storage/registry/thing_types.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::ThingType;

namespace {

json Shown(const Context& c, const ThingType& type) {
  json metadata = {{"deprecated", type.deprecated_at.has_value()},
                   {"creationDate", Seconds(type.created_at)}};
  if (type.deprecated_at) metadata["deprecationDate"] = Seconds(*type.deprecated_at);
  return {{"thingTypeName", type.name},
          {"thingTypeArn", ArnOf(c, "thingtype", type.name)},
          {"thingTypeProperties", type.properties},
          {"thingTypeMetadata", std::move(metadata)}};
}

json CreateThingType(Context& c, const json& in) {
  ThingType type{.name = Text(in, "thingTypeName"),
                 .id = engine::NewUuid(),
                 .properties = in.value("thingTypeProperties", json::object()),
                 .created_at = c.now};
  if (c.settings.enforce_limits) engine::CheckThingTypeProperties(type.properties);
  engine::CheckPropagatingAttributes(type.properties);
  const auto existing = storage::ThingTypes(c.store).Find(type.name);
  if (existing && (existing->properties != type.properties ||
                   HasOtherTags(c, "thingtype", type.name, in))) {
    throw Error(
        ErrorCode::kResourceAlreadyExists,
        "Thing type " + type.name + " already exists in account with different properties.",
        {{"resourceId", existing->id}, {"resourceArn", ArnOf(c, "thingtype", type.name)}});
  }
  if (existing) {
    // Ours: creating a thing type again, alike, succeeds, as it does for things.
    type = *existing;
  } else {
    storage::ThingTypes(c.store).Insert(type);
    KeepTags(c, "thingtype", type.name, in);
  }
  return {{"thingTypeName", type.name},
          {"thingTypeArn", ArnOf(c, "thingtype", type.name)},
          {"thingTypeId", type.id}};
}

json UpdateThingType(Context& c, const json& in) {
  ThingType type = RequireThingType(c, Text(in, "thingTypeName"));
  // Ours: members that are not sent stay as they are.
  type.properties.update(in.value("thingTypeProperties", json::object()));
  if (c.settings.enforce_limits) engine::CheckThingTypeProperties(type.properties);
  engine::CheckPropagatingAttributes(type.properties);
  storage::ThingTypes(c.store).Update(type);
  return json::object();
}

json DescribeThingType(Context& c, const json& in) {
  const ThingType type = RequireThingType(c, Text(in, "thingTypeName"));
  json output = Shown(c, type);
  output["thingTypeId"] = type.id;
  return output;
}

json ListThingTypes(Context& c, const json& in) {
  const auto page = storage::ThingTypes(c.store).List(Maybe<std::string>(in, "thingTypeName"),
                                                      PageFrom(in, "ListThingTypes"));
  json types = json::array();
  for (const ThingType& type : page.rows) types.push_back(Shown(c, type));
  json output = {{"thingTypes", std::move(types)}};
  if (page.next) output["nextToken"] = PageToken("ListThingTypes", *page.next);
  return output;
}

json DeprecateThingType(Context& c, const json& in) {
  const ThingType type = RequireThingType(c, Text(in, "thingTypeName"));
  storage::ThingTypes(c.store).Update(
      engine::Deprecate(type, Flag(in, "undoDeprecate"), c.now));
  return json::object();
}

json DeleteThingType(Context& c, const json& in) {
  const ThingType type = RequireThingType(c, Text(in, "thingTypeName"));
  engine::CheckMayBeDeleted(type, storage::ThingTypes(c.store).HasThings(type.name), c.now);
  storage::ThingTypes(c.store).Delete(type.name);
  return json::object();
}

}  // namespace

OperationTable ThingTypeOperations() {
  return {
      {"CreateThingType", CreateThingType}, {"DescribeThingType", DescribeThingType},
      {"ListThingTypes", ListThingTypes},   {"DeprecateThingType", DeprecateThingType},
      {"UpdateThingType", UpdateThingType}, {"DeleteThingType", DeleteThingType},
  };
}

}  // namespace server
