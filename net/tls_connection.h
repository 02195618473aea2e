// A client's connection over TLS, and the socket that what it says goes on to in the clear.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "net/socket.h"
#include "net/stage.h"
#include "net/tls_context.h"

namespace net {

// Owned by shared pointers, of which its coroutines hold one.
class TlsConnection : public std::enable_shared_from_this<TlsConnection> {
 public:
  TlsConnection(boost::asio::io_context& io, Socket client, TlsContext& tls);

  // Goes on from the bytes that were read already. The connection is closed 15 seconds from
  // now, unless PassOn() comes before.
  Awaitable<error_code> Handshake(std::string first_bytes = {});

  // The fingerprint of the certificate that the client has shown; empty if it has shown none.
  std::string ClientFingerprint();
  std::string ClientAddress();

  // Not connected yet.
  LocalSocket& plain() { return plain_; }

  // Both ways, until either side ends; then the client is told so, and all is closed. A client
  // that takes nothing of what it is sent is waited for as long as `patience`. What stands in
  // `last_words` then, if anything, it is sent before.
  Awaitable<void> PassOn(Stages from_client, Stages to_client,
                         std::optional<std::chrono::seconds> patience = {},
                         const std::string* last_words = nullptr);

  void Close();

 private:
  void CloseIn(std::chrono::seconds limit);
  Awaitable<void> FromClient(std::shared_ptr<TlsConnection> self, Stages stages);
  Awaitable<error_code> ToClient(std::string_view bytes,
                                 std::optional<std::chrono::seconds> patience);

  boost::asio::ssl::stream<Socket> client_;
  LocalSocket plain_;
  Timer timer_;
};

}  // namespace net
