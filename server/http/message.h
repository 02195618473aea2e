// A request and a response, free of any HTTP library.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target;  // path and query as received, percent-encoded
  Headers headers;     // names in lower case
  std::string body;

  // The first value of that header (name in lower case); empty when absent.
  std::string_view Header(std::string_view name) const;
};

struct Response {
  int status = 200;
  Headers headers;  // names as sent
  std::string body;
  // Set while the work is under way: does the next part of it. The answer is the first response
  // without it; other requests are served in between.
  std::function<Response()> go_on;

  // The first value of that header (name spelled as it was set); empty when absent.
  std::string_view Header(std::string_view name) const;
};

}  // namespace http
