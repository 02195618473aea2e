// A request and a response, free of any HTTP library.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {
struct EventStream;
}

namespace http {

class FileBody;

// Who is at the other end.
struct Peer {
  std::string ip_address;
  bool over_tls = false;
  // The SHA-256 fingerprint of the certificate that was shown, in hexadecimal; else empty.
  std::string certificate_id;
  // Whose signature was verified of a WebSocket handshake; else empty.
  std::string access_key_id;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target;  // path and query as received, percent-encoded
  Headers headers;     // names in lower case
  std::string body;
  Peer peer;

  // The first value of that header (name in lower case); empty when absent.
  std::string_view Header(std::string_view name) const;
};

// The request line and the headers, for who is to read the request from the beginning.
std::string HeadOf(const Request& request);

// What goes wrong on the way to the client, where a fault has it so.
struct Mishap {
  enum class End {
    kOfAnswer,       // all is sent
    kNothing,        // nothing is sent, and the connection stays
    kInstead,        // the connection ends without an answer
    kHalfway,        // ... in the middle of the body
    kStallsHalfway,  // nothing follows the first half, and the connection stays
    kAfter,          // the connection ends behind the answer
  };

  End end = End::kOfAnswer;
  std::int64_t bytes_per_second = 0;  // 0: as fast as it can be
  bool is_spoilt = false;             // the byte in the middle of the body is another
};

struct Response {
  using Answer = std::function<void(Response)>;

  int status = 200;
  Headers headers;  // names as sent
  std::string body;
  // Set while the work is under way: does the next part of it. The answer is the first response
  // without it; other requests are served in between.
  std::function<Response()> go_on;
  std::shared_ptr<FileBody> file;               // in place of `body`
  std::shared_ptr<server::EventStream> events;  // likewise: it has no end
  bool secret = false;                          // not for web pages of other sites
  // Set for an answer that is still to come: called once, with what takes it. That may go on in
  // parts. `give_up`, if there is one, is called when the client has gone; then it comes at
  // once.
  std::function<void(Answer)> later;
  std::function<void()> give_up;
  std::optional<Mishap> mishap;

  // The first value of that header (name spelled as it was set); empty when absent.
  std::string_view Header(std::string_view name) const;
};

// The response, changed by `finish` when it is whole: now, after the last part, or later.
Response Finally(Response response, const std::function<void(Response&)>& finish);

// A request whose body is handed on as it comes. Destroyed without Finish() when it was cut
// off.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual void Take(std::string_view piece) = 0;  // throws nothing
  virtual Response Finish() = 0;
};

// Which requests are answered so, and by what. `begin` gets the request without its body.
struct Streaming {
  std::function<bool(std::string_view target, std::string_view host,
                     std::string_view authorization)>
      claims;
  std::function<std::unique_ptr<Exchange>(Request request)> begin;
};

}  // namespace http
