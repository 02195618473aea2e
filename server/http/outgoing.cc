#include "server/http/outgoing.h"

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cctype>
#include <charconv>
#include <memory>
#include <utility>

namespace http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// What a request goes on by, and what ends it early.
struct UnderWay {
  explicit UnderWay(asio::io_context& io) : socket(io), resolver(io), deadline(io) {}

  void End(const char* why) {
    if (!ended_because.empty()) return;
    ended_because = why;
    boost::system::error_code ignored;
    resolver.cancel();
    socket.close(ignored);
  }

  tcp::socket socket;
  tcp::resolver resolver;
  asio::steady_timer deadline;
  std::string ended_because;
};

Reply Read(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || end == std::string::npos) {
    return {.problem = "it does not answer in HTTP"};
  }
  Reply reply{.head = answer.substr(0, end + 2), .body = answer.substr(end + 4)};
  std::from_chars(answer.data() + 9, answer.data() + 12, reply.status);
  return reply;
}

// Host and port of "name:port".
std::pair<std::string, std::string> Parts(const std::string& host) {
  const std::size_t bracket = host.find(']');  // an IPv6 address has colons of its own
  const std::size_t colon = host.find(':', bracket == std::string::npos ? 0 : bracket);
  std::string name = host.substr(0, colon);
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  return {name, colon == std::string::npos ? "80" : host.substr(colon + 1)};
}

asio::awaitable<Reply> AskAndTake(std::shared_ptr<UnderWay> under_way, Outgoing request) {
  tcp::socket& socket = under_way->socket;
  const auto [name, port] = Parts(request.host);
  const auto found =
      co_await under_way->resolver.async_resolve(name, port, asio::use_awaitable);
  co_await asio::async_connect(socket, found, asio::use_awaitable);
  co_await asio::async_write(socket, asio::buffer(request.text), asio::use_awaitable);
  std::string answer;
  std::array<char, 4096> piece{};
  boost::system::error_code error;
  while (answer.size() <= request.most) {
    const std::size_t size = co_await socket.async_read_some(
        asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
    answer.append(piece.data(), size);
    if (error == asio::error::eof) co_return Read(answer);
    if (error) throw boost::system::system_error(error);
  }
  co_return Reply{.problem = "it answers more than " + std::to_string(request.most) + " bytes"};
}

asio::awaitable<void> Sending(std::shared_ptr<UnderWay> under_way, Outgoing request,
                              std::function<void(Reply)> taken) {
  under_way->deadline.expires_after(request.patience);
  under_way->deadline.async_wait(
      [weak = std::weak_ptr(under_way)](const boost::system::error_code& stopped) {
        const auto late = weak.lock();
        if (!stopped && late) late->End("no answer in time");
      });
  Reply reply;
  try {
    reply = co_await AskAndTake(under_way, request);
  } catch (const boost::system::system_error& failure) {
    const std::string& why = under_way->ended_because;
    reply.problem =
        request.host + " cannot be reached: " + (why.empty() ? failure.code().message() : why);
  }
  under_way->deadline.cancel();
  taken(std::move(reply));
}

}  // namespace

std::string HeaderOf(const Reply& reply, std::string_view name) {
  std::string_view rest = reply.head;
  for (std::size_t end = rest.find("\r\n"); end != rest.npos; end = rest.find("\r\n")) {
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    const bool is_it = line.size() > name.size() && line[name.size()] == ':' &&
                       std::ranges::equal(line.substr(0, name.size()), name, {}, [](char c) {
                         return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                       });
    if (!is_it) continue;
    line.remove_prefix(std::min(line.find_first_not_of(' ', name.size() + 1), line.size()));
    return std::string(line);
  }
  return {};
}

std::function<void()> Send(asio::io_context& io, Outgoing request,
                           std::function<void(Reply)> taken) {
  const auto under_way = std::make_shared<UnderWay>(io);
  asio::co_spawn(io, Sending(under_way, std::move(request), std::move(taken)), asio::detached);
  return [weak = std::weak_ptr(under_way)] {
    if (const auto begun = weak.lock()) begun->End("the request was given up");
  };
}

}  // namespace http
