// The emulator's own routes that tell why something happens or does not: timers, explanations.
#pragma once

#include <optional>

#include "server/http/message.h"
#include "server/http/target.h"
#include "server/journal/journal.h"
#include "server/service/service.h"

namespace http {

inline constexpr char kInsightRoutes[] =
    "GET /_emulator/refusals, GET /_emulator/timers, GET /_emulator/explain/things/{thing}, "
    "GET "
    "/_emulator/explain/jobs/{job}";

// Nothing for a request that is none of these. As plain text for `Accept: text/plain` and
// `?format=text`, else as JSON. Throws engine::Error.
std::optional<Response> Insight(server::Service& service, const server::Journal& journal,
                                const Request& request, const Target& target);

}  // namespace http
