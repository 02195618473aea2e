#include "mqtt_bridge/front/websocket_front.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "mqtt_bridge/front/connack_stage.h"
#include "mqtt_bridge/front/connect_stage.h"
#include "mqtt_bridge/front/fault_stages.h"
#include "mqtt_bridge/front/packet_bounds.h"
#include "net/relay.h"

namespace mqtt_bridge {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using net::Awaitable;
using net::error_code;
using net::Into;
using Device = websocket::stream<net::Socket, /*deflateSupported=*/false>;

constexpr std::chrono::seconds kHandshakeLimit{15};
constexpr std::string_view kDisconnect("\xe0\x00", 2);  // MQTT's packet

// MQTT: a text frame ends the connection.
class BinaryFrames : public net::Stage {
 public:
  BinaryFrames(const Device& device, std::function<void()> end)
      : device_(device), end_(std::move(end)) {}

  std::optional<std::string_view> Pass(std::string_view bytes) override {
    if (device_.got_binary()) return bytes;
    end_();
    return std::nullopt;
  }

 private:
  const Device& device_;
  const std::function<void()> end_;
};

struct Session {
  Session(asio::io_context& io, net::Socket socket, Clients& clients)
      : device(std::move(socket)),
        broker(io),
        binary(device, [this] { Close(); }),
        connect(clients, client),
        stall(clients, client),
        connack(client),
        loss(clients, client) {}

  void Close() {
    error_code ignored;
    device.next_layer().close(ignored);
    broker.close(ignored);
  }

  Device device;
  net::LocalSocket broker;
  Client client;
  BinaryFrames binary;
  ConnectStage connect;
  StallStage stall;
  PacketBounds bounds;  // of what has gone to the broker
  ConnackStage connack;
  PacketLossStage loss;
  bool takes_leave = false;
  std::optional<engine::Instant> end;
  std::int64_t number = 0;
};

using SessionPtr = std::shared_ptr<Session>;

// Of the subprotocols that are offered, the one that is spoken here; else empty.
std::string ChooseProtocol(const http::request_header<>& handshake) {
  for (const auto& offered : http::token_list(handshake[http::field::sec_websocket_protocol])) {
    if (offered == "mqtt" || offered == "mqttv3.1") return std::string(offered);
  }
  return {};
}

void NoteWhoComes(Device& device, const http::request_header<>& handshake) {
  // A client that says nothing is the broker's business, which knows its keep-alive.
  device.set_option(websocket::stream_base::timeout{
      kHandshakeLimit, websocket::stream_base::none(), /*keep_alive_pings=*/false});
  device.set_option(websocket::stream_base::decorator(
      [protocol = ChooseProtocol(handshake)](websocket::response_type& response) {
        response.erase(http::field::server);
        if (!protocol.empty()) response.set(http::field::sec_websocket_protocol, protocol);
      }));
  device.binary(true);
}

}  // namespace

class WebSocketFront::Impl : public std::enable_shared_from_this<WebSocketFront::Impl> {
 public:
  Impl(asio::io_context& io, const std::string& broker_socket, Clients& clients)
      : io_(io), broker_(broker_socket), clients_(clients) {}

  void Take(net::Socket socket, const std::string& handshake, engine::Identity identity,
            std::optional<engine::Instant> end) {
    auto session = std::make_shared<Session>(io_, std::move(socket), clients_);
    session->client.identity = std::move(identity);
    session->end = end;
    session->number = ++count_;
    sessions_.insert(session);
    asio::co_spawn(io_.get_executor(), Serve(shared_from_this(), std::move(session), handshake),
                   asio::detached);
  }

  std::vector<Life> Lives(int most) const {
    std::vector<Life> lives;
    for (const SessionPtr& session : sessions_) {
      if (session->end) lives.push_back({*session->end, session->number});
    }
    const auto wanted = std::min(lives.size(), static_cast<std::size_t>(most));
    std::ranges::partial_sort(
        lives, lives.begin() + static_cast<std::ptrdiff_t>(wanted), {},
        [](const Life& life) { return std::pair(life.end, life.number); });
    lives.resize(wanted);
    return lives;
  }

  void Prolong(engine::Instant end) {
    for (const SessionPtr& session : sessions_) {
      if (session->end) session->end = end;
    }
  }

