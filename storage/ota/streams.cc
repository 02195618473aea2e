#include "storage/ota/streams.h"

#include "storage/binding.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectStream[] =
    "SELECT stream_id, version, description, role_arn, created_at, updated_at FROM stream ";

engine::Stream StreamFrom(SQLite::Statement& row) {
  return {.id = Text(row, 0),
          .version = row.getColumn(1).getInt64(),
          .description = MaybeText(row, 2),
          .role_arn = Text(row, 3),
          .created_at = At(row, 4),
          .updated_at = At(row, 5)};
}

}  // namespace

std::optional<engine::Stream> Streams::Find(const std::string& id) {
  SQLite::Statement& row = store_.Prepared(std::string(kSelectStream) + "WHERE stream_id = ?");
  if (!Bind(row, id).executeStep()) return std::nullopt;
  engine::Stream stream = StreamFrom(row);
  row.reset();
  SQLite::Statement& files = store_.Prepared(
      "SELECT file_id, bucket, object_key, object_version, size, etag FROM stream_file"
      " WHERE stream_id = ? ORDER BY position");
  Bind(files, id);
  while (files.executeStep()) {
    stream.files.push_back({.id = files.getColumn(0).getInt64(),
                            .location = {.bucket = Text(files, 1),
                                         .key = Text(files, 2),
                                         .version = Text(files, 3)},
                            .size = static_cast<std::uint64_t>(files.getColumn(4).getInt64()),
                            .etag = Text(files, 5)});
  }
  files.reset();
  return stream;
}

void Streams::Insert(const engine::Stream& stream) {
  Bind(store_.Prepared("INSERT INTO stream VALUES (?, ?, ?, ?, ?, ?)"), stream.id,
       stream.version, stream.description, stream.role_arn, stream.created_at,
       stream.updated_at)
      .exec();
  InsertFiles(stream);
}

void Streams::InsertFiles(const engine::Stream& stream) {
  std::int64_t position = 0;
  for (const engine::StreamFile& file : stream.files) {
    Bind(store_.Prepared("INSERT INTO stream_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)"), stream.id,
         position++, file.id, file.location.bucket, file.location.key, file.location.version,
         static_cast<std::int64_t>(file.size), file.etag)
        .exec();
  }
}

void Streams::Update(const engine::Stream& stream) {
  Bind(store_.Prepared("UPDATE stream SET version = ?, description = ?, role_arn = ?,"
                       " updated_at = ? WHERE stream_id = ?"),
       stream.version, stream.description, stream.role_arn, stream.updated_at, stream.id)
      .exec();
  Bind(store_.Prepared("DELETE FROM stream_file WHERE stream_id = ?"), stream.id).exec();
  InsertFiles(stream);
}

void Streams::Delete(const std::string& id) {
  Bind(store_.Prepared("DELETE FROM stream WHERE stream_id = ?"), id).exec();
}

Page<engine::Stream> Streams::List(bool ascending, const PageRequest& page) {
  SQLite::Statement& rows =
      store_.Prepared(std::string(kSelectStream) +
                      (ascending ? "WHERE stream_id > ? ORDER BY stream_id"
                                 : "WHERE stream_id < ? ORDER BY stream_id DESC") +
                      " LIMIT ?");
  // Ids are of ASCII.
  const std::string start = page.after.value_or(ascending ? "" : "\x7f");
  Bind(rows, start, page.limit + 1);
  return TakePage<engine::Stream>(rows, page.limit, StreamFrom,
                                  [](const engine::Stream& stream) { return stream.id; });
}

}  // namespace storage
