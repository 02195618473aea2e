// Which list of pending executions.
#pragma once

#include <compare>
#include <string>

namespace storage {

// A thing has a pending list for each namespace.
struct PendingList {
  std::string thing_name;
  std::string namespace_id{};  // empty: jobs without one

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes the comparison's own zero for a pointer
  auto operator<=>(const PendingList&) const = default;
};

}  // namespace storage
