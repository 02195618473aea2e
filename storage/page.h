// One page of a list, and the request for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace storage {

enum class Order { kNewestFirst, kOldestFirst };

inline constexpr int kLargestPage = 250;  // AWS

// A part of a list: at most `limit` rows after the row `after` (its key, as `next` gave it).
struct PageRequest {
  int limit = kLargestPage;
  std::optional<std::string> after;
};

template <typename Row>
struct Page {
  std::vector<Row> rows;
  std::optional<std::string> next;  // nothing on the last page
};

}  // namespace storage
