#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/indexing.h"
#include "server/operations/tables.h"
#include "server/service/thing_index.h"
#include "storage/registry/connectivity.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/things.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::IndexDocument;

namespace {

constexpr std::int64_t kMostResults = 100;
constexpr int kLookedAtOnce = 1000;

json Values(const IndexDocument& document, std::string_view field) {
  json values = json::array();
  for (const auto& [name, value] : document) {
    if (name == field) values.push_back(value);
  }
  return values;
}

json ShownThing(Context& c, const engine::Thing& thing, bool with_connectivity) {
  json shown = {{"thingName", thing.name}, {"thingId", thing.id}};
  if (thing.type) shown["thingTypeName"] = *thing.type;
  if (!thing.attributes.empty()) shown["attributes"] = thing.attributes;
  const auto groups =
      Values(IndexDocumentOf(c, thing, {.connectivity = false}), "thingGroupNames");
  if (!groups.empty()) shown["thingGroupNames"] = groups;
  if (with_connectivity) {
    const auto known =
        storage::Connectivity(c.store).Find(thing.name).value_or(engine::Connectivity{});
    json& connectivity = shown["connectivity"];
    connectivity = {{"clientId", thing.name},
                    {"connected", known.connected},
                    {"timestamp", engine::Milliseconds(known.at)}};
    if (!known.disconnect_reason.empty()) {
      connectivity["disconnectReason"] = known.disconnect_reason;
    }
  }
  return shown;
}

IndexDocument DocumentOf(Context& c, const engine::ThingGroup& group) {
  IndexDocument document = {{"thingGroupName", group.name},
                            {"thingGroupNames", group.name},
                            {"thingGroupId", group.id}};
  if (group.properties.contains("thingGroupDescription")) {
    document.emplace_back("description", group.properties["thingGroupDescription"]);
  }
  if (group.properties.contains("attributePayload")) {
    for (const auto& [name, value] :
         group.properties["attributePayload"]["attributes"].items()) {
      document.emplace_back("attributes." + name, value);
    }
  }
  if (group.parent) {
    for (const std::string& ancestor : storage::ThingGroups(c.store).Lineage(*group.parent)) {
      document.emplace_back("parentGroupNames", ancestor);
    }
  }
  return document;
}

json ShownGroup(const engine::ThingGroup& group, const IndexDocument& document) {
  json shown = {{"thingGroupName", group.name}, {"thingGroupId", group.id}};
  if (group.properties.contains("thingGroupDescription")) {
    shown["thingGroupDescription"] = group.properties["thingGroupDescription"];
  }
  if (group.properties.contains("attributePayload")) {
    shown["attributes"] = group.properties["attributePayload"]["attributes"];
  }
  const json parents = Values(document, "parentGroupNames");
  if (!parents.empty()) shown["parentGroupNames"] = parents;
  return shown;
}

// A page of what is found.
struct Found {
  const std::size_t limit;
  json shown = json::array();
  std::string last;
  bool more = false;

  // Whether there is no room; then there is more.
  bool IsFull() {
    more = shown.size() == limit;
    return more;
  }

  void Add(const std::string& name, json one) {
    shown.push_back(std::move(one));
    last = name;
  }
};

void SearchThings(Context& c, const engine::SearchQuery& query,
                  const engine::IndexedFields& fields, std::optional<std::string> after,
                  Found& found) {
  IndexParts parts = PartsFor(query);
  parts.connectivity = parts.connectivity && fields.connectivity;
  do {
    const auto page =
        storage::Things(c.store).List({}, {.limit = kLookedAtOnce, .after = after});
    for (const engine::Thing& thing : page.rows) {
      if (!Matches(query, IndexDocumentOf(c, thing, parts))) continue;
      if (found.IsFull()) return;
      found.Add(thing.name, ShownThing(c, thing, fields.connectivity));
    }
    after = page.next;
  } while (after);
}

void SearchThingGroups(Context& c, const engine::SearchQuery& query,
                       std::optional<std::string> after, Found& found) {
  do {
    const auto page = storage::ThingGroups(c.store).List(
        {.deep = true}, {.limit = kLookedAtOnce, .after = after});
    for (const std::string& name : page.rows) {
      const auto group = storage::ThingGroups(c.store).Find(name).value();
      const IndexDocument document = DocumentOf(c, group);
      if (!Matches(query, document)) continue;
      if (found.IsFull()) return;
      found.Add(name, ShownGroup(group, document));
    }
    after = page.next;
  } while (after);
}

// A token of another query has words of its own here.
std::optional<std::string> After(const json& in, const std::string& list) {
  if (!in.contains("nextToken")) return std::nullopt;
  try {
    return PageFrom({{"nextToken", in["nextToken"]}}, list).after;
  } catch (const Error&) {
    throw Error(ErrorCode::kInvalidRequest, "Invalid nextToken");
  }
}

json SearchIndex(Context& c, const json& in) {
  if (in.value("queryVersion", engine::kQueryVersion) != std::string(engine::kQueryVersion)) {
    throw Error(ErrorCode::kInvalidRequest,
                "Invalid queryVersion. Expected one of: [2017-09-30]");
  }
  const std::string index = in.value("indexName", engine::kThingsIndex);
  const engine::IndexedFields fields = RequireIndex(c, index, kEnableIndex);
  const std::string& text = Text(in, "queryString");
  const auto query = engine::ParseSearchQuery(text, fields);
  // Ours: a page is of at most 100, AWS's documented maximum, however many are asked for.
  const std::int64_t limit =
      std::clamp(in.value("maxResults", kMostResults), std::int64_t{1}, kMostResults);
  const std::string list = "SearchIndex " + index + " " + text;
  Found found{.limit = static_cast<std::size_t>(limit)};
  if (fields.thing_groups) {
    SearchThingGroups(c, query, After(in, list), found);
  } else {
    SearchThings(c, query, fields, After(in, list), found);
  }
  json output = {{fields.thing_groups ? "thingGroups" : "things", std::move(found.shown)}};
  if (found.more) output["nextToken"] = PageToken(list, found.last);
  return output;
}

}  // namespace

OperationTable SearchOperations() {
  return {
      {"SearchIndex", SearchIndex},
  };
}

}  // namespace server
