#include "server/http/connections/event_sender.h"

#include <boost/asio/write.hpp>
#include <memory>
#include <string>

#include "server/http/connections/client_watch.h"

namespace http {

namespace {

constexpr std::chrono::seconds kHeartbeat{15};

}  // namespace

net::Awaitable<void> SendEvents(Stream& stream, server::EventStream& events,
                                std::chrono::milliseconds patience) {
  const auto rest = std::make_shared<net::Timer>(stream.get_executor());
  const auto gone = std::make_shared<bool>(false);
  events.wake = [rest] { rest->cancel(); };
  const ClientWatch watch(stream.socket(), [rest, gone] {
    *gone = true;
    rest->cancel();
  });
  net::error_code error;
  while (!error && !*gone) {
    std::string text = events.next();
    if (text.empty()) {
      rest->expires_after(kHeartbeat);
      net::error_code woken;
      co_await rest->async_wait(net::Into(woken));
      if (!woken) text = events.heartbeat;
    }
    if (text.empty()) continue;
    stream.expires_after(patience);
    co_await boost::asio::async_write(stream, boost::asio::buffer(text), net::Into(error));
  }
  events.wake = nullptr;
}

}  // namespace http
