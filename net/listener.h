// A listening socket.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "net/socket.h"

namespace net {

struct ListenAddress {
  std::string bind;
  int port = 0;          // 0: any free one
  std::string flag;      // what the user chooses the port with
  std::string protocol;  // "HTTP"
};

class Listener {
 public:
  // Listens at once. Throws std::runtime_error with a line for the user, naming the flags, when
  // it can't.
  Listener(boost::asio::io_context& io, const ListenAddress& address);

  int port() const;
  // The next connection, however long it takes; a closed socket once Close() was called.
  Awaitable<Socket> Next();
  void Close();

 private:
  boost::asio::io_context& io_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
  const std::string protocol_;
};

}  // namespace net
