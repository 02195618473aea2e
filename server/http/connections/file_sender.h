// Sends files over a socket.
#pragma once

#include <chrono>

#include "net/socket.h"
#include "server/http/message/file_body.h"

namespace http {

// From the page cache to the socket, in turns, so that no download holds up other requests.
// Returns whether all of it was sent; the socket is closed when its peer takes nothing for
// `patience`.
net::Awaitable<bool> SendFile(net::Socket& socket, FileBody& file,
                              std::chrono::milliseconds patience);

}  // namespace http
