#include "engine/registry/thing_types.h"

#include "engine/error.h"

namespace engine {

using nlohmann::json;

json WithAttributes(json before, const json& payload) {
  const auto sent = payload.find("attributes");
  if (sent == payload.end()) return before;
  if (!payload.value("merge", false)) before = json::object();
  before.update(*sent);
  // AWS: an attribute with an empty value is not kept.
  std::erase_if(before.get_ref<json::object_t&>(), [](const auto& attribute) {
    const json& value = attribute.second;
    return value.is_string() && value.get_ref<const std::string&>().empty();
  });
  return before;
}

namespace {

json Propagating(const json& properties) {
  const json none = json::object();
  return properties.value("mqtt5Configuration", none)
      .value("propagatingAttributes", json::array());
}

}  // namespace

std::vector<std::pair<std::string, std::string>> PropagatedProperties(const ThingType& type,
                                                                      const Thing& thing) {
  std::vector<std::pair<std::string, std::string>> propagated;
  for (const json& one : Propagating(type.properties)) {
    const std::string key = one.at("userPropertyKey");
    // Ours: a client speaks for the thing of its name, so that both connection attributes are
    // the same.
    if (one.contains("connectionAttribute")) propagated.emplace_back(key, thing.name);
    const auto attribute = thing.attributes.find(one.value("thingAttribute", ""));
    if (attribute != thing.attributes.end()) {
      propagated.emplace_back(key, attribute->get<std::string>());
    }
  }
  return propagated;
}

void CheckPropagatingAttributes(const json& properties) {
  for (const json& one : Propagating(properties)) {
    if (!one.contains("userPropertyKey") ||
        one.contains("thingAttribute") == one.contains("connectionAttribute")) {
      RefuseRequest(
          "A propagating attribute has a userPropertyKey, and either a thingAttribute or a "
          "connectionAttribute.");
    }
    const std::string connection = one.value("connectionAttribute", "iot:ClientId");
    if (connection != "iot:ClientId" && connection != "iot:Thing.ThingName") {
      RefuseRequest("The connectionAttribute " + connection +
                    " is neither iot:ClientId nor iot:Thing.ThingName.");
    }
  }
}

void CheckAttributes(const Thing& thing) {
  if (!thing.type && thing.attributes.size() > kMostAttributesWithoutType) {
    RefuseRequest("A thing without a thing type can have at most 3 attributes.");
  }
  if (thing.attributes.size() > kMostAttributes) {
    RefuseRequest("A thing can have at most 50 attributes.");
  }
}

void CheckGroupAttributes(const json& attributes) {
  if (attributes.size() > kMostAttributes) {
    RefuseRequest("A thing group can have at most 50 attributes.");
  }
}

void CheckThingTypeProperties(const json& properties) {
  if (properties.value("searchableAttributes", json::array()).size() >
      kMostSearchableAttributes) {
    RefuseRequest("A thing type can have at most 3 searchable attributes.");
  }
}

void CheckMayGetThings(const ThingType& type) {
  // AWS: the word is spelt so.
  if (type.deprecated_at) {
    RefuseRequest("Can not create new thing with depreated thing type:" + type.name);
  }
}

void CheckMayBeDeleted(const ThingType& type, bool has_things, Instant now) {
  const std::string refusal = "Cannot delete thing type : " + type.name + ". ";
  if (!type.deprecated_at) RefuseRequest(refusal + "Please deprecate it first");
  if (has_things) RefuseRequest(refusal + "There are still things associated with it");
  if (now < *type.deprecated_at + kWaitAfterDeprecation) {
    RefuseRequest(refusal + "Please wait for 5 minutes after deprecation and then retry");
  }
}

ThingType Deprecate(ThingType type, bool undo, Instant now) {
  if (undo) {
    type.deprecated_at.reset();
  } else if (!type.deprecated_at) {
    // Ours: deprecating it once more does not make the wait longer.
    type.deprecated_at = now;
  }
  return type;
}

}  // namespace engine
