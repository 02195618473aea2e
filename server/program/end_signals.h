// The signals that ask the program to end.
#pragma once

#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace server {

// SIGHUP is none of them where the program was started to outlive its terminal (nohup).
class EndSignals : public boost::asio::signal_set {
 public:
  explicit EndSignals(boost::asio::io_context& io)
      : boost::asio::signal_set(io, SIGINT, SIGTERM, SIGQUIT) {
    struct sigaction now {};

    ::sigaction(SIGHUP, nullptr, &now);
    if (now.sa_handler != SIG_IGN) add(SIGHUP);
  }
};

}  // namespace server
