#include "storage/storage_health.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace storage {
namespace {

// Empty for what is no trouble of the disk's.
std::string TextOf(const SQLite::Exception& failure) {
  switch (failure.getErrorCode()) {
    case SQLITE_FULL:
      return "the disk of the data directory is full: free some space";
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
      return std::string("the database cannot be written: ") + failure.what();
    default:
      return "";
  }
}

}  // namespace

void StorageHealth::Watch(engine::Instant now, const std::function<void()>& work) {
  try {
    work();
    trouble_.reset();
  } catch (const SQLite::Exception& failure) {
    std::string text = TextOf(failure);
    if (!text.empty() && !trouble_) trouble_ = {now, std::move(text)};
    throw;
  }
}

}  // namespace storage
