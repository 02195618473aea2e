// What answers the emulator's own API at the REST API: the tools, in the form that was asked
// for.
#pragma once

#include "server/http/own_api.h"
#include "server/tools/tools.h"

namespace server {

// JSON; plain text for `?format=text`, and without a format for `Accept: text/plain`.
http::OwnApi::Answers OwnAnswers(tools::Tools& tools);

}  // namespace server
