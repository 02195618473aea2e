#include "server/http/connections/file_sender.h"

#include <sys/sendfile.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <memory>

namespace http {

namespace {

using boost::system::error_code;
using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>,
                                      SocketExecutor>;

constexpr std::uint64_t kTurn = std::uint64_t{1} << 20;

}  // namespace

boost::asio::awaitable<bool, SocketExecutor> SendFile(Socket& socket, FileBody& file,
                                                      std::chrono::milliseconds patience) {
  error_code error;
  socket.native_non_blocking(true, error);
  // The timer's last word may come when the socket is gone.
  const auto watched = std::make_shared<Socket*>(&socket);
  const std::shared_ptr<void> unwatch(nullptr, [watched](void*) { *watched = nullptr; });
  Timer deadline(socket.get_executor());
  while (auto part = file.content->Next()) {
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
      co_await socket.async_wait(
          Socket::wait_write,
          boost::asio::redirect_error(boost::asio::use_awaitable_t<SocketExecutor>(), error));
      if (error) co_return false;
    }
  }
  co_return true;
}

}  // namespace http
