#include "server/operations/registry/indexing.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "server/service/thing_index.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/settings.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::RefuseRequest;

namespace {

constexpr char kThings[] = "thingIndexingConfiguration";
constexpr char kThingGroups[] = "thingGroupIndexingConfiguration";
constexpr std::size_t kMostCustomFields = 5;

bool IsOn(const json& configuration, const char* mode) {
  return configuration.value(mode, "OFF") != "OFF";
}

json Fields(std::initializer_list<std::pair<const char*, const char*>> fields) {
  json list = json::array();
  for (const auto& [name, type] : fields) list.push_back({{"name", name}, {"type", type}});
  return list;
}

const json& RegistryFields() {
  static const json kFields = Fields({{"thingName", "String"},
                                      {"thingId", "String"},
                                      {"registry.version", "Number"},
                                      {"registry.thingTypeName", "String"},
                                      {"registry.thingGroupNames", "String"}});
  return kFields;
}

const json& ShadowFields() {
  static const json kFields =
      Fields({{"shadow.version", "Number"}, {"shadow.hasDelta", "Boolean"}});
  return kFields;
}

const json& ConnectivityFields() {
  static const json kFields = Fields({{"connectivity.connected", "Boolean"},
                                      {"connectivity.timestamp", "Number"},
                                      {"connectivity.disconnectReason", "String"},
                                      {"connectivity.clientId", "String"},
                                      {"connectivity.version", "Number"}});
  return kFields;
}

const json& ThingGroupFields() {
  static const json kFields = Fields({{"thingGroupName", "String"},
                                      {"thingGroupId", "String"},
                                      {"description", "String"},
                                      {"parentGroupNames", "String"},
                                      {"version", "Number"}});
  return kFields;
}

void Append(json& list, const json& more) {
  list.insert(list.end(), more.begin(), more.end());
}

// AWS: managed fields may be sent, but are AWS's alone to choose.
void CheckFields(const Context& c, const json& configuration, const char* member,
                 const json& managed) {
  std::string wrong;
  for (const json& field : configuration.value("managedFields", json::array())) {
    const json whole = {{"name", field.value("name", "")}, {"type", field.value("type", "")}};
    if (std::find(managed.begin(), managed.end(), whole) != managed.end()) continue;
    wrong += (wrong.empty() ? "" : ", ") + ("name:" + field.value("name", "")) +
             ", type:" + field.value("type", "");
  }
  if (!wrong.empty()) {
    RefuseRequest(std::string("Only managed fields with expected types are allowed in ") +
                  member + ".managedFields. Invalid field(s): [" + wrong + "]");
  }
  if (c.settings.enforce_limits &&
      configuration.value("customFields", json::array()).size() > kMostCustomFields) {
    RefuseRequest(std::string("At most 5 custom fields are allowed in ") + member + ".");
  }
}

// AWS: indexing stays on as long as there are dynamic groups.
// Ours: so does that of connectivity, as long as one asks for it.
void CheckDynamicGroups(Context& c, const json& things) {
  for (const auto& [group, query, building] : storage::DynamicGroups(c.store).Queries()) {
    if (!IsOn(things, "thingIndexingMode") || (!IsOn(things, "thingConnectivityIndexingMode") &&
                                               NamesField(query, "connectivity."))) {
      RefuseRequest("Indexing cannot be turned off while dynamic thing group " + group +
                    " needs it.");
    }
  }
}

json ThingConfiguration(Context& c, const json& sent) {
  const std::string mode = sent.at("thingIndexingMode");
  json kept = {{"thingIndexingMode", mode}};
  constexpr std::array<std::pair<const char*, const char*>, 3> kModes = {
      {{"thingConnectivityIndexingMode", "ThingConnectivityIndexingMode"},
       {"namedShadowIndexingMode", "NamedShadowIndexingMode"},
       {"deviceDefenderIndexingMode", "DeviceDefenderIndexingMode"}}};
  for (const auto& [member, shown] : kModes) {
    kept[member] = sent.value(member, "OFF");
    if (mode == "OFF" && kept[member] != "OFF") {
      RefuseRequest(std::string("ThingIndexingMode must be turned ON for enabling ") + shown);
    }
  }
  json managed = RegistryFields();
  Append(managed, ShadowFields());
  Append(managed, ConnectivityFields());
  CheckFields(c, sent, kThings, managed);
  for (const char* member : {"namedShadowIndexingMode", "deviceDefenderIndexingMode"}) {
    if (kept[member] == "OFF") continue;
    throw Error(ErrorCode::kNotImplemented, std::string(member) + " " +
                                                kept[member].get<std::string>() +
                                                " is not emulated; see docs/differences.md.");
  }
  CheckDynamicGroups(c, kept);
  if (mode != "OFF" && sent.contains("customFields")) {
    kept["customFields"] = sent["customFields"];
  }
  return kept;
}

}  // namespace

