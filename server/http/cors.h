// What browsers need to be told before they let a page use the API.
#pragma once

#include <string_view>

#include "server/http/message/message.h"

namespace http {

// The answer to an OPTIONS request, on any path.
Response Preflight(const Request& request);

// Lets pages of any origin read the response, AWS's headers included.
void AllowOrigins(Response& response);
// ... pages of this one alone.
void AllowOrigin(Response& response, std::string_view origin);

// Whether a web page of another origin sent the request: browsers send some POST requests
// without asking first, and only hide the answer.
bool IsCrossOrigin(const Request& request);

}  // namespace http
