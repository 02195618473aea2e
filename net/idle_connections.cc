#include "net/idle_connections.h"

#include <sys/resource.h>

#include <utility>

namespace net {

namespace {

// For files, pipes and what else a request may take.
constexpr rlim_t kSpare = 32;

}  // namespace

IdleConnections::Idle::Idle(IdleConnections& among, std::function<void()> close)
    : among_(among), place_(among.idle_.insert(among.idle_.end(), std::move(close))) {}

IdleConnections::Idle::~Idle() {
  among_.idle_.erase(place_);
}

// The system gives the lowest number that is free.
void IdleConnections::MakeRoom(int descriptor) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  if (static_cast<rlim_t>(descriptor) + kSpare >= limit.rlim_cur) CloseOldest();
}

bool IdleConnections::CloseOldest() {
  for (auto& close : idle_) {
    if (!close) continue;  // on its way out
    std::exchange(close, nullptr)();
    return true;
  }
  return false;
}

}  // namespace net
