#include "storage/event_configurations.h"

#include <nlohmann/json.hpp>

#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

const engine::EventConfigurations& EventConfigurations::Find() {
  auto& remembered = store_.Remembered<engine::EventConfigurations>();
  if (remembered) return *remembered;
  remembered.emplace();
  SQLite::Statement& row =
      store_.Prepared("SELECT enabled, created_at, last_modified_at FROM event_configurations");
  if (!row.executeStep()) return *remembered;
  for (const auto& name : nlohmann::json::parse(Text(row, 0))) {
    remembered->enabled.insert(
        engine::EventTypeFrom(name.get_ref<const std::string&>()).value());
  }
  remembered->created_at = At(row, 1);
  remembered->last_modified_at = At(row, 2);
  row.reset();
  return *remembered;
}

void EventConfigurations::Keep(const engine::EventConfigurations& configurations) {
  nlohmann::json enabled = nlohmann::json::array();
  for (const engine::EventType type : configurations.enabled) enabled.push_back(Name(type));
  const std::string names = enabled.dump();
  Bind(store_.Prepared("INSERT OR REPLACE INTO event_configurations VALUES (1, ?, ?, ?)"),
       names, configurations.created_at, configurations.last_modified_at)
      .exec();
  store_.Remembered<engine::EventConfigurations>() = configurations;
}

}  // namespace storage
