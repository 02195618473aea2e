#include "server/http/connections/http_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <set>
#include <utility>

#include "server/http/connections/answer_later.h"
#include "server/http/connections/file_sender.h"
#include "server/http/connections/tcp_acceptor.h"
#include "server/http/cors.h"
#include "server/http/rest_json.h"

namespace http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

// Naming the executor's type spares a type-erased one at each step.
using Executor = SocketExecutor;
template <typename T>
using Awaitable = asio::awaitable<T, Executor>;
using Token = asio::use_awaitable_t<Executor>;
using Stream = beast::basic_stream<tcp, Executor>;

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

// A body that is kept as text, or handed on to an exchange.
struct Body {
  struct value_type {  // NOLINT(readability-identifier-naming): Beast's name
    const beast::http::request_header<>* header = nullptr;
    const Streaming* streaming = nullptr;
    std::size_t limit = 0;
    std::string text;
    std::unique_ptr<Exchange> exchange;

    // Of a request without a body this is done once it is whole.
    void Begin() {
      using beast::http::field;
      if (exchange || !streaming->claims ||
          !streaming->claims(header->target(), (*header)[field::host],
                             (*header)[field::authorization])) {
        return;
      }
      exchange = streaming->begin(ToRequest(*header));
    }

    bool IsTooLarge(const boost::optional<std::uint64_t>& length) {
      Begin();
      return !exchange && length && *length > limit;
    }
  };

  class reader {  // NOLINT(readability-identifier-naming): Beast's name
   public:
    template <typename Header>
    reader(Header& /*of the message*/, value_type& value) : value_(value) {}

    // NOLINTBEGIN(readability-identifier-naming): Beast's names
    void init(const boost::optional<std::uint64_t>& length, error_code& error) {
      error = value_.IsTooLarge(length) ? make_error_code(beast::http::error::body_limit)
                                        : error_code();
    }

    std::size_t put(asio::const_buffer piece, error_code& error) {
      const std::string_view text(static_cast<const char*>(piece.data()), piece.size());
      error = {};
      if (value_.exchange) {
        value_.exchange->Take(text);
      } else if (value_.text.size() + text.size() > value_.limit) {
        error = beast::http::error::body_limit;
        return 0;
      } else {
        value_.text.append(text);
      }
      return text.size();
    }

    void finish(error_code& error) { error = {}; }

    // NOLINTEND(readability-identifier-naming)

   private:
    value_type& value_;
  };
};

using Parser = beast::http::request_parser<Body>;

auto Into(error_code& error) {
  return asio::redirect_error(Token(), error);
}

