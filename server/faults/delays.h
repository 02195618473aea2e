// What a fault holds back, until the emulator's clock has come so far.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "engine/instant.h"
#include "server/service/service.h"

namespace server {

// What is held is due, as timers are: it shows among them, and a clock that is moved brings it.
class Delays {
 public:
  struct Held {
    std::string what{};  // "the answer to UpdateJobExecution leaves"
    std::size_t bytes = 0;
    std::function<void()> go{};  // from the io_context; may not outlive what it uses
    // A client waits for it; else a reset forgets it.
    bool outlives_reset = false;
  };

  Delays(boost::asio::io_context& io, Service& service);

  // Beyond 10,000 of them, or 16 MiB, the first ones go at once.
  void Hold(engine::Duration length, Held held);
  void Stop();

 private:
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  using Key = std::pair<engine::Instant, std::int64_t>;  // when, and the number

  void Release(std::map<Key, Held>::iterator held);
  void ReleaseDue();
  void Wait();
  void Forget();

  boost::asio::io_context& io_;
  Service& service_;
  boost::asio::steady_timer timer_;
  std::map<Key, Held> held_;
  std::size_t bytes_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace server
