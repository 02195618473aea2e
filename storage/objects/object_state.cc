// All that the object store holds, into a state's database and out of it.
#include <map>

#include "engine/uuid.h"
#include "storage/binding.h"
#include "storage/copied_rows.h"
#include "storage/objects/objects.h"
#include "storage/objects/tables.h"

namespace storage {

namespace {

using nlohmann::json;

// In the place of a file's name: that of the rows.
constexpr char kRows[] = "objects.db";
constexpr const char* kWithContent[] = {"object", "part"};
// A bucket comes before what is in it.
constexpr const char* kTables[] = {"bucket", "object", "upload", "part"};

std::string RowsOf(SQLite::Database& database) {
  SQLite::Database rows(":memory:", SQLite::OPEN_READWRITE);
  BringUpToDate(rows, "the copy", kObjectsSchema);
  for (const char* table : kTables) CopyRows(database, rows, table);
  return Bytes(rows);
}

std::optional<std::string> FindIn(SQLite::Database& state, const std::string& name) {
  SQLite::Statement row(state, "SELECT bytes FROM object_store WHERE name = ?");
  row.bind(1, name);
  if (!row.executeStep()) return std::nullopt;
  const SQLite::Column bytes = row.getColumn(0);
  return std::string(static_cast<const char*>(bytes.getBlob()),
                     static_cast<std::size_t>(bytes.getBytes()));
}

// Gives each file of content that the rows name another name; `make` gets the one that it had.
void Rename(SQLite::Database& rows,
            const std::function<std::string(const std::string&)>& make) {
  for (const std::string table : kWithContent) {
    std::map<std::string, std::string> renamed;
    SQLite::Statement found(rows, "SELECT segments FROM " + table);
    while (found.executeStep()) {
      json segments = json::parse(Text(found, 0));
      for (json& segment : segments) segment.at(0) = make(segment.at(0).get<std::string>());
      renamed[Text(found, 0)] = segments.dump();
    }
    found.reset();
    SQLite::Statement update(rows, "UPDATE " + table + " SET segments = ? WHERE segments = ?");
    for (const auto& [before, after] : renamed) {
      update.reset();
      Bind(update, after, before).exec();
    }
  }
}

}  // namespace

std::uint64_t Objects::ContentBytes() {
  if (!HasAnything()) return 0;
  std::uint64_t bytes = 0;
  for (const char* table : kWithContent) {
    SQLite::Statement& rows = Prepared(std::string("SELECT segments FROM ") + table);
    while (rows.executeStep()) {
      for (const Segment& segment : SegmentsFrom(Text(rows, 0))) bytes += segment.size;
    }
    rows.reset();
  }
  return bytes;
}

void Objects::Save(SQLite::Database& state) {
  state.exec("CREATE TABLE object_store (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)");
  if (!HasAnything()) return;
  SQLite::Statement insert(state, "INSERT OR IGNORE INTO object_store VALUES (?, ?)");
  const auto put = [&](const std::string& name, const std::string& bytes) {
    insert.reset();
    insert.bind(1, name);
    insert.bind(2, bytes.data(), static_cast<int>(bytes.size()));
    insert.exec();
  };
  put(kRows, RowsOf(Database()));
  for (const char* table : kWithContent) {
    SQLite::Statement& rows = Prepared(std::string("SELECT segments FROM ") + table);
    while (rows.executeStep()) {
      for (const Segment& segment : SegmentsFrom(Text(rows, 0))) {
        put(segment.file.filename(), ReadAll({.size = segment.size, .segments = {segment}}));
      }
    }
    rows.reset();
  }
}

void Objects::Load(SQLite::Database& state) {
  const auto saved = FindIn(state, kRows);
  if (!saved) return;
  SQLite::Database rows = FromBytes(*saved);
  BringUpToDate(rows, "The state", kObjectsSchema);
  Rename(rows, [&](const std::string& name) {
    const auto bytes = FindIn(state, name);
    if (!bytes) throw UnfitState("The state lacks the content of an object.");
    IncomingContent& content = NewContentTogether();
    content.Append(*bytes);
    return content.file().filename().string();
  });
  Atomically([&] {
    for (const char* table : kTables) CopyRows(rows, Database(), table);
  });
}

}  // namespace storage
