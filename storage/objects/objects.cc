#include "storage/objects/objects.h"

#include <sqlite3.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "engine/uuid.h"
#include "storage/binding.h"
#include "storage/objects/directory_bucket.h"
#include "storage/objects/tables.h"
#include "storage/schema.h"

namespace storage {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

void NotingFullDisk(const std::function<void()>& work) {
  try {
    work();
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() == SQLITE_FULL) throw DiskFull(failure.what());
    throw;
  }
}

}  // namespace

Objects::Objects(fs::path root, bool durable, std::map<std::string, fs::path> directories)
    : root_(std::move(root)), durable_(durable), directories_(std::move(directories)) {}

SQLite::Database& Objects::Database() {
  if (database_) return *database_;
  fs::create_directories(root_ / "content");
  const std::string path = durable_ ? (root_ / "objects.db").string() : ":memory:";
  auto database = std::make_unique<SQLite::Database>(
      path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
  database->exec("PRAGMA locking_mode = EXCLUSIVE");
  database->exec("PRAGMA journal_mode = WAL");
  database->exec("PRAGMA synchronous = NORMAL");
  BringUpToDate(*database, path, kObjectsSchema);
  database->exec("PRAGMA foreign_keys = ON");
  database_ = std::move(database);
  RemoveOrphans();
  return *database_;
}

SQLite::Statement& Objects::Prepared(const std::string& sql) {
  SQLite::Database& database = Database();
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    found = statements_.emplace(sql, std::make_unique<SQLite::Statement>(database, sql)).first;
  }
  found->second->reset();
  found->second->clearBindings();
  return *found->second;
}

bool Objects::InTransaction() const {
  return database_ && sqlite3_get_autocommit(database_->getHandle()) == 0;
}

// The transaction begins with the first change, if there is one.
void Objects::Together(const std::function<void()>& work) {
  if (together_) return work();
  together_ = true;
  const std::size_t kept = discarded_.size();
  try {
    work();
    if (InTransaction()) {
      NotingFullDisk([&] { Prepared("COMMIT").exec(); });
    }
  } catch (...) {
    together_ = false;
    discarded_.resize(kept);
    arrived_.clear();
    if (InTransaction()) database_->exec("ROLLBACK");
    throw;
  }
  together_ = false;
  for (const auto& content : std::exchange(arrived_, {})) content->Keep();
  RemoveDiscarded();
}

IncomingContent& Objects::NewContentTogether() {
  return *arrived_.emplace_back(NewContent());
}

void Objects::Atomically(const std::function<void()>& work) {
  Together([&] {
    NotingFullDisk([&] {
      if (!InTransaction()) Prepared("BEGIN IMMEDIATE").exec();
      work();
    });
  });
}

// What a run that was killed had begun to write.
void Objects::RemoveOrphans() {
  std::set<std::string> known;
  for (const char* table : {"object", "part"}) {
    SQLite::Statement& rows = Prepared(std::string("SELECT segments FROM ") + table);
    while (rows.executeStep()) {
      for (const Segment& segment : SegmentsFrom(Text(rows, 0))) {
        known.insert(segment.file.filename());
      }
    }
    rows.reset();
  }
  for (const auto& entry : fs::directory_iterator(root_ / "content")) {
    if (!known.contains(entry.path().filename())) fs::remove(entry.path());
  }
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
  ++readers_;
  const std::weak_ptr<Objects*> weak = self_;
  return std::make_unique<OutgoingContent>(object.segments, offset, length, [weak] {
    const auto self = weak.lock();
    if (!self) return;
    --(*self)->readers_;
    (*self)->RemoveDiscarded();
  });
}

std::string Objects::ReadAll(const Object& object) {
  const auto content = Read(object, 0, object.size);
  std::string text;
  content->ForEachPiece([&](std::string_view piece) { text += piece; });
  return text;
}

void Objects::Discard(const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) discarded_.push_back(segment.file);
}

void Objects::RemoveDiscarded() {
  if (readers_ > 0 || together_) return;
  std::error_code ignored;  // an orphan of the next run
  for (const fs::path& file : std::exchange(discarded_, {})) fs::remove(file, ignored);
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
  for (const Segment& segment : from.segments) {
    const fs::path file = root_ / "content" / engine::NewUuid();
    std::error_code failure;
    fs::create_hard_link(segment.file, file, failure);
    // A user's directory may be on another disk, and its files may change.
    if (failure || !fs::equivalent(segment.file.parent_path(), root_ / "content")) {
      fs::remove(file, failure);
      fs::copy_file(segment.file, file, failure);
      if (failure) throw DiskFull("cannot copy " + segment.file.string());
    }
    object.segments.push_back({file, segment.size});
  }
  return Put(bucket, std::move(object));
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

bool Objects::HasAnything() const {
  return database_ || (durable_ && fs::exists(root_));
}

void Objects::EraseAll() {
  if (!HasAnything()) return;
  Atomically([&] {
    for (const char* table : {"object", "part"}) {
      SQLite::Statement& rows = Prepared(std::string("SELECT segments FROM ") + table);
      while (rows.executeStep()) Discard(SegmentsFrom(Text(rows, 0)));
      rows.reset();
    }
    for (const char* table : {"part", "upload", "object", "bucket"}) {
      Prepared(std::string("DELETE FROM ") + table).exec();
    }
  });
}

}  // namespace storage
