// Makes RSA keys on threads of their own: one takes a quarter of a second.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>

#include "engine/identity/x509.h"
#include "server/service/needs.h"

namespace server {

class KeyMaker {
 public:
  explicit KeyMaker(boost::asio::io_context& io) : io_(io) {}

  ~KeyMaker();
  KeyMaker(const KeyMaker&) = delete;
  KeyMaker& operator=(const KeyMaker&) = delete;

  // The operations that need keys get them from here. Where too many wait already, they are
  // refused (Throttling).
  void Serve(Needs& needs);

 private:
  void Make(const Needs::Take& take);

  boost::asio::io_context& io_;
  std::optional<boost::asio::thread_pool> threads_;  // once they are needed
  std::stop_source stop_;
  std::size_t waiting_ = 0;
};

}  // namespace server
