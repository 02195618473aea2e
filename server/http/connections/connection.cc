#include "server/http/connections/connection.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "net/first_bytes.h"
#include "net/idle_connections.h"
#include "server/http/connections/answer_later.h"
#include "server/http/connections/client_watch.h"
#include "server/http/connections/event_sender.h"
#include "server/http/connections/file_sender.h"
#include "server/http/connections/mishap_sender.h"
#include "server/http/connections/request_parser.h"
#include "server/http/cors.h"
#include "server/http/rest_json.h"

namespace http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using net::Awaitable;
using net::error_code;
using net::Into;

// A value that a client has sent can end no header, whoever forgot to look.
void AppendHeader(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ");
  for (const char c : value) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    text += is_control && c != '\t' ? ' ' : c;
  }
  text += "\r\n";
}

std::string Wire(const Response& response, bool head, const char* connection) {
  const std::string_view reason =
      beast::http::obsolete_reason(static_cast<beast::http::status>(response.status));
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason);
  for (const auto& [name, value] : response.headers) {
    AppendHeader(text, name, value);
  }
  if (response.status != 204 && response.status != 304 && !response.events) {
    text += fmt::format("content-length: {}\r\n",
                        response.file ? response.file->length() : response.body.size());
  }
  text.append("connection: ").append(connection).append("\r\n\r\n");
  if (!head) text += response.body;
  return text;
}

Response ForBrowsers(Response response) {
  AllowOrigins(response);
  return response;
}

Response Failed() {
  return ForBrowsers(
      Refusal(500, "InternalFailureException", "An unexpected error has occurred."));
}

// Keeps a socket where the server's end finds it.
class Membership {
 public:
  Membership(std::set<net::Socket*>& sockets, net::Socket& socket)
      : sockets_(sockets), socket_(socket) {
    sockets_.insert(&socket_);
  }

  ~Membership() { sockets_.erase(&socket_); }

  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

 private:
  std::set<net::Socket*>& sockets_;
  net::Socket& socket_;
};

class Connection {
 public:
  Connection(std::shared_ptr<Serving> serving, net::Socket socket, Peer peer)
      : serving_(std::move(serving)),
        stream_(std::move(socket)),
        peer_(std::move(peer)),
        membership_(serving_->sockets, stream_.socket()) {}

  Awaitable<void> Run() {
    if (serving_->protocols.tls && !peer_.over_tls && !co_await IsPlain()) co_return;
    error_code error;
    bool keep = true;
    while (keep) {
      HeldBytes::Share share(serving_->held, [this] { stream_.close(); });
      Parser parser;
      PrepareParser(parser, serving_->limits, serving_->streaming, share);
      error = co_await ReadRequest(stream_, buffer_, parser, serving_->limits);
      if (serving_->stopped || (error && !IsClientsMistake(error))) break;
      keep = !error && parser.keep_alive();
      std::optional<Response> refusal;
      if (error) {
        refusal = ForBrowsers(
            Refusal(400, "InvalidRequestException", ProblemOf(error, parser.get().body())));
      } else if ((refusal = RefusalOf(parser.get()))) {
        // Neither run nor handed over.
      } else if (IsWebSocketHandshake(parser.get())) {
        refusal = HandOver(ToRequest(parser.get()));
        if (!refusal) co_return;
      }
      Response response = refusal ? *std::move(refusal) : Respond(parser.get());
      if (response.go_on || response.later) co_await Finish(response);
      if (serving_->stopped) break;
      const bool head = parser.get().method() == beast::http::verb::head;
      keep = keep && !response.events;
      const std::string text = Wire(response, head, keep ? "keep-alive" : "close");
      share.Hold(text.size());
      if (response.mishap) {
        if (co_await SendByMishap(stream_, text, response, head, serving_->limits)) continue;
        break;
      }
      stream_.expires_after(serving_->limits.whole_request);
      co_await asio::async_write(stream_, asio::buffer(text), Into(error));
      if (error || serving_->stopped) break;
      if (response.events && !head) {
        co_await SendEvents(stream_, *response.events, serving_->limits.whole_request);
        co_return;
      }
      if (response.file && !head &&
          !co_await SendFile(stream_.socket(), *response.file,
                             serving_->limits.whole_request)) {
        break;
      }
    }
    if (!keep && !serving_->stopped && !error) co_await Linger();
  }

