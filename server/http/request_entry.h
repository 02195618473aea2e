// Requests that are no operation of AWS IoT's, as the journal keeps them.
#pragma once

#include <functional>

#include "server/http/message/message.h"
#include "server/journal/entry.h"

namespace http {

// Told of each such request and its answer, once that is whole.
using OnAnswer = std::function<void(const Request&, const Response&)>;

server::RequestEntry RequestEntryOf(const Request& request, const Response& response,
                                    bool of_object_store);

// Ours: a console that shows what is there asks often, and would push out of the journal what
// it is to show; nor does a fault strike it that waits for others. So a question may say that
// it is to leave no trace.
bool IsOnlyLooking(const Request& request);

}  // namespace http
