#include "storage/binding.h"
#include "storage/paging.h"
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

std::optional<engine::Thing> Store::FindThing(const std::string& name) {
  SQLite::Statement& row =
      Prepared(std::string("SELECT ") + kColumns + " FROM thing WHERE thing_name = ?");
  Bind(row, name);
  if (!row.executeStep()) return std::nullopt;
  engine::Thing thing = ThingFrom(row);
  row.reset();
  return thing;
}

bool Store::HasThing(const std::string& name) {
  SQLite::Statement& row = Prepared("SELECT 1 FROM thing WHERE thing_name = ?");
  const bool found = Bind(row, name).executeStep();
  row.reset();
  return found;
}

void Store::Insert(const engine::Thing& thing) {
  const std::string attributes = thing.attributes.dump();
  Bind(Prepared("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)"), thing.name, thing.id,
       attributes, thing.version, thing.type, thing.billing_group)
      .exec();
  if (EventConfigurations().AnyOfRegistry()) {
    changes_.registry.things.push_back({std::nullopt, thing});
  }
  TouchIndex(thing.name);
}

void Store::Update(const engine::Thing& thing) {
  changes_.access.of.insert(thing.name);
  if (EventConfigurations().AnyOfRegistry()) {
    changes_.registry.things.push_back({FindThing(thing.name), thing});
  }
  const std::string attributes = thing.attributes.dump();
  Bind(Prepared("UPDATE thing SET attributes = ?, version = ?, type_name = ?,"
                " billing_group = ? WHERE thing_name = ?"),
       attributes, thing.version, thing.type, thing.billing_group, thing.name)
      .exec();
  TouchIndex(thing.name);
}

void Store::DeleteThing(const std::string& name) {
  changes_.access.of.insert(name);
  if (EventConfigurations().AnyOfRegistry()) {
    changes_.registry.things.push_back({FindThing(name), std::nullopt});
  }
  Bind(Prepared("DELETE FROM thing WHERE thing_name = ?"), name).exec();
  Bind(Prepared("DELETE FROM connectivity WHERE client_id = ? AND NOT connected"), name).exec();
}

Page<engine::Thing> Store::ListThings(const ThingFilter& filter, const PageRequest& page) {
  SQLite::Statement& rows =
      Prepared(std::string("SELECT ") + kColumns + " FROM thing WHERE thing_name > ?1" +
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
