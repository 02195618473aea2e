#include "storage/opening.h"

#include <sqlite3.h>

namespace storage {
namespace {

std::string Why(const SQLite::Exception& failure) {
  switch (failure.getErrorCode()) {
    case SQLITE_NOTADB:
      return "is no database: move it away, or start with another --data-dir";
    case SQLITE_CORRUPT:
      return "is damaged: put a copy in its place, save what can be saved with "
             "iot-jobs-local repair, or move it away to begin anew";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "is locked by another program, such as sqlite3: end that one, or start with "
             "another --data-dir";
    case SQLITE_FULL:
      return "can't grow, since its disk is full: free some space";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return "can't be read and written: check its permissions and those of its directory";
    default:
      return std::string("can't be opened (") + failure.what() +
             "): move it away, or start with another --data-dir";
  }
}

}  // namespace

std::string WhyNotOpened(const std::string& path, const SQLite::Exception& failure) {
  return path + " " + Why(failure);
}

}  // namespace storage