engine::IndexedFields RequireIndex(Context& c, const std::string& index_name,
                                   const char* advice) {
  const bool thing_groups = index_name == engine::kThingGroupsIndex;
  if (!thing_groups && index_name != engine::kThingsIndex) {
    RefuseRequest("Unrecognized indexName " + index_name);
  }
  const json configuration = IndexingConfiguration(c);
  const json& things = configuration[kThings];
  if (thing_groups ? !IsOn(configuration[kThingGroups], "thingGroupIndexingMode")
                   : !IsOn(things, "thingIndexingMode")) {
    throw Error(ErrorCode::kResourceNotFound,
                "Index " + index_name + " does not exist" + advice);
  }
  return {.thing_groups = thing_groups,
          .connectivity = IsOn(things, "thingConnectivityIndexingMode"),
          .shadows = things["thingIndexingMode"] == "REGISTRY_AND_SHADOW"};
}

namespace {

json GetIndexingConfiguration(Context& c, const json& /*in*/) {
  json configuration = IndexingConfiguration(c);
  json& things = configuration[kThings];
  if (IsOn(things, "thingIndexingMode")) {
    json managed = RegistryFields();
    if (things["thingIndexingMode"] == "REGISTRY_AND_SHADOW") Append(managed, ShadowFields());
    if (IsOn(things, "thingConnectivityIndexingMode")) Append(managed, ConnectivityFields());
    things["managedFields"] = std::move(managed);
  }
  json& groups = configuration[kThingGroups];
  if (IsOn(groups, "thingGroupIndexingMode")) groups["managedFields"] = ThingGroupFields();
  return configuration;
}

json UpdateIndexingConfiguration(Context& c, const json& in) {
  if (!in.contains(kThings) && !in.contains(kThingGroups)) {
    RefuseRequest(
        "At least one configuration to update (thingIndexingConfiguration / "
        "thingGroupIndexingConfiguration) is required");
  }
  json configuration = IndexingConfiguration(c);
  if (in.contains(kThings)) configuration[kThings] = ThingConfiguration(c, in[kThings]);
  if (in.contains(kThingGroups)) {
    const json& sent = in[kThingGroups];
    CheckFields(c, sent, kThingGroups, ThingGroupFields());
    json kept = {{"thingGroupIndexingMode", sent.at("thingGroupIndexingMode")}};
    if (IsOn(kept, "thingGroupIndexingMode") && sent.contains("customFields")) {
      kept["customFields"] = sent["customFields"];
    }
    configuration[kThingGroups] = std::move(kept);
  }
  storage::Settings(c.store).Keep(kIndexingSetting, configuration);
  return json::object();
}

// Ours: an index is ACTIVE as soon as it is turned on.
json DescribeIndex(Context& c, const json& in) {
  const std::string& name = Text(in, "indexName");
  const engine::IndexedFields fields = RequireIndex(c, name);
  std::string schema = "REGISTRY";
  if (!fields.thing_groups && fields.shadows) schema += "_AND_SHADOW";
  if (!fields.thing_groups && fields.connectivity) schema += "_AND_CONNECTIVITY_STATUS";
  return {{"indexName", name}, {"indexStatus", "ACTIVE"}, {"schema", schema}};
}

json ListIndices(Context& c, const json& in) {
  const json configuration = IndexingConfiguration(c);
  const auto page = PageFrom(in, "ListIndices");
  std::vector<std::string> names;
  for (const char* name : {engine::kThingGroupsIndex, engine::kThingsIndex}) {
    const bool on = name == engine::kThingsIndex
                        ? IsOn(configuration[kThings], "thingIndexingMode")
                        : IsOn(configuration[kThingGroups], "thingGroupIndexingMode");
    if (on && name > page.after.value_or("")) names.emplace_back(name);
  }
  json output = {{"indexNames", names}};
  if (static_cast<int>(names.size()) > page.limit) {
    names.resize(static_cast<std::size_t>(page.limit));
    output = {{"indexNames", names}, {"nextToken", PageToken("ListIndices", names.back())}};
  }
  return output;
}

}  // namespace

OperationTable IndexingOperations() {
  return {
      {"GetIndexingConfiguration", GetIndexingConfiguration},
      {"UpdateIndexingConfiguration", UpdateIndexingConfiguration},
      {"DescribeIndex", DescribeIndex},
      {"ListIndices", ListIndices},
  };
}

}  // namespace server
