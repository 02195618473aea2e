// Sends answers that go wrong on the way.
#pragma once

#include <string>

#include "net/socket.h"
#include "server/http/connections/http_server.h"
#include "server/http/connections/request_parser.h"
#include "server/http/message/message.h"

namespace http {

// `text`: the answer's head, and its body where that is no file. Returns whether the connection
// goes on. Ours: what sends nothing holds the connection for as long as its client does, but
// not longer than Limits::between_requests.
net::Awaitable<bool> SendByMishap(Stream& stream, const std::string& text,
                                  const Response& response, bool is_head,
                                  const HttpServer::Limits& limits);

}  // namespace http
