#include "server/http/message/message.h"

#include <algorithm>

namespace http {
namespace {

std::string_view Find(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? std::string_view() : found->second;
}

}  // namespace

std::string_view Request::Header(std::string_view name) const {
  return Find(headers, name);
}

std::string HeadOf(const Request& request) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text += "\r\n";
}

Response Finally(Response response, const std::function<void(Response&)>& finish) {
  if (response.go_on) {
    response.go_on = [go_on = std::move(response.go_on), finish] {
      return Finally(go_on(), finish);
    };
  } else if (response.later) {
    response.later = [later = std::move(response.later), finish](const Response::Answer& take) {
      later([take, finish](Response late) { take(Finally(std::move(late), finish)); });
    };
  } else {
    finish(response);
  }
  return response;
}

std::string_view Response::Header(std::string_view name) const {
  return Find(headers, name);
}

}  // namespace http
