#include "server/service/background.h"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <exception>

namespace server {

namespace {

// A full disk must not end the program: what could not be done is tried again a second later.
template <typename Work>
bool Guarded(const Work& work) {
  try {
    return work();
  } catch (const std::exception& failure) {
    spdlog::error("work that fell due could not be done, and will be tried again: {}",
                  failure.what());
    return false;
  }
}

}  // namespace

Background::Background(boost::asio::io_context& io, Service& service)
    : io_(io), service_(service), timer_(io) {
  service_.OnCommitted([this](const Committed&) { GoOn(); });
}

void Background::Start() {
  WaitASecond();
}

void Background::Stop() {
  timer_.cancel();
}

void Background::GoOn() {
  if (service_.HasBacklog()) Work();
}

void Background::Work() {
  if (working_) return;
  working_ = true;
  boost::asio::post(io_, [this] { Step(); });
}

void Background::Step() {
  working_ = false;
  if (Guarded([&] { return service_.Step(); })) Work();
}

void Background::WaitASecond() {
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    Work();
    WaitASecond();
  });
}

}  // namespace server
