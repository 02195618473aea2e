#include "server/devices/index_lag.h"

#include <utility>

namespace server {

namespace {

constexpr std::chrono::milliseconds kLag{500};

}  // namespace

IndexLag::IndexLag(boost::asio::io_context& io, std::function<void(const std::string&)> index)
    : timer_(io), index_(std::move(index)) {}

void IndexLag::Came(const std::string& client_id) {
  waiting_.push_back({std::chrono::steady_clock::now() + kLag, client_id});
  bytes_ += sizeof(Waiting) + client_id.size();
  while (bytes_ > kMostBytes && waiting_.size() > 1) IndexFirst();
  if (waiting_.size() == 1) Wait();
}

void IndexLag::IndexFirst() {
  const std::string client_id = std::move(waiting_.front().client_id);
  waiting_.pop_front();
  bytes_ -= sizeof(Waiting) + client_id.size();
  index_(client_id);
}

void IndexLag::Wait() {
  timer_.expires_at(waiting_.front().until);
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    while (!waiting_.empty() && waiting_.front().until <= timer_.expiry()) IndexFirst();
    if (!waiting_.empty()) Wait();
  });
}

void IndexLag::Stop() {
  timer_.cancel();
}

}  // namespace server
