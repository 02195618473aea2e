#include "server/http/connections/client_watch.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace http {

namespace {

bool HasEnded(net::Socket& socket) {
  char next = 0;
  const ssize_t read = ::recv(socket.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return read == 0 || (read < 0 && errno != EAGAIN && errno != EINTR);
}

}  // namespace

ClientWatch::ClientWatch(net::Socket& socket, std::function<void()> gone) {
  if (!gone) return;
  watched_ = std::make_shared<net::Socket*>(&socket);
  socket.async_wait(net::Socket::wait_read,
                    [watched = watched_, gone = std::move(gone)](const net::error_code& error) {
                      if (*watched != nullptr && (error || HasEnded(**watched))) gone();
                    });
}

ClientWatch::~ClientWatch() {
  if (!watched_) return;
  net::error_code ignored;
  (*watched_)->cancel(ignored);
  *watched_ = nullptr;
}

}  // namespace http
