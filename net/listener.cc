#include "net/listener.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <stdexcept>

#include "net/idle_connections.h"
#include "net/port_holder.h"

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;

Listener::Listener(asio::io_context& io, const ListenAddress& on)
    : io_(io), acceptor_(io), protocol_(on.protocol) {
  error_code error;
  const auto address = asio::ip::make_address(on.bind, error);
  if (error) {
    throw std::runtime_error(fmt::format(
        "'{}' is not an IP address to listen on: --bind takes one, such as 127.0.0.1",
        on.bind));
  }
  const tcp::endpoint endpoint(address, static_cast<unsigned short>(on.port));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    throw std::runtime_error(fmt::format(
        "port {} on {} is taken by {}: end that, or choose another port with {} (0 takes any "
        "free one)",
        on.port, on.bind, HolderOf(on.port), on.flag));
  }
  if (error) {
    throw std::runtime_error(
        fmt::format("cannot listen for {} on {} port {}: {} (see --bind "
                    "and {})",
                    on.protocol, on.bind, on.port, error.message(), on.flag));
  }
}

int Listener::port() const {
  return acceptor_.local_endpoint().port();
}

Awaitable<Socket> Listener::Next() {
  bool failing = false;
  for (;;) {
    error_code error;
    Socket socket = co_await acceptor_.async_accept(Into(error));
    if (!acceptor_.is_open()) co_return socket;
    if (!error) {
      IdleConnections::Of(io_).MakeRoom(socket.native_handle());
      socket.set_option(tcp::no_delay(true), error);
      co_return socket;
    }
    if (error == asio::error::no_descriptors && IdleConnections::Of(io_).CloseOldest()) {
      continue;
    }
    // Out of file descriptors, most likely: they come back.
    if (!failing) spdlog::warn("cannot accept {} connections: {}", protocol_, error.message());
    failing = true;
    Timer pause(io_, std::chrono::milliseconds(50));
    co_await pause.async_wait(Into(error));
  }
}

void Listener::Close() {
  error_code ignored;
  acceptor_.close(ignored);
}

}  // namespace net
