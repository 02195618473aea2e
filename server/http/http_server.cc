#include "server/http/http_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <set>
#include <stdexcept>
#include <utility>

#include "server/http/cors.h"
#include "server/http/rest_json.h"

namespace http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

// Naming the executor's type spares a type-erased one at each step.
using Executor = asio::io_context::executor_type;
template <typename T>
using Awaitable = asio::awaitable<T, Executor>;
using Token = asio::use_awaitable_t<Executor>;
using Stream = beast::basic_stream<tcp, Executor>;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Parser = beast::http::request_parser<beast::http::string_body>;

auto Into(error_code& error) {
  return asio::redirect_error(Token(), error);
}

Request ToRequest(beast::http::request<beast::http::string_body> message) {
  Request request;
  request.method = message.method_string();
  request.target = message.target();
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    request.headers.emplace_back(std::move(name), field.value());
  }
  request.body = std::move(message.body());
  return request;
}

std::string Wire(const Response& response, bool head, const char* connection) {
  const std::string_view reason =
      beast::http::obsolete_reason(static_cast<beast::http::status>(response.status));
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason);
  for (const auto& [name, value] : response.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (response.status != 204) {
    text += fmt::format("content-length: {}\r\n", response.body.size());
  }
  text.append("connection: ").append(connection).append("\r\n\r\n");
  if (!head) text += response.body;
  return text;
}

Response Refuse(const std::string& message) {
  Response response = Refusal(400, "InvalidRequestException", message);
  AllowOrigins(response);
  return response;
}

bool IsClientsMistake(const error_code& error) {
  return error.category() == make_error_code(beast::http::error::bad_method).category();
}

bool IsExpectingContinue(const Parser& parser) {
  return parser.is_header_done() && parser.get().version() == 11 &&
         beast::iequals(parser.get()[beast::http::field::expect], "100-continue");
}

}  // namespace

