#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

nlohmann::json Store::FindSetting(const std::string& name) {
  SQLite::Statement& row = Prepared("SELECT value FROM setting WHERE name = ?");
  Bind(row, name);
  if (!row.executeStep()) return nullptr;
  auto value = nlohmann::json::parse(Text(row, 0));
  row.reset();
  return value;
}

void Store::KeepSetting(const std::string& name, const nlohmann::json& value) {
  const std::string text = value.dump();
  Bind(Prepared("INSERT INTO setting VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET value = excluded.value"),
       name, text)
      .exec();
}

}  // namespace storage
