#include "storage/registry/tags.h"

#include "engine/registry/tags.h"
#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

engine::Tags Tags::Of(const std::string& kind, const std::string& name) {
  SQLite::Statement& rows =
      store_.Prepared("SELECT key, value FROM tag WHERE kind = ? AND name = ?");
  Bind(rows, kind, name);
  engine::Tags tags;
  while (rows.executeStep()) tags.emplace(Text(rows, 0), Text(rows, 1));
  rows.reset();
  return tags;
}

void Tags::Set(const std::string& kind, const std::string& name, const engine::Tags& tags) {
  for (const auto& [key, value] : tags) {
    Bind(store_.Prepared("INSERT INTO tag VALUES (?, ?, ?, ?)"
                         " ON CONFLICT DO UPDATE SET value = excluded.value"),
         kind, name, key, value)
        .exec();
  }
}

void Tags::Remove(const std::string& kind, const std::string& name, const std::string& key) {
  Bind(store_.Prepared("DELETE FROM tag WHERE kind = ? AND name = ? AND key = ?"), kind, name,
       key)
      .exec();
}

}  // namespace storage
