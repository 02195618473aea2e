#include "server/http/connections/request_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

#include "net/idle_connections.h"

namespace http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using net::error_code;

constexpr std::size_t kPiece = std::size_t{128} << 10;  // of a body that is handed on

// AWS's own front refuses these too: what stands behind a proxy that reads them in another way
// would take a part of the body for the next request.
error_code FramingProblem(const beast::http::request_header<>& head) {
  using beast::http::field;
  const auto hosts = head.count(field::host);
  if (hosts > 1 || (hosts == 0 && head.version() == 11)) return beast::http::error::bad_field;
  const auto encodings = head.count(field::transfer_encoding);
  const bool is_chunked =
      encodings == 1 && beast::iequals(head[field::transfer_encoding], "chunked");
  if (encodings > 0 && (!is_chunked || head.version() < 11)) {
    return beast::http::error::bad_transfer_encoding;
  }
  const std::string_view length = head[field::content_length];
  if (head.count(field::content_length) > 1 || length.find(',') != std::string_view::npos) {
    return beast::http::error::bad_content_length;
  }
  return {};
}

// The head of a request has come: what is to be said or noticed before its body does.
net::Awaitable<error_code> HeadEnds(Stream& stream, Parser& parser) {
  error_code error = FramingProblem(parser.get());
  if (error) co_return error;
  if (parser.get().body().IsTooLarge(parser.content_length())) {
    co_return beast::http::error::body_limit;
  }
  if (parser.get().version() == 11 &&
      beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(stream, asio::buffer(kContinue), net::Into(error));
  }
  co_return error;
}

}  // namespace

void Body::value_type::Begin() {
  using beast::http::field;
  if (exchange || !streaming->claims ||
      !streaming->claims(header->target(), (*header)[field::host],
                         (*header)[field::authorization])) {
    return;
  }
  exchange = streaming->begin(ToRequest(*header));
}

bool Body::value_type::IsTooLarge(const boost::optional<std::uint64_t>& length) {
  Begin();
  return !exchange && length && *length > Limit();
}

std::size_t Body::value_type::Limit() const {
  const std::string_view target(header->target().data(), header->target().size());
  const auto larger = limits->body_bytes_of.find(target.substr(0, target.find('?')));
  return larger == limits->body_bytes_of.end() ? limits->body_bytes : larger->second;
}

void Body::value_type::Take(std::string_view piece, error_code& error) {
  error = {};
  if (exchange) {
    exchange->Take(piece);
  } else if (text.size() + piece.size() > Limit()) {
    error = beast::http::error::body_limit;
  } else {
    text.append(piece);
    share->Hold(text.size());
  }
}

void PrepareParser(Parser& parser, const HttpServer::Limits& limits, const Streaming& streaming,
                   HeldBytes::Share& share) {
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(boost::none);  // Body has limits of its own
  parser.eager(true);
  Body::value_type& body = parser.get().body();
  body.header = &parser.get();
  body.streaming = &streaming;
  body.limits = &limits;
  body.share = &share;
}

net::Awaitable<error_code> ReadRequest(Stream& stream, beast::flat_buffer& buffer,
                                       Parser& parser, const HttpServer::Limits& limits) {
  error_code error;
  bool begun = false;
  bool head_seen = false;
  stream.expires_after(buffer.size() > 0 ? limits.whole_request : limits.between_requests);
  std::optional<net::IdleConnections::Idle> idle;
  idle.emplace(net::IdleConnections::Of(stream.get_executor().context()),
               [&stream] { stream.close(); });
  for (;;) {
    while (buffer.size() > 0 && !parser.is_done() && !error) {
      begun = true;
      buffer.consume(parser.put(buffer.data(), error));
    }
    if (error == beast::http::error::need_more) error = {};
    // A request without a body is done here, and may expect a 100 nevertheless.
    if (!error && parser.is_header_done() && !std::exchange(head_seen, true)) {
      error = co_await HeadEnds(stream, parser);
    }
    if (error || parser.is_done()) co_return error;
    const bool was_begun = begun;
    const bool streamed = parser.get().body().exchange != nullptr;
    if (streamed) idle.reset();
    const std::size_t size = co_await stream.async_read_some(
        buffer.prepare(streamed ? kPiece : kChunk), net::Into(error));
    if (error == asio::error::eof && begun) error = beast::http::error::partial_message;
    if (error) co_return error;
    buffer.commit(size);
    if (!was_begun || streamed) stream.expires_after(limits.whole_request);
  }
}

bool IsClientsMistake(const error_code& error) {
  return error.category() == make_error_code(beast::http::error::bad_method).category();
}

std::string ProblemOf(const error_code& mistake, const Body::value_type& body) {
  if (mistake == beast::http::error::header_limit) {
    return fmt::format("The request headers are larger than {} bytes.",
                       body.limits->header_bytes);
  }
  if (mistake == beast::http::error::body_limit) {
    return fmt::format("The request body is larger than {} bytes.", body.Limit());
  }
  if (mistake == beast::http::error::bad_field) {
    return "The request is not HTTP: a header is malformed, or Host is missing or said twice.";
  }
  return "The request is not HTTP: " + mistake.message() + ".";
}

Request ToRequest(const beast::http::request_header<>& header) {
  Request request;
  request.method = header.method_string();
  request.target = header.target();
  for (const auto& field : header) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    request.headers.emplace_back(std::move(name), field.value());
  }
  return request;
}

}  // namespace http
