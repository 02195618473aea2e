#include "storage/objects/objects.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/uuid.h"
#include "storage/binding.h"

namespace storage {

namespace fs = std::filesystem;
using nlohmann::json;

IncomingContent& Objects::NewContentTogether() {
  return *arrived_.emplace_back(NewContent());
}

std::string Objects::NamesOf(const std::vector<Segment>& segments) const {
  json names = json::array();
  for (const Segment& segment : segments) {
    names.push_back({segment.file.filename().string(), segment.size});
  }
  return names.dump();
}

std::vector<Segment> Objects::SegmentsFrom(const std::string& names) const {
  std::vector<Segment> segments;
  for (const json& name : json::parse(names)) {
    segments.push_back({root_ / "content" / name.at(0).get<std::string>(), name.at(1)});
  }
  return segments;
}

std::optional<Bucket> Objects::FindBucket(const std::string& name) {
  if (const auto found = directories_.find(name); found != directories_.end()) {
    return Bucket{.name = name, .directory = found->second};
  }
  SQLite::Statement& row =
      Prepared("SELECT name, created_at, versioning, location FROM bucket WHERE name = ?");
  Bind(row, name);
  if (!row.executeStep()) return std::nullopt;
  Bucket bucket{
      Text(row, 0), At(row, 1), Versioning(row.getColumn(2).getInt()), Text(row, 3), {}};
  row.reset();
  return bucket;
}

std::vector<Bucket> Objects::ListBuckets() {
  std::vector<Bucket> buckets;
  for (const auto& [name, directory] : directories_) {
    buckets.push_back({.name = name, .directory = directory});
  }
  SQLite::Statement& rows = Prepared("SELECT name, created_at, location FROM bucket");
  while (rows.executeStep()) {
    if (directories_.contains(Text(rows, 0))) continue;
    buckets.push_back(
        {.name = Text(rows, 0), .created_at = At(rows, 1), .location = Text(rows, 2)});
  }
  rows.reset();
  std::sort(buckets.begin(), buckets.end(),
            [](const Bucket& a, const Bucket& b) { return a.name < b.name; });
  return buckets;
}

void Objects::MakeBucket(const std::string& name, engine::Instant now,
                         const std::string& location) {
  Atomically([&] {
    Bind(Prepared("INSERT INTO bucket VALUES (?, ?, 0, ?)"), name, now, location).exec();
  });
}

bool Objects::IsEmpty(const std::string& bucket) {
  SQLite::Statement& row = Prepared("SELECT EXISTS (SELECT 1 FROM object WHERE bucket = ?)");
  Bind(row, bucket);
  row.executeStep();
  const bool empty = row.getColumn(0).getInt() == 0;
  row.reset();
  return empty;
}

void Objects::DeleteBucket(const std::string& name) {
  Atomically([&] {
    for (const Upload& upload : ListUploads(name)) DiscardUpload(upload.id);
    Bind(Prepared("DELETE FROM bucket WHERE name = ?"), name).exec();
  });
}

void Objects::SetVersioning(const std::string& bucket, Versioning versioning) {
  Atomically([&] {
    Bind(Prepared("UPDATE bucket SET versioning = ? WHERE name = ?"),
         static_cast<int>(versioning), bucket)
        .exec();
  });
}

std::unique_ptr<IncomingContent> Objects::NewContent() {
  Database();  // and so the directory
  return std::make_unique<IncomingContent>(root_ / "content" / engine::NewUuid());
}

std::unique_ptr<OutgoingContent> Objects::Read(const Object& object, std::uint64_t offset,
                                               std::uint64_t length) {
  return std::make_unique<OutgoingContent>(object.segments, offset, length,
                                           replaced_.Reading(object.segments));
}

std::string Objects::ReadAll(const Object& object) {
  const auto content = Read(object, 0, object.size);
  std::string text;
  content->ForEachPiece([&](std::string_view piece) { text += piece; });
  return text;
}

void Objects::Discard(const std::vector<Segment>& segments) {
  discarded_.insert(discarded_.end(), segments.begin(), segments.end());
}

void Objects::Insert(const std::string& bucket, const Object& object) {
  const std::string headers = object.headers.dump();
  const std::string segments = NamesOf(object.segments);
  const std::string tags = json(object.tags).dump();
  Bind(Prepared("INSERT INTO object (bucket, key, version_id, latest, delete_marker, size, "
                "etag, headers, modified_at, segments, checksum_algorithm, checksum, tags, "
                "upload_id) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       bucket, object.key, object.version_id, object.delete_marker,
       static_cast<std::int64_t>(object.size), object.etag, headers, object.modified_at,
       segments, object.checksum.algorithm, object.checksum.value, tags, object.upload_id)
      .exec();
  MarkLatest(bucket, object.key);
}

void Objects::MarkLatest(const std::string& bucket, const std::string& key) {
  Bind(Prepared("UPDATE object SET latest = (sequence = (SELECT max(sequence) FROM object "
                "WHERE bucket = ?1 AND key = ?2)) WHERE bucket = ?1 AND key = ?2"),
       bucket, key)
      .exec();
}

void Objects::Erase(const std::string& bucket, const std::string& key,
                    const std::string& version) {
  if (const auto found = Find({.name = bucket}, key, version)) Discard(found->segments);
  Bind(Prepared("DELETE FROM object WHERE bucket = ? AND key = ? AND version_id = ?"), bucket,
       key, version)
      .exec();
}

std::string Objects::Put(const Bucket& bucket, Object object) {
  const bool enabled = bucket.versioning == Versioning::kEnabled;
  object.version_id = enabled ? engine::NewUuid() : "null";
  Atomically([&] {
    if (!enabled) Erase(bucket.name, object.key, "null");
    Insert(bucket.name, object);
  });
  return object.version_id;
}

std::string Objects::Copy(const Bucket& bucket, const Object& from, Object object) {
  Database();
  object.size = from.size;
  object.segments.clear();
  // A user's files may be on another disk, and may change.
  const bool is_the_users = !from.segments.empty() && from.segments.front().directory;
  if (is_the_users) return PutCopy(bucket, from, std::move(object));
  for (const Segment& segment : from.segments) {
    const fs::path file = root_ / "content" / engine::NewUuid();
    std::error_code failure;
    fs::create_hard_link(segment.file, file, failure);
    if (failure) throw DiskFull("cannot copy " + segment.file.string());
    object.segments.push_back({file, segment.size});
  }
  return Put(bucket, std::move(object));
}

std::string Objects::PutCopy(const Bucket& bucket, const Object& from, Object object) {
  const auto content = NewContent();
  Read(from, 0, from.size)->ForEachPiece([&](std::string_view piece) {
    content->Append(piece);
  });
  object.segments = {{content->file(), content->size()}};
  std::string version = Put(bucket, std::move(object));
  content->Keep();
  return version;
}

std::optional<Object> Objects::Delete(const Bucket& bucket, const std::string& key,
                                      engine::Instant now) {
  std::optional<Object> marker;
  Atomically([&] {
    if (bucket.versioning != Versioning::kEnabled) Erase(bucket.name, key, "null");
    MarkLatest(bucket.name, key);
    if (bucket.versioning == Versioning::kNever) return;
    marker = Object{.key = key, .delete_marker = true, .modified_at = now};
    if (bucket.versioning == Versioning::kEnabled) marker->version_id = engine::NewUuid();
    Insert(bucket.name, *marker);
  });
  return marker;
}

void Objects::DeleteVersion(const Bucket& bucket, const std::string& key,
                            const std::string& version) {
  Atomically([&] {
    Erase(bucket.name, key, version);
    MarkLatest(bucket.name, key);
  });
}

void Objects::SetTags(const std::string& bucket, const Object& object, const ObjectTags& tags) {
  const std::string text = json(tags).dump();
  Atomically([&] {
    Bind(Prepared("UPDATE object SET tags = ? WHERE bucket = ? AND key = ? AND version_id = ?"),
         text, bucket, object.key, object.version_id)
        .exec();
  });
}

}  // namespace storage
