// Who listens on a port already.
#pragma once

#include <string>

namespace net {

// "mosquitto (process 712)"; "another program" where this user may not know.
std::string HolderOf(int port);

}  // namespace net
