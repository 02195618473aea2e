#include "storage/registry/things.h"

#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/event_configurations.h"
#include "storage/paging.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kColumns[] =
    "thing_name, thing_id, attributes, version, type_name, billing_group";

engine::Thing ThingFrom(SQLite::Statement& row) {
  return {.name = Text(row, 0),
          .id = Text(row, 1),
          .attributes = nlohmann::json::parse(Text(row, 2)),
          .version = row.getColumn(3).getInt64(),
          .type = MaybeText(row, 4),
          .billing_group = MaybeText(row, 5)};
}

// Each parameter stands in it, so that one Bind fits all.
std::string AttributeCondition(const ThingFilter& filter) {
  if (!filter.attribute_name) return " AND ?2 IS NULL AND ?3 IS ?3 AND ?4 IS ?4";
  std::string values = " AND ?3 IS ?3 AND ?4 IS ?4";
  if (filter.attribute_value && filter.value_is_prefix) {
    // No value of an attribute has a character above "z".
    values = " AND value >= ?3 AND value < ?3 || '~' AND ?4";
  } else if (filter.attribute_value) {
    values = " AND value = ?3 AND NOT ?4";
  }
  return " AND thing_name IN (SELECT thing_name FROM thing_attribute WHERE name = ?2" + values +
         ")";
}

}  // namespace

std::optional<engine::Thing> Things::Find(const std::string& name) {
  SQLite::Statement& row =
      store_.Prepared(std::string("SELECT ") + kColumns + " FROM thing WHERE thing_name = ?");
  Bind(row, name);
  if (!row.executeStep()) return std::nullopt;
  engine::Thing thing = ThingFrom(row);
  row.reset();
  return thing;
}

bool Things::Has(const std::string& name) {
  SQLite::Statement& row = store_.Prepared("SELECT 1 FROM thing WHERE thing_name = ?");
  const bool found = Bind(row, name).executeStep();
  row.reset();
  return found;
}

void Things::Insert(const engine::Thing& thing) {
  if (thing.type) store_.Touched().new_things.insert(thing.name);
  const std::string attributes = thing.attributes.dump();
  Bind(store_.Prepared("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)"), thing.name, thing.id,
       attributes, thing.version, thing.type, thing.billing_group)
      .exec();
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.things.push_back({std::nullopt, thing});
  }
  DynamicGroups(store_).Touch(thing.name);
}

void Things::Update(const engine::Thing& thing) {
  store_.Touched().access.of.insert(thing.name);
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.things.push_back({Find(thing.name), thing});
  }
  const std::string attributes = thing.attributes.dump();
  Bind(store_.Prepared("UPDATE thing SET attributes = ?, version = ?, type_name = ?,"
                       " billing_group = ? WHERE thing_name = ?"),
       attributes, thing.version, thing.type, thing.billing_group, thing.name)
      .exec();
  DynamicGroups(store_).Touch(thing.name);
}

void Things::Delete(const std::string& name) {
  store_.Touched().access.of.insert(name);
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.things.push_back({Find(name), std::nullopt});
  }
  Bind(store_.Prepared("DELETE FROM thing WHERE thing_name = ?"), name).exec();
  Bind(store_.Prepared("DELETE FROM connectivity WHERE client_id = ? AND NOT connected"), name)
      .exec();
}

Page<engine::Thing> Things::List(const ThingFilter& filter, const PageRequest& page) {
  SQLite::Statement& rows =
      store_.Prepared(std::string("SELECT ") + kColumns + " FROM thing WHERE thing_name > ?1" +
                      (filter.type ? " AND type_name = ?6" : "") +
                      (filter.billing_group ? " AND billing_group = ?7" : "") +
                      AttributeCondition(filter) + " ORDER BY thing_name LIMIT ?5");
  const std::string after = page.after.value_or("");
  Bind(rows, after, filter.attribute_name, filter.attribute_value, filter.value_is_prefix,
       page.limit + 1);
  if (filter.type) BindValue(rows, 6, filter.type);
  if (filter.billing_group) BindValue(rows, 7, filter.billing_group);
  return TakePage<engine::Thing>(rows, page.limit, ThingFrom,
                                 [](const engine::Thing& thing) { return thing.name; });
}

}  // namespace storage