std::string Wire(const Response& response, bool head, const char* connection) {
  const std::string_view reason =
      beast::http::obsolete_reason(static_cast<beast::http::status>(response.status));
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason);
  for (const auto& [name, value] : response.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (response.status != 204 && response.status != 304) {
    text += fmt::format("content-length: {}\r\n",
                        response.file ? response.file->length : response.body.size());
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

}  // namespace

class HttpServer::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& io, const std::string& bind, int port, Handler handler,
           Limits limits, Streaming streaming, const std::string& port_flag,
           Protocols protocols)
      : io_(io),
        acceptor_(io, bind, port, port_flag),
        handler_(std::move(handler)),
        limits_(limits),
        streaming_(std::move(streaming)),
        protocols_(std::move(protocols)) {}

  void Start() { asio::co_spawn(io_, Accept(shared_from_this()), asio::detached); }

  int port() const { return acceptor_.port(); }

  void Stop() {
    stopped_ = true;
    acceptor_.Close();
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
    while (!stopped_) {
      Socket socket = co_await acceptor_.Next();
      if (stopped_) break;
      error_code error;
      Peer peer{.ip_address = socket.remote_endpoint(error).address().to_string()};
      socket.set_option(tcp::no_delay(true), error);
      asio::co_spawn(io_, Serve(self, std::move(socket), std::move(peer)), asio::detached);
    }
  }

  Awaitable<void> Serve(std::shared_ptr<Listener> self, Socket socket, Peer peer) {
    Stream stream(std::move(socket));
    error_code error;
    const Membership membership(self->streams_, stream);
    beast::flat_buffer buffer;
    if (protocols_.tls && !peer.over_tls && !co_await IsPlain(stream, buffer)) co_return;
    bool keep = true;
    while (keep) {
      Parser parser;
      parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
      parser.body_limit(boost::none);  // Body has limits of its own
      parser.get().body().header = &parser.get();
      parser.get().body().streaming = &streaming_;
      parser.get().body().limit = limits_.body_bytes;
      parser.eager(true);
      error = co_await Read(stream, buffer, parser);
      if (stopped_ || (error && !IsClientsMistake(error))) break;
      keep = !error && parser.keep_alive();
      std::optional<Response> refusal;
      if (!error && IsWebSocketHandshake(parser.get())) {
        const Request handshake = ToRequest(parser.get());
        if (protocols_.web_socket_refusal)
          refusal = protocols_.web_socket_refusal(handshake, peer);
        if (!refusal) {
          protocols_.web_socket(stream.release_socket(), HeadOf(handshake), peer);
          co_return;
        }
      }
      const bool head = parser.get().method() == beast::http::verb::head;
      if (error) refusal = Refuse(Problem(error));
      Response response = refusal ? *std::move(refusal) : Respond(parser.get(), peer);
      while (response.go_on && !stopped_) {
        co_await asio::post(stream.get_executor(), Token());
        response = GoOn(response);
      }
      if (response.later) response = co_await AnswerLater(std::move(response.later));
      if (stopped_) break;
      const std::string text = Wire(response, head, keep ? "keep-alive" : "close");
      stream.expires_after(limits_.whole_request);
      co_await asio::async_write(stream, asio::buffer(text), Into(error));
      if (error || stopped_) break;
      if (response.file && !head &&
          !co_await SendFile(stream.socket(), *response.file, limits_.whole_request)) {
        break;
      }
    }
    if (!keep && !stopped_ && !error) co_await Linger(stream);
  }

  // Looks at the first bytes, and hands on what is not plain HTTP.
  Awaitable<bool> IsPlain(Stream& stream, beast::flat_buffer& buffer) {
    error_code error;
    stream.expires_after(limits_.between_requests);
    buffer.commit(co_await stream.async_read_some(buffer.prepare(kChunk), Into(error)));
    if (error || stopped_) co_return false;
    std::string begun = beast::buffers_to_string(buffer.data());
    if (!IsTls(begun)) co_return !protocols_.only_tls;
    protocols_.tls->Take(stream.release_socket(), std::move(begun),
                         [self = shared_from_this()](Socket plain, Peer peer) {
                           if (self->stopped_) return;
                           asio::co_spawn(self->io_,
                                          self->Serve(self, std::move(plain), std::move(peer)),
                                          asio::detached);
                         });
    co_return false;
  }

  bool IsWebSocketHandshake(const Parser::value_type& request) const {
    const std::string_view target = request.target();
    return protocols_.web_socket &&
           target.substr(0, target.find('?')) == protocols_.web_socket_path &&
           request.method() == beast::http::verb::get &&
           beast::http::token_list(request[beast::http::field::upgrade]).exists("websocket");
  }

  // Reads until the parser has a whole request. An HTTP error is the client's mistake; any
  // other is the connection's end.
  Awaitable<error_code> Read(Stream& stream, beast::flat_buffer& buffer, Parser& parser) {
    error_code error;
    bool begun = false;
    bool head_seen = false;
    stream.expires_after(buffer.size() > 0 ? limits_.whole_request : limits_.between_requests);
    for (;;) {
      while (buffer.size() > 0 && !parser.is_done() && !error) {
        begun = true;
        buffer.consume(parser.put(buffer.data(), error));
      }
      if (error == beast::http::error::need_more) error = {};
      if (error || parser.is_done()) co_return error;
      const bool head_ends = parser.is_header_done() && !std::exchange(head_seen, true);
      if (head_ends && parser.get().body().IsTooLarge(parser.content_length())) {
        co_return beast::http::error::body_limit;
      }
      if (head_ends && parser.get().version() == 11 &&
          beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
        constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream, asio::buffer(kContinue), Into(error));
        if (error) co_return error;
      }
      const bool was_begun = begun;
      const bool streamed = parser.get().body().exchange != nullptr;
      const std::size_t size = co_await stream.async_read_some(
          buffer.prepare(streamed ? kPiece : kChunk), Into(error));
      if (error == asio::error::eof && begun) error = beast::http::error::partial_message;
      if (error) co_return error;
      buffer.commit(size);
      if (!was_begun || streamed) stream.expires_after(limits_.whole_request);
    }
  }

  Response Respond(Parser::value_type& message, const Peer& peer) {
    Body::value_type& body = message.body();
    try {
      body.Begin();
      if (body.exchange) return body.exchange->Finish();
      Request request = ToRequest(message);
      request.body = std::move(body.text);
      request.peer = peer;
      return handler_(request);
    } catch (const std::exception& problem) {
      spdlog::error("{} {} failed: {}", std::string_view(message.method_string()),
                    std::string_view(message.target()), problem.what());
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
  static constexpr std::size_t kPiece = std::size_t{128} << 10;

  asio::io_context& io_;
  TcpAcceptor acceptor_;
  const Handler handler_;
  const Limits limits_;
  const Streaming streaming_;
  const Protocols protocols_;
  Streams streams_;
  bool stopped_ = false;
};

HttpServer::HttpServer(asio::io_context& io, const std::string& bind, int port, Handler handler,
                       Limits limits, Streaming streaming, const std::string& port_flag,
                       Protocols protocols)
    : listener_(std::make_shared<Listener>(io, bind, port, std::move(handler), limits,
                                           std::move(streaming), port_flag,
                                           std::move(protocols))) {
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
