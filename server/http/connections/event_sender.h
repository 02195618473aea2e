// Sends what happens over a connection, as it happens.
#pragma once

#include <chrono>

#include "net/socket.h"
#include "server/calls/event_stream.h"
#include "server/http/connections/request_parser.h"

namespace http {

// Until the client goes, or takes nothing for `patience`.
net::Awaitable<void> SendEvents(Stream& stream, server::EventStream& events,
                                std::chrono::milliseconds patience);

}  // namespace http
