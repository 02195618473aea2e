// Notices when a client goes that waits for its answer.
#pragma once

#include <functional>
#include <memory>

#include "net/socket.h"

namespace http {

class ClientWatch {
 public:
  // `gone` is called when the client ends its side, while this lives; without one nothing is
  // watched. A client that has sent its next request already is not seen to go.
  ClientWatch(net::Socket& socket, std::function<void()> gone);
  ~ClientWatch();

  ClientWatch(const ClientWatch&) = delete;
  ClientWatch& operator=(const ClientWatch&) = delete;

 private:
  std::shared_ptr<net::Socket*> watched_;  // null when it is over
};

}  // namespace http
