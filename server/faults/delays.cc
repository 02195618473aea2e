#include "server/faults/delays.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

#include "storage/changes.h"

namespace server {

using nlohmann::json;

Delays::Delays(boost::asio::io_context& io, Service& service)
    : io_(io), service_(service), timer_(io) {
  service_.due().Add({.upcoming =
                          [this](int most) {
                            std::vector<Due> due;
                            for (const auto& [key, held] : held_) {
                              if (due.size() == static_cast<std::size_t>(most)) break;
                              due.push_back({.at = key.first, .row = key.second});
                            }
                            return due;
                          },
                      .act =
                          [this](Context&, const Due& due) {
                            Release(held_.find({due.at, due.row}));
                          },
                      .tell =
                          [this](Context&, const Due& due) {
                            const auto held = held_.find({due.at, due.row});
                            return json{{"kind", "faultDelay"},
                                        {"why", "a fault lets go: " + held->second.what}};
                          }});
  service_.OnCommitted([this](const Committed& committed) {
    if (committed.changes.erased_all) Forget();
  });
}

void Delays::Hold(engine::Duration length, Held held) {
  bytes_ += held.bytes;
  held_.emplace(Key{service_.Now() + length, ++count_}, std::move(held));
  while (held_.size() > kMost || bytes_ > kMostBytes) Release(held_.begin());
  service_.due().Changed();
  Wait();
}

void Delays::Release(std::map<Key, Held>::iterator held) {
  if (held == held_.end()) return;
  bytes_ -= held->second.bytes;
  boost::asio::post(io_, std::move(held->second.go));
  held_.erase(held);
}

void Delays::ReleaseDue() {
  while (!held_.empty() && held_.begin()->first.first <= service_.Now()) {
    Release(held_.begin());
  }
  service_.due().Changed();
}

// A clock that stands still brings nothing by itself, and one whose scale changes is looked at
// soon enough.
void Delays::Wait() {
  const double scale = service_.clock().setting().scale;
  if (held_.empty() || scale <= 0) return;
  const auto left = std::max(held_.begin()->first.first - service_.Now(), engine::Duration{0});
  const auto real = std::chrono::duration_cast<engine::Duration>(left / scale);
  timer_.expires_after(std::clamp(real, engine::Duration{1}, engine::Duration{1000}));
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    ReleaseDue();
    Wait();
  });
}

void Delays::Forget() {
  for (auto held = held_.begin(); held != held_.end();) {
    const auto next = std::next(held);
    if (held->second.outlives_reset) Release(held);
    held = next;
  }
  held_.clear();
  bytes_ = 0;
}

void Delays::Stop() {
  timer_.cancel();
}

}  // namespace server
