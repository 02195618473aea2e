#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

const engine::EventConfigurations& Store::EventConfigurations() {
  if (event_configurations_) return *event_configurations_;
  event_configurations_.emplace();
  SQLite::Statement& row =
      Prepared("SELECT enabled, created_at, last_modified_at FROM event_configurations");
  if (!row.executeStep()) return *event_configurations_;
  for (const auto& name : nlohmann::json::parse(Text(row, 0))) {
    event_configurations_->enabled.insert(
        engine::EventTypeFrom(name.get_ref<const std::string&>()).value());
  }
  event_configurations_->created_at = At(row, 1);
  event_configurations_->last_modified_at = At(row, 2);
  row.reset();
  return *event_configurations_;
}

void Store::Keep(const engine::EventConfigurations& configurations) {
  nlohmann::json enabled = nlohmann::json::array();
  for (const engine::EventType type : configurations.enabled) enabled.push_back(Name(type));
  const std::string names = enabled.dump();
  Bind(Prepared("INSERT OR REPLACE INTO event_configurations VALUES (1, ?, ?, ?)"), names,
       configurations.created_at, configurations.last_modified_at)
      .exec();
  event_configurations_ = configurations;
}

}  // namespace storage
