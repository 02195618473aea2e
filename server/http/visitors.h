// Which names the emulator goes by, and what web pages of other sites may do with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message/message.h"

namespace http {

// The head of a request, as far as it tells what it comes from.
struct Visit {
  std::string_view method;
  std::string_view target;
  std::string_view host;    // each header empty when absent
  std::string_view origin;  // "https://fleet.example"
  std::string_view authorization;
  bool is_websocket = false;
};

class Visitors {
 public:
  // `names` are further hosts to answer for, with or without a port; `origins` those of web
  // pages that may do everything, as browsers send them.
  Visitors(const std::vector<std::string>& names, std::vector<std::string> origins);

  // Whether the header names this emulator. A name that anybody may point at this machine does
  // not: that is how a web page gets past the browser's same-origin policy.
  bool IsOurs(std::string_view host) const;
  bool IsFriend(std::string_view origin) const;

  // Answers what must not come in; else nothing.
  std::optional<Response> Refusal(const Visit& visit) const;

 private:
  const std::vector<std::string> names_;
  const std::vector<std::string> origins_;
};

}  // namespace http
