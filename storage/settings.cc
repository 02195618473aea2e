#include "storage/settings.h"

#include <nlohmann/json.hpp>

#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

nlohmann::json Settings::Find(const std::string& name) {
  SQLite::Statement& row = store_.Prepared("SELECT value FROM setting WHERE name = ?");
  Bind(row, name);
  if (!row.executeStep()) return nullptr;
  auto value = nlohmann::json::parse(Text(row, 0));
  row.reset();
  return value;
}

void Settings::Keep(const std::string& name, const nlohmann::json& value) {
  const std::string text = value.dump();
  Bind(store_.Prepared("INSERT INTO setting VALUES (?, ?)"
                       " ON CONFLICT DO UPDATE SET value = excluded.value"),
       name, text)
      .exec();
}

std::optional<engine::Clock::Setting> Settings::FindClock() {
  SQLite::Statement& row = store_.Prepared("SELECT local, system, scale FROM clock");
  if (!row.executeStep()) return std::nullopt;
  engine::Clock::Setting setting{At(row, 0), At(row, 1), row.getColumn(2).getDouble()};
  row.reset();
  return setting;
}

void Settings::KeepClock(const std::optional<engine::Clock::Setting>& setting) {
  store_.Prepared("DELETE FROM clock").exec();
  if (!setting) return;
  SQLite::Statement& insert = store_.Prepared("INSERT INTO clock VALUES (1, ?, ?, ?)");
  Bind(insert, setting->local, setting->system);
  insert.bind(3, setting->scale);
  insert.exec();
}

}  // namespace storage
