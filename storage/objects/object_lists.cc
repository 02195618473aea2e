// Objects found and listed.
#include <algorithm>
#include <utility>

#include "storage/binding.h"
#include "storage/objects/directory_bucket.h"
#include "storage/objects/objects.h"

namespace storage {

const char Objects::kSelectObject[] =
    "SELECT key, version_id, latest, delete_marker, size, etag, headers, modified_at, "
    "segments, "
    "checksum_algorithm, checksum, tags, upload_id FROM object ";

namespace {

// The first text that is behind all that begin with `prefix`; nothing if there is none.
std::optional<std::string> Behind(std::string prefix) {
  while (!prefix.empty()) {
    auto& last = reinterpret_cast<unsigned char&>(prefix.back());
    if (last < 0xff) {
      ++last;
      return prefix;
    }
    prefix.pop_back();
  }
  return std::nullopt;
}

}  // namespace

Object Objects::ObjectFrom(SQLite::Statement& row) const {
  Object object{.key = Text(row, 0),
                .version_id = Text(row, 1),
                .latest = row.getColumn(2).getInt() != 0,
                .delete_marker = row.getColumn(3).getInt() != 0,
                .size = static_cast<std::uint64_t>(row.getColumn(4).getInt64()),
                .etag = Text(row, 5),
                .headers = nlohmann::json::parse(Text(row, 6)),
                .modified_at = At(row, 7),
                .segments = SegmentsFrom(Text(row, 8)),
                .checksum = {Text(row, 9), Text(row, 10)},
                .tags = nlohmann::json::parse(Text(row, 11)),
                .upload_id = Text(row, 12)};
  row.reset();
  return object;
}

std::optional<Object> Objects::Find(const Bucket& bucket, const std::string& key,
                                    const std::optional<std::string>& version) {
  if (bucket.directory) {
    if (version && *version != "null") return std::nullopt;
    return FindFile(bucket.directory, key);
  }
  SQLite::Statement& row =
      Prepared(std::string(kSelectObject) + "WHERE bucket = ? AND key = ? AND " +
               (version ? "version_id = ?" : "latest"));
  Bind(row, bucket.name, key);
  if (version) BindValue(row, 3, *version);
  if (!row.executeStep()) return std::nullopt;
  return ObjectFrom(row);
}

// The first object whose key is not before `from`.
std::optional<Object> Objects::NextObject(const Bucket& bucket, const std::string& from) {
  SQLite::Statement& row = Prepared(std::string(kSelectObject) +
                                    "WHERE bucket = ? AND key >= ? AND latest AND "
                                    "NOT delete_marker ORDER BY key LIMIT 1");
  Bind(row, bucket.name, from);
  if (!row.executeStep()) return std::nullopt;
  return ObjectFrom(row);
}

ObjectList Objects::List(const Bucket& bucket, const ObjectQuery& query) {
  std::vector<std::string> files;
  if (bucket.directory) files = KeysOfFiles(bucket.directory, query.prefix);
  const auto next = [&](const std::string& from) -> std::optional<Object> {
    if (!bucket.directory) return NextObject(bucket, from);
    for (auto file = std::lower_bound(files.begin(), files.end(), from); file != files.end();
         ++file) {
      if (auto found = FindFile(bucket.directory, *file)) return found;
    }
    return std::nullopt;
  };
  ObjectList list;
  std::optional<std::string> from = std::max(query.prefix, query.from);
  if (!query.after.empty()) from = std::max(*from, query.after + '\0');
  while (from) {
    auto object = next(*from);
    if (!object || !object->key.starts_with(query.prefix)) break;
    const std::size_t end = query.delimiter.empty()
                                ? std::string::npos
                                : object->key.find(query.delimiter, query.prefix.size());
    const bool is_prefix = end != std::string::npos;
    const std::string name =
        is_prefix ? object->key.substr(0, end + query.delimiter.size()) : object->key;
    const bool shown = name > query.after;
    if (shown && static_cast<int>(list.objects.size() + list.prefixes.size()) >= query.limit) {
      list.next = name;
      break;
    }
    from = is_prefix ? Behind(name) : name + '\0';
    if (!shown) continue;
    list.last = name;
    if (is_prefix) {
      list.prefixes.push_back(name);
    } else {
      list.objects.push_back(*std::move(object));
    }
  }
  return list;
}

std::vector<Object> Objects::ListVersions(const std::string& bucket, const ObjectQuery& query) {
  SQLite::Statement& rows = Prepared(
      "SELECT sequence FROM object WHERE bucket = ? AND key >= ? ORDER BY key, sequence DESC "
      "LIMIT ?");
  const std::string from = std::max(query.prefix, query.from);
  Bind(rows, bucket, from, query.limit);
  std::vector<std::int64_t> sequences;
  while (rows.executeStep()) sequences.push_back(rows.getColumn(0).getInt64());
  rows.reset();
  std::vector<Object> versions;
  for (const std::int64_t sequence : sequences) {
    SQLite::Statement& row = Prepared(std::string(kSelectObject) + "WHERE sequence = ?");
    Bind(row, sequence);
    if (!row.executeStep()) continue;
    versions.push_back(ObjectFrom(row));
    if (!versions.back().key.starts_with(query.prefix)) {
      versions.pop_back();
      break;
    }
  }
  return versions;
}

}  // namespace storage
