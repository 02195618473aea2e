#include "server/http/connections/file_sender.h"

#include <sys/sendfile.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace http {

namespace {

using net::error_code;

constexpr std::uint64_t kTurn = std::uint64_t{1} << 20;

}  // namespace

net::Awaitable<bool> SendFile(net::Socket& socket, FileBody& file,
                              std::chrono::milliseconds patience) {
  error_code error;
  socket.native_non_blocking(true, error);
  // The timer's last word may come when the socket is gone.
  const auto watched = std::make_shared<net::Socket*>(&socket);
  const std::shared_ptr<void> unwatch(nullptr, [watched](void*) { *watched = nullptr; });
  net::Timer deadline(socket.get_executor());
  while (auto part = file.Next()) {
    auto offset = static_cast<off_t>(part->offset);
    while (part->length > 0) {
      const ssize_t sent = ::sendfile(socket.native_handle(), part->descriptor, &offset,
                                      std::min<std::uint64_t>(part->length, kTurn));
      if (sent == 0 || (sent < 0 && errno != EAGAIN && errno != EINTR)) co_return false;
      if (sent > 0) part->length -= static_cast<std::uint64_t>(sent);
      deadline.expires_after(patience);
      deadline.async_wait([watched](const error_code& stopped) {
        error_code ignored;
        if (!stopped && *watched != nullptr) (*watched)->close(ignored);
      });
      co_await socket.async_wait(net::Socket::wait_write, net::Into(error));
      if (error) co_return false;
    }
  }
  co_return true;
}

}  // namespace http
