// Sends files over a socket.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>

#include "server/http/message.h"

namespace http {

using SocketExecutor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, SocketExecutor>;

// From the page cache to the socket, in turns, so that no download holds up other requests.
// Returns whether all of it was sent; the socket is closed when its peer takes nothing for
// `patience`.
boost::asio::awaitable<bool, SocketExecutor> SendFile(Socket& socket, FileBody& file,
                                                      std::chrono::milliseconds patience);

}  // namespace http
