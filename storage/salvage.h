// What can be saved of a damaged database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace storage {

struct Salvaged {
  bool was_whole = false;            // nothing was done
  std::int64_t rows = 0;             // that are there now
  std::vector<std::string> damaged;  // tables of which some rows may be lost
};

// Puts a database with all rows that can be read, and whose parents can, in the place of the
// file; that stays beside it, as "....damaged". Nobody else may have it open. Throws
// std::runtime_error with a line for the user where nothing can be saved.
Salvaged Salvage(const std::string& path);

}  // namespace storage
