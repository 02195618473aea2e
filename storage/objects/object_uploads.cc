// Objects uploaded in parts.
#include <algorithm>
#include <set>

#include "storage/binding.h"
#include "storage/objects/objects.h"

namespace storage {

namespace {

constexpr char kSelectUpload[] =
    "SELECT upload_id, bucket, key, headers, created_at, checksum_algorithm, checksum_type, "
    "tags FROM upload ";

Upload UploadFrom(SQLite::Statement& row) {
  return {.id = Text(row, 0),
          .bucket = Text(row, 1),
          .key = Text(row, 2),
          .headers = nlohmann::json::parse(Text(row, 3)),
          .created_at = At(row, 4),
          .checksum_algorithm = Text(row, 5),
          .checksum_type = Text(row, 6),
          .tags = nlohmann::json::parse(Text(row, 7))};
}

}  // namespace

void Objects::Begin(const Upload& upload) {
  const std::string headers = upload.headers.dump();
  const std::string tags = nlohmann::json(upload.tags).dump();
  Atomically([&] {
    Bind(Prepared("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?)"), upload.id,
         upload.bucket, upload.key, headers, upload.created_at, upload.checksum_algorithm,
         upload.checksum_type, tags)
        .exec();
  });
}

std::optional<Upload> Objects::FindUpload(const std::string& id) {
  SQLite::Statement& row = Prepared(std::string(kSelectUpload) + "WHERE upload_id = ?");
  Bind(row, id);
  if (!row.executeStep()) return std::nullopt;
  Upload upload = UploadFrom(row);
  row.reset();
  return upload;
}

std::vector<Upload> Objects::ListUploads(const std::string& bucket) {
  SQLite::Statement& rows =
      Prepared(std::string(kSelectUpload) + "WHERE bucket = ? ORDER BY key, upload_id");
  Bind(rows, bucket);
  std::vector<Upload> uploads;
  while (rows.executeStep()) uploads.push_back(UploadFrom(rows));
  rows.reset();
  return uploads;
}

std::vector<UploadPart> Objects::Parts(const std::string& upload_id) {
  SQLite::Statement& rows = Prepared(
      "SELECT number, etag, modified_at, segments, checksum FROM part WHERE upload_id = ? "
      "ORDER BY number");
  Bind(rows, upload_id);
  std::vector<UploadPart> parts;
  while (rows.executeStep()) {
    parts.push_back({rows.getColumn(0).getInt(), Text(rows, 1), At(rows, 2),
                     SegmentsFrom(Text(rows, 3)).at(0), Text(rows, 4)});
  }
  rows.reset();
  return parts;
}

void Objects::PutPart(const std::string& upload_id, const UploadPart& part) {
  Atomically([&] {
    SQLite::Statement& before =
        Prepared("SELECT segments FROM part WHERE upload_id = ? AND number = ?");
    Bind(before, upload_id, part.number);
    if (before.executeStep()) Discard(SegmentsFrom(Text(before, 0)));
    before.reset();
    const std::string segments = NamesOf({part.content});
    Bind(Prepared("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?)"), upload_id,
         part.number, part.etag, part.modified_at, segments, part.checksum)
        .exec();
  });
}

std::string Objects::Complete(const Bucket& bucket, const Upload& upload,
                              const std::vector<UploadPart>& parts, Object object) {
  const bool enabled = bucket.versioning == Versioning::kEnabled;
  object.key = upload.key;
  object.headers = upload.headers;
  object.tags = upload.tags;
  object.upload_id = upload.id;
  object.version_id = enabled ? upload.id : "null";
  std::set<int> used;
  for (const UploadPart& part : parts) {
    object.segments.push_back(part.content);
    object.size += part.content.size;
    used.insert(part.number);
  }
  Atomically([&] {
    for (const UploadPart& part : Parts(upload.id)) {
      if (!used.contains(part.number)) Discard({part.content});
    }
    ForgetUpload(upload.id);
    if (!enabled) Erase(bucket.name, object.key, "null");
    Insert(bucket.name, object);
  });
  return object.version_id;
}

void Objects::Abort(const Upload& upload) {
  Atomically([&] { DiscardUpload(upload.id); });
}

std::optional<Object> Objects::Completed(const Bucket& bucket, const std::string& key,
                                         const std::string& upload_id) {
  SQLite::Statement& row =
      Prepared(std::string(kSelectObject) + "WHERE bucket = ? AND key = ? AND upload_id = ?");
  Bind(row, bucket.name, key, upload_id);
  if (upload_id.empty() || !row.executeStep()) return std::nullopt;
  return ObjectFrom(row);
}

void Objects::DiscardUpload(const std::string& id) {
  for (const UploadPart& part : Parts(id)) Discard({part.content});
  ForgetUpload(id);
}

void Objects::ForgetUpload(const std::string& id) {
  Bind(Prepared("DELETE FROM upload WHERE upload_id = ?"), id).exec();
}

}  // namespace storage
