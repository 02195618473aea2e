#include "server/program/client/api_client.h"

#include <boost/asio.hpp>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "api_spec/spec.h"
#include "engine/instant.h"
#include "engine/text/base64.h"
#include "engine/text/percent_encoding.h"

namespace http {
namespace {

namespace asio = boost::asio;
using api_spec::Location;
using nlohmann::json;

std::string TextOf(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string ApiClient::DefaultEndpoint() {
  const char* endpoint = std::getenv("IOT_JOBS_LOCAL_ENDPOINT");
  if (endpoint != nullptr && *endpoint != 0) return endpoint;
  const char* port = std::getenv("IOT_JOBS_LOCAL_HTTP_PORT");
  const bool has_port = port != nullptr && *port != 0 && std::string_view(port) != "0";
  return std::string("http://127.0.0.1:") + (has_port ? port : "4580");
}

ApiClient::ApiClient(std::string endpoint, engine::KeyPair keys, std::string region)
    : endpoint_(std::move(endpoint)), keys_(std::move(keys)), region_(std::move(region)) {
  constexpr std::string_view kScheme = "http://";
  std::string rest = endpoint_.starts_with(kScheme) ? endpoint_.substr(kScheme.size()) : "";
  if (rest.ends_with('/')) rest.pop_back();
  const std::size_t colon = rest.ends_with(']') ? std::string::npos : rest.rfind(':');
  host_ = rest.substr(0, colon);
  port_ = colon == std::string::npos ? "80" : rest.substr(colon + 1);
  if (host_.empty() || rest.find('/') != std::string::npos) {
    throw std::runtime_error("--endpoint takes http://host:port, not \"" + endpoint_ + "\"");
  }
}

json ApiClient::Call(const std::string& operation, const json& input) const {
  const Answer answer =
      Ask(api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, operation), input);
  return answer.body.empty() ? json::object() : json::parse(answer.body);
}

ApiClient::Answer ApiClient::Ask(const api_spec::Operation& operation,
                                 const json& input) const {
  Answer answer;
  answer.status = Ask(operation, input, [&](std::string_view piece) { answer.body += piece; });
  return answer;
}

int ApiClient::Ask(const api_spec::Operation& operation, const json& input,
                   const Take& take) const {
  std::string path = operation.path;
  engine::NamedValues query;
  engine::NamedValues headers;
  json body = json::object();
  std::string text;
  for (const api_spec::Member& member : operation.members) {
    const auto value = input.find(member.name);
    if (value == input.end()) continue;
    const std::string slot = "{" + member.wire_name + "}";
    switch (member.in) {
      case Location::kPath:
        path.replace(path.find(slot), slot.size(), engine::UriEncode(TextOf(*value), false));
        break;
      case Location::kQuery:
        query.emplace_back(member.wire_name, TextOf(*value));
        break;
      case Location::kHeader:
        headers.emplace_back(member.wire_name, TextOf(*value));
        break;
      case Location::kBody:
        body[member.name] = *value;
        break;
      case Location::kPayload:
        text = engine::FromBase64(TextOf(*value)).value();
        break;
    }
  }
  headers.emplace_back("host", host_ + ":" + port_);
  if (!body.empty()) text = body.dump();
  engine::SignedRequest request{operation.method, path, query, std::move(headers),
                                engine::Sha256Hex(text)};
  if (operation.plane != api_spec::Plane::kEmulator) Sign(request);
  return Send(request, text, take);
}

std::string ApiClient::Get(const std::string& path) const {
  std::string answer;
  Send({.method = "GET", .path = path, .headers = {{"host", host_ + ":" + port_}}}, "",
       [&](std::string_view piece) { answer += piece; });
  return answer;
}

// By the emulator's clock, which it goes by and which need not be the system's.
void ApiClient::Sign(engine::SignedRequest& request) const {
  const json clock = json::parse(Get("/_emulator/clock"));
  const std::string time =
      engine::SignatureTime(engine::ParseInstant(clock["now"].get<std::string>()).value());
  request.headers.emplace_back("x-amz-date", time);
  request.headers.emplace_back("authorization",
                               engine::Authorization(request, {time, region_, "iot"}, keys_));
}

int ApiClient::Send(const engine::SignedRequest& request, const std::string& body,
                    const Take& take) const {
  std::string text = request.method + " " + request.path;
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    text += std::exchange(separator, '&');
    text.append(engine::UriEncode(name, false)).append("=");
    text += engine::UriEncode(value, false);
  }
  text += " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  text += "connection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n";
  std::string answer;  // its head; of a refusal all of it
  std::size_t end_of_head = std::string::npos;
  Exchange(text + body, [&](std::string_view piece) {
    const bool is_ok = end_of_head != std::string::npos && answer.substr(9, 3) == "200";
    if (is_ok) return take(piece);
    answer += piece;
    if (end_of_head != std::string::npos) return;
    end_of_head = answer.find("\r\n\r\n");
    if (end_of_head == std::string::npos || answer.substr(9, 3) != "200") return;
    take(std::string_view(answer).substr(end_of_head + 4));
  });
  if (!answer.starts_with("HTTP/1.1 ") || end_of_head == std::string::npos) {
    throw std::runtime_error(endpoint_ + " does not answer as an emulator does");
  }
  const int status = std::atoi(answer.substr(9, 3).c_str());
  if (status == 200) return status;
  const std::string content = answer.substr(end_of_head + 4);
  const json told = json::parse(content, nullptr, /*allow_exceptions=*/false);
  const bool is_error =
      answer.substr(0, end_of_head).find("\r\nx-amzn-ErrorType:") != std::string::npos;
  if (told.is_object() && told.contains("message")) {
    throw std::runtime_error(told["message"].get<std::string>());
  }
  if (is_error) throw std::runtime_error(content);
  take(content);
  return status;
}

void ApiClient::Exchange(const std::string& request, const Take& take) const {
  try {
    asio::io_context io;
    asio::ip::tcp::resolver resolver(io);
    asio::ip::tcp::socket socket(io);
    const bool is_ipv6 = host_.starts_with('[') && host_.ends_with(']');
    asio::connect(socket,
                  resolver.resolve(is_ipv6 ? host_.substr(1, host_.size() - 2) : host_, port_));
    asio::write(socket, asio::buffer(request));
    std::string piece(std::size_t{64} << 10, '\0');
    bool begun = false;
    bool ended = false;
    std::function<void()> read = [&] {
      socket.async_read_some(asio::buffer(piece),
                             [&](const boost::system::error_code& error, std::size_t length) {
                               begun = begun || length > 0;
                               if (length > 0) take(std::string_view(piece).substr(0, length));
                               ended = error.failed();
                               if (!ended) read();
                             });
    };
    read();
    for (std::chrono::seconds waited(1);; ++waited) {
      io.run_for(std::chrono::seconds(1));
      if (ended) return;
      if (on_wait_ && !begun) on_wait_(waited);
    }
  } catch (const boost::system::system_error& failure) {
    throw std::runtime_error("no emulator answers at " + endpoint_ + ": " +
                             failure.code().message() +
                             "; start one, or say with --endpoint where it is");
  }
}

}  // namespace http
