#include "server/beforehand/key_maker.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>
#include <memory>
#include <thread>
#include <utility>

#include "engine/error.h"

namespace server {

namespace {

// With payloads of the largest size they hold 64 MB; the last waits for a minute or two.
constexpr std::size_t kMostWaiting = 500;

std::size_t Threads() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 4);
}

Beforehand NewKeys(const std::stop_token& stop) {
  try {
    return {.keys = engine::NewRsaKeyPair(stop)};
  } catch (const std::exception& failure) {
    spdlog::error("a key could not be made: {}", failure.what());
    return {.refusal = std::make_shared<engine::Error>(engine::ErrorCode::kInternalFailure,
                                                       "A key could not be made.")};
  }
}

}  // namespace

KeyMaker::~KeyMaker() {
  stop_.request_stop();
  if (threads_) threads_->stop();
}

void KeyMaker::Serve(Needs& needs) {
  needs.Add({"CreateKeysAndCertificate", "CreateProvisioningClaim"},
            [this](Context&, const Call&) -> Needs::Get {
              return [this](const Needs::Take& take) { Make(take); };
            });
}

void KeyMaker::Make(const Needs::Take& take) {
  if (waiting_ >= kMostWaiting) {
    return take({.refusal = std::make_shared<engine::Error>(
                     engine::ErrorCode::kThrottling,
                     "Too many requests wait for keys that are being made.")});
  }
  ++waiting_;
  if (!threads_) threads_.emplace(Threads());
  boost::asio::post(*threads_, [this, take, stop = stop_.get_token()] {
    if (stop.stop_requested()) return;
    auto made = std::make_shared<Beforehand>(NewKeys(stop));
    if (stop.stop_requested()) return;
    boost::asio::post(io_, [this, take, made] {
      --waiting_;
      take(std::move(*made));
    });
  });
}

}  // namespace server
