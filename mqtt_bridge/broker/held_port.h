// A port that stays ours while nobody listens on it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

namespace mqtt_bridge {

// Bound, but not listening: the broker may listen there, and between two of its lives the
// system gives the port to nobody else. Otherwise a device that tries to connect again could be
// given that very port for its own end, connect to itself, and keep the broker from coming
// back.
class HeldPort {
 public:
  // For 0 any port that is free. `flag` is what the user chooses it with. Throws
  // std::runtime_error with a line for the user when the address can't be bound or is in use.
  HeldPort(boost::asio::io_context& io, const std::string& bind, int port,
           const std::string& flag);

  int port() const { return port_; }

 private:
  int port_;
  std::vector<boost::asio::ip::tcp::acceptor> sockets_;  // one for each address of `bind`
};

}  // namespace mqtt_bridge
