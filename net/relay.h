// Passes on what one side of a connection says to the other.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "net/socket.h"
#include "net/stage.h"

namespace net {

// Until either side ends, or a stage says so. `write` is a coroutine that writes bytes to the
// other side and returns an error_code.
template <typename From, typename Write>
Awaitable<void> Relay(From& from, Stages stages, Write write) {
  std::array<char, std::size_t{16} << 10> buffer;
  error_code error;
  while (!error) {
    const std::size_t size =
        co_await from.async_read_some(boost::asio::buffer(buffer), Into(error));
    if (error) break;
    const std::optional<std::string_view> bytes = Pass(stages, {buffer.data(), size});
    if (!bytes) break;
    if (!bytes->empty()) error = co_await write(*bytes);
  }
}

// The plainest `write`.
template <typename To>
auto WriteTo(To& to) {
  return [&to](std::string_view bytes) -> Awaitable<error_code> {
    error_code error;
    co_await boost::asio::async_write(to, boost::asio::buffer(bytes), Into(error));
    co_return error;
  };
}

}  // namespace net
