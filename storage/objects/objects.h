// The object store: buckets and their objects, as S3 has them.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/instant.h"
#include "storage/objects/object_content.h"
#include "storage/objects/replaced.h"
#include "storage/objects/user_directory.h"

namespace storage {

enum class Versioning { kNever, kEnabled, kSuspended };

struct Bucket {
  std::string name;
  engine::Instant created_at;
  Versioning versioning = Versioning::kNever;
  std::string location;  // a region; empty: where the store is
  // Of the user's, which is only read; else there is none.
  std::shared_ptr<UserDirectory> directory;
};

using ObjectTags = std::vector<std::pair<std::string, std::string>>;

// As S3 shows it. "...-3": composed of those of three parts.
struct Checksum {
  std::string algorithm;  // "CRC32"; empty: there is none
  std::string value;      // in base 64

  bool is_composite() const { return value.find('-') != std::string::npos; }
};

// One version of an object.
struct Object {
  std::string key;
  std::string version_id = "null";
  bool latest = true;
  bool delete_marker = false;
  std::uint64_t size = 0;
  std::string etag;  // with its quotes
  // What its writer said of it: content-type, x-amz-meta-..., by name in lower case.
  nlohmann::json headers = nlohmann::json::object();
  engine::Instant modified_at;
  std::vector<Segment> segments;
  Checksum checksum;
  ObjectTags tags;
  std::string upload_id;  // that it was made by; else empty
};

struct ObjectList {
  std::vector<Object> objects;
  std::vector<std::string> prefixes;  // CommonPrefixes
  std::optional<std::string> next;    // ObjectQuery::from of what follows
  std::string last;                   // key or prefix at the end of this list
};

struct ObjectQuery {
  std::string prefix;
  std::string delimiter;
  std::string from;   // the first key that may be listed
  std::string after;  // keys and prefixes up to this one are left out
  int limit = 1000;
};

struct Upload {
  std::string id;
  std::string bucket;
  std::string key;
  nlohmann::json headers = nlohmann::json::object();
  engine::Instant created_at;
  std::string checksum_algorithm;  // that was asked for; else empty
  std::string checksum_type;
  ObjectTags tags;
};

struct UploadPart {
  int number = 0;
  std::string etag;
  engine::Instant modified_at;
  Segment content;
  std::string checksum;  // of the upload's algorithm
};

// A state that cannot be loaded; the text is for the user.
class UnfitState : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Content is in files below `root`, all else in a database. Never throws engine::Error. Not
// safe for use by several threads. Throws DiskFull where it writes.
class Objects {
 public:
  struct Settings {
    bool durable = false;  // what is in the root is kept from one run to the next
    int generation = 0;    // see BeginAnew
    std::map<std::string, std::filesystem::path> directories{};
    // Of what is replaced or deleted while it is read; with more, the first is gone at once,
    // and who reads it gets no more of it.
    std::uint64_t most_replaced_bytes = std::uint64_t{1} << 30;
  };

  // Nothing is opened before it is needed.
  Objects(std::filesystem::path root, const Settings& settings);
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;

  std::optional<Bucket> FindBucket(const std::string& name);
  std::vector<Bucket> ListBuckets();
  void MakeBucket(const std::string& name, engine::Instant now,
                  const std::string& location = {});
  bool IsEmpty(const std::string& bucket);  // no version of anything; uploads don't count
  // Of an empty one. Its uploads go with it.
  void DeleteBucket(const std::string& name);
  void SetVersioning(const std::string& bucket, Versioning versioning);

  std::unique_ptr<IncomingContent> NewContent();
  // It is kept if all that `Together` runs is.
  IncomingContent& NewContentTogether();

