#include "server/s3/s3_client.h"

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
#include <charconv>
#include <memory>
#include <utility>

#include "engine/documents/document.h"
#include "engine/text/percent_encoding.h"

namespace http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using server::FetchedSource;

constexpr std::chrono::seconds kPatience{5};
// A document of the largest size, and what goes before it.
constexpr std::size_t kMost = engine::kLargestDocument + (std::size_t{16} << 10);

// What a whole answer says. The request was of HTTP 1.0, so the body ends with the connection.
FetchedSource Read(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || end == std::string::npos) {
    return {.problem = "it does not answer in HTTP"};
  }
  int status = 0;
  std::from_chars(answer.data() + 9, answer.data() + 12, status);
  std::string body = answer.substr(end + 4);
  if (status == 200) return {.text = std::move(body)};
  std::string problem = "it answers " + std::to_string(status);
  for (const char* element : {"Code", "Message"}) {
    const std::string tag = std::string("<") + element + ">";
    const std::size_t begin = body.find(tag);
    const std::size_t close = body.find("</", begin == std::string::npos ? begin : begin + 1);
    if (begin == std::string::npos || close == std::string::npos) continue;
    problem += " " + body.substr(begin + tag.size(), close - begin - tag.size());
  }
  return {.problem = std::move(problem)};
}

// Host and port of "name:port".
std::pair<std::string, std::string> Parts(const std::string& host) {
  const std::size_t bracket = host.find(']');  // an IPv6 address has colons of its own
  const std::size_t colon = host.find(':', bracket == std::string::npos ? 0 : bracket);
  std::string name = host.substr(0, colon);
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  return {name, colon == std::string::npos ? "80" : host.substr(colon + 1)};
}

asio::awaitable<FetchedSource> Exchange(tcp::socket& socket, std::string host,
                                        std::string request) {
  tcp::resolver resolver(socket.get_executor());
  const auto [name, port] = Parts(host);
  const auto found = co_await resolver.async_resolve(name, port, asio::use_awaitable);
  co_await asio::async_connect(socket, found, asio::use_awaitable);
  co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
  std::string answer;
  std::array<char, 4096> piece{};
  boost::system::error_code error;
  while (answer.size() <= kMost) {
    const std::size_t size = co_await socket.async_read_some(
        asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
    answer.append(piece.data(), size);
    if (error == asio::error::eof) co_return Read(answer);
    if (error) throw boost::system::system_error(error);
  }
  co_return FetchedSource{.problem = "it is larger than " +
                                     std::to_string(engine::kLargestDocument) + " bytes"};
}

asio::awaitable<void> Fetching(std::string host, std::string request, S3Client::Taken taken) {
  const auto executor = co_await asio::this_coro::executor;
  const auto socket = std::make_shared<tcp::socket>(executor);
  asio::steady_timer deadline(executor, kPatience);
  const auto late = std::make_shared<bool>(false);
  deadline.async_wait([socket, late](const boost::system::error_code& stopped) {
    boost::system::error_code ignored;
    if (stopped) return;
    *late = true;
    socket->close(ignored);
  });
  FetchedSource fetched;
  try {
    fetched = co_await Exchange(*socket, host, std::move(request));
  } catch (const boost::system::system_error& failure) {
    fetched.problem = host + " cannot be reached: " +
                      (*late ? "no answer in time" : failure.code().message());
  }
  deadline.cancel();
  taken(std::move(fetched));
}

}  // namespace

S3Client::S3Client(asio::io_context& io, std::string host, std::string region,
                   engine::KeyPair keys, std::function<engine::Instant()> now)
    : io_(io),
      host_(std::move(host)),
      region_(std::move(region)),
      keys_(std::move(keys)),
      now_(std::move(now)) {}

std::string S3Client::RequestFor(const engine::S3Location& location) const {
  const engine::SignatureScope scope{engine::SignatureTime(now_()), region_, "s3"};
  engine::SignedRequest request{.method = "GET",
                                .path = "/" + location.bucket + "/" + location.key,
                                .headers = {{"host", host_},
                                            {"x-amz-content-sha256", engine::Sha256Hex("")},
                                            {"x-amz-date", scope.time}},
                                .payload_hash = engine::Sha256Hex("")};
  std::string target = engine::UriEncode(request.path, true);
  if (!location.version.empty()) {
    request.query = {{"versionId", location.version}};
    target += "?versionId=" + engine::UriEncode(location.version, false);
  }
  std::string text = "GET " + target + " HTTP/1.0\r\n";
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text + "authorization: " + engine::Authorization(request, scope, keys_) + "\r\n\r\n";
}

void S3Client::Fetch(const engine::S3Location& location, Taken taken) {
  asio::co_spawn(io_, Fetching(host_, RequestFor(location), std::move(taken)), asio::detached);
}

}  // namespace http
