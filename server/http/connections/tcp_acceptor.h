// The listening socket of an HTTP server.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "server/http/connections/file_sender.h"

namespace http {

class TcpAcceptor {
 public:
  // Listens at once. Throws std::runtime_error with a line for the user, naming the flag that
  // sets the port, when it can't.
  TcpAcceptor(boost::asio::io_context& io, const std::string& bind, int port,
              const std::string& port_flag);

  int port() const;
  // The next connection, however long it takes; a closed socket once Close() was called.
  boost::asio::awaitable<Socket, SocketExecutor> Next();
  void Close();

 private:
  boost::asio::io_context& io_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, SocketExecutor> acceptor_;
};

}  // namespace http
