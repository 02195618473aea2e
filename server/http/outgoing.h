// Requests to servers elsewhere, in plain HTTP.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace http {

struct Reply {
  int status = 0;
  std::string head;  // all that comes before the body
  std::string body;
  std::string problem;  // why there is none; else empty
};

// Of a header, by its name in lower case; empty where there is none.
std::string HeaderOf(const Reply& reply, std::string_view name);

struct Outgoing {
  std::string host;  // "name:port", or the name alone for port 80
  std::string text;  // the request as it is sent, of HTTP/1.0: its answer ends the connection
  std::size_t most = 0;  // bytes that the answer may have
  std::chrono::milliseconds patience = std::chrono::seconds(5);
};

// Calls `taken` once, later. What it returns ends the request at once, which has a problem
// then; later it does nothing.
std::function<void()> Send(boost::asio::io_context& io, Outgoing request,
                           std::function<void(Reply)> taken);

}  // namespace http