  // The version of the id, or the latest; a delete marker is found as well.
  std::optional<Object> Find(const Bucket& bucket, const std::string& key,
                             const std::optional<std::string>& version = {});
  std::unique_ptr<OutgoingContent> Read(const Object& object, std::uint64_t offset,
                                        std::uint64_t length);
  // Of small ones.
  std::string ReadAll(const Object& object);
  // `object`, but for its version id, becomes the latest version of the key; returns that id.
  std::string Put(const Bucket& bucket, Object object);
  // Another object with the same content.
  std::string Copy(const Bucket& bucket, const Object& from, Object object);
  // Deletes as S3 does without a version id; returns the delete marker that it made.
  std::optional<Object> Delete(const Bucket& bucket, const std::string& key,
                               engine::Instant now);
  void DeleteVersion(const Bucket& bucket, const std::string& key, const std::string& version);
  void SetTags(const std::string& bucket, const Object& object, const ObjectTags& tags);

  ObjectList List(const Bucket& bucket, const ObjectQuery& query);
  // Every version and delete marker, newest first within a key; `from` counts for keys.
  std::vector<Object> ListVersions(const std::string& bucket, const ObjectQuery& query);

  void Begin(const Upload& upload);
  std::optional<Upload> FindUpload(const std::string& id);
  std::vector<Upload> ListUploads(const std::string& bucket);
  void PutPart(const std::string& upload_id, const UploadPart& part);
  std::vector<UploadPart> Parts(const std::string& upload_id);  // by number
  // The parts become an object's content; those of the upload that are not among them go.
  std::string Complete(const Bucket& bucket, const Upload& upload,
                       const std::vector<UploadPart>& parts, Object object);
  void Abort(const Upload& upload);
  // What the upload has become, if that is still there.
  std::optional<Object> Completed(const Bucket& bucket, const std::string& key,
                                  const std::string& upload_id);

  // Within `Together`: forgets all that there is. What is changed from then on is in a database
  // of the next generation, which Written() puts on the disk, and which counts once `Together`
  // ends well. A run that is killed before is followed by one of whichever generation the
  // caller has kept.
  void BeginAnew();
  // The generation to be kept.
  int Written();

  // Runs `work`, and keeps all that it changes here, or nothing if it throws.
  void Together(const std::function<void()>& work);

  // Of all objects and parts; a user's directories do not count.
  std::uint64_t ContentBytes();
  // Puts all but a user's directories into a state's database.
  void Save(SQLite::Database& state);
  // Takes what Save has put there beside what there is, in a transaction. Throws UnfitState, or
  // SQLite::Exception.
  void Load(SQLite::Database& state);

 private:
  // A database with its statements, which go before it.
  struct Generation {
    int number = 0;
    std::unique_ptr<SQLite::Database> database{};
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements{};
  };

  bool HasAnything() const;
  SQLite::Database& Database();
  void Open();
  std::filesystem::path FileOf(int generation) const;
  void RemoveFileOf(int generation);
  void RemoveOtherGenerations();
  void BackToBefore();
  SQLite::Statement& Prepared(const std::string& sql);
  bool InTransaction() const;
  void Atomically(const std::function<void()>& work);
  std::string PutCopy(const Bucket& bucket, const Object& from, Object object);
  std::optional<Object> NextObject(const Bucket& bucket, const std::string& from);
  void Insert(const std::string& bucket, const Object& object);
  void Erase(const std::string& bucket, const std::string& key, const std::string& version);
  void MarkLatest(const std::string& bucket, const std::string& key);
  void ForgetUpload(const std::string& id);
  void DiscardUpload(const std::string& id);  // with its parts
  // Removes files, as soon as nobody reads them.
  void Discard(const std::vector<Segment>& segments);
  void RemoveOrphans();
  // SELECT of all that ObjectFrom reads.
  static const char kSelectObject[];
  Object ObjectFrom(SQLite::Statement& row) const;
  std::string NamesOf(const std::vector<Segment>& segments) const;
  std::vector<Segment> SegmentsFrom(const std::string& names) const;

  const std::filesystem::path root_;
  const bool durable_;
  const std::map<std::string, std::shared_ptr<UserDirectory>> directories_;
  Generation now_;
  bool is_tidy_ = false;              // nothing is there that a run before has left
  std::optional<Generation> before_;  // while it is not sure that another counts
  std::vector<std::unique_ptr<IncomingContent>> arrived_;
  bool together_ = false;  // what begins is part of one transaction
  Replaced replaced_;
  std::vector<Segment> discarded_;  // once `Together` ends well
};

}  // namespace storage
