// Waits for an answer that is still to come.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/http/connections/file_sender.h"
#include "server/http/message.h"

namespace http {

// Other requests are answered meanwhile.
boost::asio::awaitable<Response, SocketExecutor> AnswerLater(
    std::function<void(Response::Answer)> later);

}  // namespace http
