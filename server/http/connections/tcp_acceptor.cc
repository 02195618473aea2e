#include "server/http/connections/tcp_acceptor.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <stdexcept>

namespace http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

auto Into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<SocketExecutor>(), error);
}

}  // namespace

TcpAcceptor::TcpAcceptor(asio::io_context& io, const std::string& bind, int port,
                         const std::string& port_flag)
    : io_(io), acceptor_(io) {
  error_code error;
  const auto address = asio::ip::make_address(bind, error);
  if (error) {
    throw std::runtime_error(fmt::format(
        "'{}' is not an IP address to listen on: --bind takes one, such as 127.0.0.1", bind));
  }
  const tcp::endpoint endpoint(address, static_cast<unsigned short>(port));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    throw std::runtime_error(fmt::format(
        "port {} on {} is taken: end the program that listens there, or choose another port "
        "with {} (0 takes any free one)",
        port, bind, port_flag));
  }
  if (error) {
    throw std::runtime_error(
        fmt::format("cannot listen for HTTP on {} port {}: {} (see --bind "
                    "and {})",
                    bind, port, error.message(), port_flag));
  }
}

int TcpAcceptor::port() const {
  return acceptor_.local_endpoint().port();
}

asio::awaitable<Socket, SocketExecutor> TcpAcceptor::Next() {
  bool failing = false;
  for (;;) {
    error_code error;
    Socket socket = co_await acceptor_.async_accept(Into(error));
    if (!error || !acceptor_.is_open()) co_return socket;
    // Out of file descriptors, most likely: they come back.
    if (!failing) spdlog::warn("cannot accept HTTP connections: {}", error.message());
    failing = true;
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, SocketExecutor>
        pause(io_, std::chrono::milliseconds(50));
    co_await pause.async_wait(Into(error));
  }
}

void TcpAcceptor::Close() {
  error_code ignored;
  acceptor_.close(ignored);
}

}  // namespace http
