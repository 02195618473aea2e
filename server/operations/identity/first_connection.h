// AWS's just-in-time registration and provisioning: what comes of a device that connects for
// the first time.
#pragma once

#include <string>
#include <vector>

#include "engine/messages/notice.h"
#include "server/calls/operation.h"

namespace server {

// Registers the certificate, if a CA that signed it is there with automatic registration, and
// makes what that CA's template says; gives what is to be published of it. Throws
// engine::Error.
std::vector<engine::Notice> RegisterOnFirstConnection(Context& c, const std::string& pem);

}  // namespace server
