// The sockets of the program's one io_context, and coroutines that wait for them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace net {

using boost::system::error_code;

// Naming the executor's type spares a type-erased one at each step.
using Executor = boost::asio::io_context::executor_type;

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using LocalSocket =
    boost::asio::basic_stream_socket<boost::asio::local::stream_protocol, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

template <typename T>
using Awaitable = boost::asio::awaitable<T, Executor>;

// What a coroutine waits with, to be told of a failure by `error`.
inline auto Into(error_code& error) {
  return boost::asio::redirect_error(boost::asio::use_awaitable_t<Executor>(), error);
}

}  // namespace net
