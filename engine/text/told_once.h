// What has been said once, and need not be said again.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace engine {

// Holds no more than so many bytes: what would be more has all of it said anew.
class ToldOnce {
 public:
  explicit ToldOnce(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  bool IsNew(std::string_view what);
  void Forget();

 private:
  const std::size_t most_bytes_;
  std::set<std::string, std::less<>> told_;
  std::size_t bytes_ = 0;
};

}  // namespace engine