class HttpServer::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& io, const std::string& bind, int port, Handler handler,
           Limits limits)
      : io_(io), acceptor_(io), handler_(std::move(handler)), limits_(limits) {
    error_code error;
    const auto address = asio::ip::make_address(bind, error);
    if (error) {
      throw std::runtime_error(fmt::format(
          "'{}' is not an IP address to listen on: --bind takes one, such as 127.0.0.1", bind));
    }
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(port));
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(Acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use) {
      throw std::runtime_error(fmt::format(
          "port {} on {} is taken: end the program that listens there, or choose another port "
          "with --http-port (0 takes any free one)",
          port, bind));
    }
    if (error) {
      throw std::runtime_error(
          fmt::format("cannot listen for HTTP on {} port {}: {} (see --bind and --http-port)",
                      bind, port, error.message()));
    }
  }

  void Start() { asio::co_spawn(io_, Accept(shared_from_this()), asio::detached); }

  int port() const { return acceptor_.local_endpoint().port(); }

  void Stop() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Stream* stream : streams_) stream->close();
  }

 private:
  using Streams = std::set<Stream*>;

  // Keeps a connection where Stop() finds it.
  class Membership {
   public:
    Membership(Streams& streams, Stream& stream) : streams_(streams), stream_(stream) {
      streams_.insert(&stream_);
    }

    ~Membership() { streams_.erase(&stream_); }

    Membership(const Membership&) = delete;
    Membership& operator=(const Membership&) = delete;

   private:
    Streams& streams_;
    Stream& stream_;
  };

  // Coroutines hold the listener that they run on.
  Awaitable<void> Accept(std::shared_ptr<Listener> self) {
    bool failing = false;
    while (!stopped_) {
      error_code error;
      Socket socket = co_await acceptor_.async_accept(Into(error));
      if (stopped_) break;
      if (error) {  // out of file descriptors, most likely: they come back
        if (!failing) spdlog::warn("cannot accept HTTP connections: {}", error.message());
        failing = true;
        asio::basic_waitable_timer<std::chrono::steady_clock,
                                   asio::wait_traits<std::chrono::steady_clock>, Executor>
            pause(io_, std::chrono::milliseconds(50));
        co_await pause.async_wait(Into(error));
        continue;
      }
      failing = false;
      asio::co_spawn(io_, Serve(self, std::move(socket)), asio::detached);
    }
  }

  Awaitable<void> Serve(std::shared_ptr<Listener> self, Socket socket) {
    Stream stream(std::move(socket));
    error_code error;
    stream.socket().set_option(tcp::no_delay(true), error);
    const Membership membership(self->streams_, stream);
    beast::flat_buffer buffer;
    bool keep = true;
    while (keep) {
      Parser parser;
      parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
      parser.body_limit(limits_.body_bytes);
      parser.eager(true);
      error = co_await Read(stream, buffer, parser);
      if (stopped_ || (error && !IsClientsMistake(error))) break;
      keep = !error && parser.keep_alive();
      const bool head = parser.get().method() == beast::http::verb::head;
      Response response = error ? Refuse(Problem(error)) : Respond(parser.release());
      while (response.go_on && !stopped_) {
        co_await asio::post(stream.get_executor(), Token());
        response = GoOn(response);
      }
      const std::string text = Wire(response, head, keep ? "keep-alive" : "close");
      stream.expires_after(limits_.whole_request);
      co_await asio::async_write(stream, asio::buffer(text), Into(error));
      if (error || stopped_) break;
    }
    if (!keep && !stopped_ && !error) co_await Linger(stream);
  }

  // Reads until the parser has a whole request. An HTTP error is the client's mistake; any
  // other is the connection's end.
  Awaitable<error_code> Read(Stream& stream, beast::flat_buffer& buffer, Parser& parser) {
    error_code error;
    bool begun = false;
    bool told_to_continue = false;
    stream.expires_after(limits_.between_requests);
    for (;;) {
      while (buffer.size() > 0 && !parser.is_done() && !error) {
        begun = true;
        buffer.consume(parser.put(buffer.data(), error));
      }
      if (error == beast::http::error::need_more) error = {};
      if (error || parser.is_done()) co_return error;
      if (IsExpectingContinue(parser) && !std::exchange(told_to_continue, true)) {
        constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream, asio::buffer(kContinue), Into(error));
        if (error) co_return error;
      }
      const bool was_begun = begun;
      const std::size_t size =
          co_await stream.async_read_some(buffer.prepare(kChunk), Into(error));
      if (error == asio::error::eof && begun) {
        error = beast::http::error::partial_message;
      }
      if (error) co_return error;
      buffer.commit(size);
      if (!was_begun) stream.expires_after(limits_.whole_request);
    }
  }

  Response Respond(beast::http::request<beast::http::string_body> message) {
    const Request request = ToRequest(std::move(message));
    try {
      return handler_(request);
    } catch (const std::exception& problem) {
      spdlog::error("{} {} failed: {}", request.method, request.target, problem.what());
      return Failed();
    }
  }

  static Response GoOn(const Response& response) {
    try {
      return response.go_on();
    } catch (const std::exception& problem) {
      spdlog::error("what a request began could not be finished: {}", problem.what());
      return Failed();
    }
  }

  static Response Failed() {
    Response response =
        Refusal(500, "InternalFailureException", "An unexpected error has occurred.");
    AllowOrigins(response);
    return response;
  }

  std::string Problem(const error_code& error) const {
    if (error == beast::http::error::header_limit) {
      return fmt::format("The request headers are larger than {} bytes.", limits_.header_bytes);
    }
    if (error == beast::http::error::body_limit) {
      return fmt::format("The request body is larger than {} bytes.", limits_.body_bytes);
    }
    return "The request is not HTTP: " + error.message() + ".";
  }

  // Reads on for a while: closing with input unread would take the answer away from the client.
  static Awaitable<void> Linger(Stream& stream) {
    error_code error;
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
    stream.expires_after(std::chrono::seconds(2));
    std::string nowhere(kChunk, '\0');
    while (!error) {
      co_await stream.async_read_some(asio::buffer(nowhere), Into(error));
    }
  }

  static constexpr std::size_t kChunk = std::size_t{16} << 10;

  asio::io_context& io_;
  Acceptor acceptor_;
  const Handler handler_;
  const Limits limits_;
  Streams streams_;
  bool stopped_ = false;
};

HttpServer::HttpServer(asio::io_context& io, const std::string& bind, int port, Handler handler,
                       Limits limits)
    : listener_(std::make_shared<Listener>(io, bind, port, std::move(handler), limits)) {
  listener_->Start();
}

HttpServer::HttpServer(asio::io_context& io, const std::string& bind, int port, Handler handler)
    : HttpServer(io, bind, port, std::move(handler), Limits()) {}

HttpServer::~HttpServer() {
  Stop();
}

int HttpServer::port() const {
  return listener_->port();
}

void HttpServer::Stop() {
  listener_->Stop();
}

}  // namespace http