  void End(std::int64_t number) {
    for (const SessionPtr& session : std::set(sessions_)) {
      if (session->number != number) continue;
      session->end.reset();
      if (clients_.IsKnown(session->client)) ended_.insert(*session->client.client_id);
      session->Close();
    }
  }

  std::string ClientOf(std::int64_t number) const {
    const auto found = std::ranges::find(
        sessions_, number, [](const SessionPtr& session) { return session->number; });
    return found == sessions_.end() ? std::string() : (*found)->client.client_id.value_or("");
  }

  bool WasEnded(const std::string& client_id) { return ended_.erase(client_id) > 0; }

  void Stop() {
    for (const SessionPtr& session : std::set(sessions_)) session->Close();
  }

 private:
  Awaitable<void> Serve(std::shared_ptr<Impl> self, SessionPtr session, std::string handshake) {
    error_code error;
    http::request_parser<http::empty_body> parser;
    parser.put(asio::buffer(handshake), error);
    if (!error) {
      NoteWhoComes(session->device, parser.get());
      session->device.control_callback(
          [session = session.get()](websocket::frame_type kind, auto&&) {
            if (kind == websocket::frame_type::close) session->takes_leave = true;
          });
      co_await session->broker.async_connect(self->broker_, Into(error));
    }
    if (!error) co_await session->device.async_accept(parser.get(), Into(error));
    if (!error) {
      asio::co_spawn(self->io_.get_executor(), ToBroker(session), asio::detached);
      co_await ToDevice(session);
    }
    session->Close();
    self->sessions_.erase(session);
    self->clients_.Forget(session->client);
  }

  static Awaitable<void> ToDevice(SessionPtr session) {
    // MQTT pays no regard to where a frame ends.
    net::Stages stages{&session->connack, &session->loss};
    const auto write = [&](std::string_view bytes) -> Awaitable<error_code> {
      error_code failure;
      co_await session->device.async_write(asio::buffer(bytes), Into(failure));
      co_return failure;
    };
    co_await net::Relay(session->broker, std::move(stages), write);
    // The broker has said all it had to; the device is told so, and may answer.
    if (!session->device.is_open()) co_return;
    session->device.control_callback();
    error_code ignored;
    if (!session->client.last_words.empty()) {
      co_await session->device.async_write(asio::buffer(session->client.last_words),
                                           Into(ignored));
    }
    co_await session->device.async_close(websocket::close_code::normal, Into(ignored));
  }

  static Awaitable<void> ToBroker(SessionPtr session) {
    net::Stages stages{&session->binary, &session->connect, &session->stall, &session->bounds};
    co_await net::Relay(session->device, std::move(stages), net::WriteTo(session->broker));
    error_code error;
    // AWS: a Close frame is as good as a DISCONNECT.
    if (session->takes_leave && session->bounds.IsBetweenPackets()) {
      co_await asio::async_write(session->broker, asio::buffer(kDisconnect), Into(error));
    }
    session->broker.shutdown(net::LocalSocket::shutdown_send, error);
  }

  asio::io_context& io_;
  const asio::local::stream_protocol::endpoint broker_;
  Clients& clients_;
  std::set<SessionPtr> sessions_;
  std::int64_t count_ = 0;
  std::set<std::string> ended_;  // client ids, until their leaving is told
};

WebSocketFront::WebSocketFront(asio::io_context& io, const std::string& broker_socket,
                               Clients& clients)
    : impl_(std::make_shared<Impl>(io, broker_socket, clients)) {}

WebSocketFront::~WebSocketFront() {
  Stop();
}

void WebSocketFront::Take(net::Socket socket, const std::string& handshake,
                          engine::Identity identity, std::optional<engine::Instant> end) {
  impl_->Take(std::move(socket), handshake, std::move(identity), end);
}

std::vector<WebSocketFront::Life> WebSocketFront::Lives(int most) const {
  return impl_->Lives(most);
}

void WebSocketFront::Prolong(engine::Instant end) {
  impl_->Prolong(end);
}

void WebSocketFront::End(std::int64_t number) {
  impl_->End(number);
}

std::string WebSocketFront::ClientOf(std::int64_t number) const {
  return impl_->ClientOf(number);
}

bool WebSocketFront::WasEnded(const std::string& client_id) {
  return impl_->WasEnded(client_id);
}

void WebSocketFront::Stop() {
  impl_->Stop();
}

}  // namespace mqtt_bridge
