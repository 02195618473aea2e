// The object store's database: opened, changed as one, and begun anew.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <set>
#include <system_error>
#include <utility>

#include "storage/binding.h"
#include "storage/objects/objects.h"
#include "storage/objects/tables.h"
#include "storage/schema.h"

namespace storage {

namespace fs = std::filesystem;

namespace {

void NotingFullDisk(const std::function<void()>& work) {
  try {
    work();
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() == SQLITE_FULL) throw DiskFull(failure.what());
    throw;
  }
}

// Below this, whatever goes wrong when the store is opened goes wrong for want of space.
constexpr std::uintmax_t kLeastSpace = std::uintmax_t{256} << 10;

void MakePrivateDirectory(const fs::path& path) {
  if (!fs::create_directories(path)) return;
  for (const fs::path& made : {path, path.parent_path()}) {
    fs::permissions(made, fs::perms::owner_all);
  }
}

std::map<std::string, std::shared_ptr<UserDirectory>> Opened(
    const std::map<std::string, fs::path>& directories) {
  std::map<std::string, std::shared_ptr<UserDirectory>> opened;
  for (const auto& [name, path] : directories) {
    opened.emplace(name, std::make_shared<UserDirectory>(path));
  }
  return opened;
}

}  // namespace

Objects::Objects(fs::path root, const Settings& settings)
    : root_(std::move(root)),
      durable_(settings.durable),
      directories_(Opened(settings.directories)),
      now_{.number = settings.generation},
      replaced_(settings.most_replaced_bytes) {}

fs::path Objects::FileOf(int generation) const {
  if (generation == 0) return root_ / "objects.db";
  return root_ / ("objects-" + std::to_string(generation) + ".db");
}

SQLite::Database& Objects::Database() {
  if (now_.database) return *now_.database;
  try {
    MakePrivateDirectory(root_ / "content");
    Open();
    if (!before_ && !std::exchange(is_tidy_, true)) {
      RemoveOtherGenerations();
      RemoveOrphans();
    }
  } catch (const std::exception& failure) {
    const Generation half_open = std::exchange(now_, {.number = now_.number});
    std::error_code unknown;
    const fs::space_info space = fs::space(root_.parent_path(), unknown);
    if (!unknown && space.available < kLeastSpace) throw DiskFull(failure.what());
    throw;
  }
  return *now_.database;
}

void Objects::Open() {
  const std::string path = durable_ ? FileOf(now_.number).string() : ":memory:";
  // SQLite would make it for all to read.
  if (durable_) ::close(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  auto database = std::make_unique<SQLite::Database>(
      path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
  database->exec("PRAGMA locking_mode = EXCLUSIVE");
  database->exec("PRAGMA journal_mode = WAL");
  database->exec("PRAGMA synchronous = NORMAL");
  BringUpToDate(*database, path, kObjectsSchema);
  database->exec("PRAGMA foreign_keys = ON");
  now_.database = std::move(database);
}

void Objects::RemoveFileOf(int generation) {
  if (!durable_) return;
  std::error_code ignored;  // removed by the next run
  for (const char* more : {"", "-wal", "-shm"}) {
    fs::remove(FileOf(generation).string() + more, ignored);
  }
}

// What a run that was killed had begun, or not yet removed.
void Objects::RemoveOtherGenerations() {
  if (!durable_) return;
  const std::string ours = FileOf(now_.number).filename();
  for (const auto& entry : fs::directory_iterator(root_)) {
    const std::string name = entry.path().filename();
    std::error_code ignored;
    if (name.starts_with("objects") && !name.starts_with(ours))
      fs::remove(entry.path(), ignored);
  }
}

SQLite::Statement& Objects::Prepared(const std::string& sql) {
  SQLite::Database& database = Database();
  auto found = now_.statements.find(sql);
  if (found == now_.statements.end()) {
    found =
        now_.statements.emplace(sql, std::make_unique<SQLite::Statement>(database, sql)).first;
  }
  found->second->reset();
  found->second->clearBindings();
  return *found->second;
}

bool Objects::InTransaction() const {
  return now_.database && sqlite3_get_autocommit(now_.database->getHandle()) == 0;
}

// The transaction begins with the first change, if there is one.
void Objects::Together(const std::function<void()>& work) {
  if (together_) return work();
  together_ = true;
  try {
    work();
    Written();
  } catch (...) {
    together_ = false;
    discarded_.clear();
    arrived_.clear();
    BackToBefore();
    if (InTransaction()) now_.database->exec("ROLLBACK");
    throw;
  }
  together_ = false;
  for (const auto& content : std::exchange(arrived_, {})) content->Keep();
  for (const Segment& segment : std::exchange(discarded_, {})) replaced_.Remove(segment);
  if (!before_) return;
  const int gone = before_->number;
  before_.reset();
  RemoveFileOf(gone);
}

void Objects::BackToBefore() {
  if (!before_) return;
  int failed = 0;
  {
    const Generation closed = std::exchange(now_, *std::exchange(before_, std::nullopt));
    failed = closed.number;
  }
  RemoveFileOf(failed);
}

int Objects::Written() {
  if (InTransaction()) {
    NotingFullDisk([&] { Prepared("COMMIT").exec(); });
  }
  return now_.number;
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

bool Objects::HasAnything() const {
  return now_.database || (durable_ && fs::exists(root_));
}

void Objects::BeginAnew() {
  const bool has_anything = HasAnything();
  for (const char* table : {"object", "part"}) {
    if (!has_anything) break;
    SQLite::Statement& rows = Prepared(std::string("SELECT segments FROM ") + table);
    while (rows.executeStep()) Discard(SegmentsFrom(Text(rows, 0)));
    rows.reset();
  }
  before_ = std::exchange(now_, {.number = now_.number + 1});
  RemoveFileOf(now_.number);
  if (has_anything) NotingFullDisk([&] { Open(); });
}

}  // namespace storage
