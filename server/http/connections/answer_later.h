// Waits for an answer that is still to come.
#pragma once

#include <functional>

#include "net/socket.h"
#include "server/http/message/message.h"

namespace http {

// Other requests are answered meanwhile.
net::Awaitable<Response> AnswerLater(std::function<void(Response::Answer)> later);

}  // namespace http
