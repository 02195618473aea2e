#include "engine/text/told_once.h"

namespace engine {

namespace {

constexpr std::size_t kOverhead = 100;  // of one that is kept, about

}  // namespace

bool ToldOnce::IsNew(std::string_view what) {
  if (told_.contains(what)) return false;
  const std::size_t bytes = kOverhead + what.size();
  if (bytes_ + bytes > most_bytes_) Forget();
  if (bytes > most_bytes_) return true;
  told_.emplace(what);
  bytes_ += bytes;
  return true;
}

void ToldOnce::Forget() {
  told_.clear();
  bytes_ = 0;
}

}  // namespace engine
