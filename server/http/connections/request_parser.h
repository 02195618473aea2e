// A request as it comes off a connection, piece by piece.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "net/socket.h"
#include "server/http/connections/held_bytes.h"
#include "server/http/connections/http_server.h"
#include "server/http/message/message.h"

namespace http {

using Stream = boost::beast::basic_stream<boost::asio::ip::tcp, net::Executor>;

// As much as is read at once of what is kept as text.
constexpr std::size_t kChunk = std::size_t{16} << 10;

// A body that is kept as text, or handed on to an exchange.
struct Body {
  struct value_type {  // NOLINT(readability-identifier-naming): Beast's name
    const boost::beast::http::request_header<>* header = nullptr;
    const Streaming* streaming = nullptr;
    const HttpServer::Limits* limits = nullptr;
    HeldBytes::Share* share = nullptr;  // of the connection
    std::string text;
    std::unique_ptr<Exchange> exchange;

    // Of a request without a body this is done once it is whole.
    void Begin();
    std::size_t Limit() const;
    bool IsTooLarge(const boost::optional<std::uint64_t>& length);
    void Take(std::string_view piece, net::error_code& error);
  };

  class reader {  // NOLINT(readability-identifier-naming): Beast's name
   public:
    template <typename Header>
    reader(Header& /*of the message*/, value_type& value) : value_(value) {}

    // NOLINTBEGIN(readability-identifier-naming): Beast's names
    void init(const boost::optional<std::uint64_t>& length, net::error_code& error) {
      error = {};
      if (value_.IsTooLarge(length)) error = boost::beast::http::error::body_limit;
    }

    std::size_t put(boost::asio::const_buffer piece, net::error_code& error) {
      value_.Take({static_cast<const char*>(piece.data()), piece.size()}, error);
      return error ? 0 : piece.size();
    }

    void finish(net::error_code& error) { error = {}; }

    // NOLINTEND(readability-identifier-naming)

   private:
    value_type& value_;
  };
};

using Parser = boost::beast::http::request_parser<Body>;

void PrepareParser(Parser& parser, const HttpServer::Limits& limits, const Streaming& streaming,
                   HeldBytes::Share& share);

// Reads until the parser has a whole request. `buffer` holds what has come beyond the last one.
// An HTTP error is the client's mistake; any other is the connection's end.
net::Awaitable<net::error_code> ReadRequest(Stream& stream, boost::beast::flat_buffer& buffer,
                                            Parser& parser, const HttpServer::Limits& limits);

bool IsClientsMistake(const net::error_code& error);
// What it was, for the client.
std::string ProblemOf(const net::error_code& mistake, const Body::value_type& body);

// Without the body.
Request ToRequest(const boost::beast::http::request_header<>& header);

}  // namespace http
