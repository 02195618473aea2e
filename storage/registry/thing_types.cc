#include "storage/registry/thing_types.h"

#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/event_configurations.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectThingType[] =
    "SELECT type_name, type_id, properties, created_at, deprecated_at FROM thing_type ";

engine::ThingType TypeFrom(SQLite::Statement& row) {
  return {.name = Text(row, 0),
          .id = Text(row, 1),
          .properties = nlohmann::json::parse(Text(row, 2)),
          .created_at = At(row, 3),
          .deprecated_at = MaybeAt(row, 4)};
}

}  // namespace

std::optional<engine::ThingType> ThingTypes::Find(const std::string& name) {
  SQLite::Statement& row =
      store_.Prepared(std::string(kSelectThingType) + "WHERE type_name = ?");
  Bind(row, name);
  if (!row.executeStep()) return std::nullopt;
  engine::ThingType type = TypeFrom(row);
  row.reset();
  return type;
}

void ThingTypes::Insert(const engine::ThingType& type) {
  const std::string properties = type.properties.dump();
  Bind(store_.Prepared("INSERT INTO thing_type VALUES (?, ?, ?, ?, ?)"), type.name, type.id,
       properties, type.created_at, type.deprecated_at)
      .exec();
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.types.push_back({std::nullopt, type});
  }
}

void ThingTypes::Update(const engine::ThingType& type) {
  store_.Touched().thing_types.insert(type.name);
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.types.push_back({Find(type.name), type});
  }
  const std::string properties = type.properties.dump();
  Bind(store_.Prepared("UPDATE thing_type SET properties = ?, deprecated_at = ?"
                       " WHERE type_name = ?"),
       properties, type.deprecated_at, type.name)
      .exec();
}

void ThingTypes::Delete(const std::string& name) {
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.types.push_back({Find(name), std::nullopt});
  }
  Bind(store_.Prepared("DELETE FROM thing_type WHERE type_name = ?"), name).exec();
}

bool ThingTypes::HasThings(const std::string& name) {
  SQLite::Statement& row = store_.Prepared("SELECT 1 FROM thing WHERE type_name = ? LIMIT 1");
  const bool found = Bind(row, name).executeStep();
  row.reset();
  return found;
}

Page<engine::ThingType> ThingTypes::List(const std::optional<std::string>& name,
                                         const PageRequest& page) {
  SQLite::Statement& rows =
      store_.Prepared(std::string(kSelectThingType) +
                      "WHERE type_name > ?1 AND (?2 IS NULL OR type_name = ?2)"
                      " ORDER BY type_name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, after, name, page.limit + 1);
  return TakePage<engine::ThingType>(rows, page.limit, TypeFrom,
                                     [](const engine::ThingType& type) { return type.name; });
}

}  // namespace storage
