// How long the index of things takes to hear of a client that has come.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>

namespace server {

// AWS: its index is slower than a device that subscribes as soon as it is connected, so that
// the device hears of the jobs that its connecting brings it. Ours: half a second, by the
// system's clock.
class IndexLag {
 public:
  IndexLag(boost::asio::io_context& io, std::function<void(const std::string&)> index);

  void Came(const std::string& client_id);
  void Stop();

 private:
  // Of clients that come faster than this, the first are indexed at once.
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  struct Waiting {
    std::chrono::steady_clock::time_point until;
    std::string client_id;
  };

  void Wait();
  void IndexFirst();

  boost::asio::steady_timer timer_;
  const std::function<void(const std::string&)> index_;
  std::deque<Waiting> waiting_;  // the first to come first
  std::size_t bytes_ = 0;
};

}  // namespace server
