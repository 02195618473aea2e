// Passes on what one side of a connection says to the other.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace mqtt_bridge {

// Until either side ends, or `change` returns nothing: it makes of what was read what is to be
// written.
template <typename Executor, typename From, typename To, typename Change>
boost::asio::awaitable<void, Executor> Relay(From& from, To& to, Change change) {
  namespace asio = boost::asio;
  std::array<char, std::size_t{16} << 10> buffer;
  boost::system::error_code error;
  const auto into_error = [&error] {
    return asio::redirect_error(asio::use_awaitable_t<Executor>(), error);
  };
  while (!error) {
    const std::size_t size = co_await from.async_read_some(asio::buffer(buffer), into_error());
    if (error) break;
    const std::optional<std::string_view> bytes = change(std::string_view(buffer.data(), size));
    if (!bytes) break;
    if (!bytes->empty()) co_await asio::async_write(to, asio::buffer(*bytes), into_error());
  }
}

}  // namespace mqtt_bridge
