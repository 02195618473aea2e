// Why a TLS handshake came to nothing, and what to do about it.
#pragma once

#include <string>

#include "net/socket.h"

namespace net {

// In plain words; empty for what says nothing to anybody: a client that went away, or one whose
// certificate was looked at and turned away.
std::string WhyHandshakeFailed(const error_code& error);

}  // namespace net
