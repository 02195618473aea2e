// How many jobs and executions there are, in all.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace storage {

class Store;

class JobCounts {
 public:
  using ByStatus = std::map<std::string, std::int64_t>;  // by AWS's names

  explicit JobCounts(Store& store) : store_(store) {}

  ByStatus Jobs();
  ByStatus Executions();

 private:
  ByStatus Counted(const char* sql);

  Store& store_;
};

}  // namespace storage
