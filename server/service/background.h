// Does what time and long changes leave to do, between requests.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "server/service/service.h"

namespace server {

class Background {
 public:
  Background(boost::asio::io_context& io, Service& service);

  void Start();
  void Stop();
  // A long change goes on in parts.
  void GoOn();

 private:
  void Work();
  void Step();
  void WaitASecond();

  boost::asio::io_context& io_;
  Service& service_;
  boost::asio::steady_timer timer_;
  bool working_ = false;
};

}  // namespace server
