#include "server/http/message.h"

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

std::string_view Response::Header(std::string_view name) const {
  return Find(headers, name);
}

}  // namespace http
