#include "mqtt_bridge/broker/held_port.h"

#include <fmt/format.h>

#include <boost/asio/ip/v6_only.hpp>
#include <stdexcept>
#include <utility>

#include "net/port_holder.h"

namespace mqtt_bridge {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

tcp::acceptor Bound(boost::asio::io_context& io, const tcp::endpoint& endpoint,
                    error_code& error) {
  tcp::acceptor socket(io);
  if (socket.open(endpoint.protocol(), error)) return socket;
  if (socket.set_option(tcp::acceptor::reuse_address(true), error)) return socket;
  if (endpoint.protocol() == tcp::v6()) {
    socket.set_option(boost::asio::ip::v6_only(true), error);
  }
  socket.bind(endpoint, error);
  return socket;
}

}  // namespace

HeldPort::HeldPort(boost::asio::io_context& io, const std::string& bind, int port,
                   const std::string& flag)
    : port_(port) {
  error_code error;
  const auto endpoints =
      tcp::resolver(io).resolve(bind, std::to_string(port), tcp::resolver::passive, error);
  if (!error) {
    for (const auto& entry : endpoints) {
      tcp::endpoint endpoint = entry.endpoint();
      endpoint.port(static_cast<unsigned short>(port_));
      tcp::acceptor held = Bound(io, endpoint, error);
      if (error) break;
      endpoint = held.local_endpoint();
      port_ = endpoint.port();
      // Only listening tells a port in use from one in TIME_WAIT.
      tcp::acceptor trial = Bound(io, endpoint, error);
      if (error || trial.listen(1, error)) break;
      sockets_.push_back(std::move(held));
    }
  }
  if (!error) return;
  if (error == boost::asio::error::address_in_use) {
    throw std::runtime_error(
        fmt::format("MQTT port {} on {} is taken by {}: end that, or choose another port with "
                    "{} (0 takes any free one)",
                    port_, bind, net::HolderOf(port_), flag));
  }
  throw std::runtime_error(
      fmt::format("MQTT can't listen on {} port {}: {} (see --bind and {})", bind, port_,
                  error.message(), flag));
}

}  // namespace mqtt_bridge