 private:
  // Looks at the first bytes, and hands on what is not plain HTTP.
  Awaitable<bool> IsPlain() {
    error_code error;
    stream_.expires_after(serving_->limits.between_requests);
    const net::IdleConnections::Idle idle(net::IdleConnections::Of(serving_->io),
                                          [this] { stream_.close(); });
    buffer_.commit(co_await stream_.async_read_some(buffer_.prepare(kChunk), Into(error)));
    if (error || serving_->stopped) co_return false;
    std::string begun = beast::buffers_to_string(buffer_.data());
    if (!net::IsTls(begun)) co_return !serving_->protocols.only_tls;
    serving_->protocols.tls->Take(
        stream_.release_socket(), std::move(begun),
        [serving = serving_](net::Socket plain, Peer peer) {
          if (serving->stopped) return;
          asio::co_spawn(serving->io, Serve(serving, std::move(plain), std::move(peer)),
                         asio::detached);
        });
    co_return false;
  }

  bool IsWebSocketHandshake(const Parser::value_type& request) const {
    const Protocols& protocols = serving_->protocols;
    const std::string_view target = request.target();
    return protocols.web_socket &&
           target.substr(0, target.find('?')) == protocols.web_socket_path &&
           request.method() == beast::http::verb::get &&
           beast::http::token_list(request[beast::http::field::upgrade]).exists("websocket");
  }

  std::optional<Response> RefusalOf(const Parser::value_type& request) const {
    using beast::http::field;
    const Protocols& protocols = serving_->protocols;
    if (!protocols.visitors) return std::nullopt;
    return protocols.visitors->Refusal({.method = request.method_string(),
                                        .target = request.target(),
                                        .host = request[field::host],
                                        .origin = request[field::origin],
                                        .authorization = request[field::authorization],
                                        .is_websocket = IsWebSocketHandshake(request)});
  }

  // Nothing: the connection is no longer ours.
  std::optional<Response> HandOver(const Request& handshake) {
    const Protocols& protocols = serving_->protocols;
    if (protocols.web_socket_refusal) {
      if (auto refusal = protocols.web_socket_refusal(handshake, peer_)) return refusal;
    }
    protocols.web_socket(stream_.release_socket(), HeadOf(handshake), peer_);
    return std::nullopt;
  }

  Response Respond(Parser::value_type& message) {
    Body::value_type& body = message.body();
    try {
      body.Begin();
      if (body.exchange) return body.exchange->Finish();
      Request request = ToRequest(message);
      request.body = std::move(body.text);
      request.peer = peer_;
      return serving_->handler(request);
    } catch (const std::exception& problem) {
      spdlog::error("{} {} failed: {}", std::string_view(message.method_string()),
                    std::string_view(message.target()), problem.what());
      return Failed();
    }
  }

  // Other connections are served in between. For a client that has gone nothing goes on.
  Awaitable<void> Finish(Response& response) {
    while ((response.go_on || response.later) && !serving_->stopped) {
      if (response.later) {
        const ClientWatch watch(stream_.socket(), std::move(response.give_up));
        response = co_await AnswerLater(std::move(response.later));
      } else {
        co_await asio::post(stream_.get_executor(), asio::use_awaitable_t<net::Executor>());
        response = HasGone() ? Failed() : GoOn(response);
      }
    }
  }

  // Ours: who has closed the way from it to us waits for no answer, either.
  bool HasGone() {
    char next = 0;
    const ssize_t size =
        ::recv(stream_.socket().native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
  }

  static Response GoOn(const Response& response) {
    try {
      return response.go_on();
    } catch (const std::exception& problem) {
      spdlog::error("what a request began could not be finished: {}", problem.what());
      return Failed();
    }
  }

  // Reads on for a while: closing with input unread would take the answer away from the client.
  Awaitable<void> Linger() {
    error_code error;
    stream_.socket().shutdown(net::Socket::shutdown_send, error);
    stream_.expires_after(std::chrono::seconds(2));
    std::string nowhere(kChunk, '\0');
    while (!error) {
      co_await stream_.async_read_some(asio::buffer(nowhere), Into(error));
    }
  }

  const std::shared_ptr<Serving> serving_;
  Stream stream_;
  Peer peer_;
  const Membership membership_;
  beast::flat_buffer buffer_;
};

}  // namespace

Awaitable<void> Serve(std::shared_ptr<Serving> serving, net::Socket socket, Peer peer) {
  Connection connection(std::move(serving), std::move(socket), std::move(peer));
  co_await connection.Run();
}

}  // namespace http
