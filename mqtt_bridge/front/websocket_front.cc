#include "mqtt_bridge/front/websocket_front.h"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "mqtt_bridge/front/packet_bounds.h"
#include "mqtt_bridge/front/relay.h"

namespace mqtt_bridge {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
template <typename T>
using Awaitable = asio::awaitable<T, Executor>;
using Device = websocket::stream<WebSocketFront::Socket, /*deflateSupported=*/false>;
using BrokerSocket = asio::basic_stream_socket<asio::local::stream_protocol, Executor>;

constexpr std::chrono::seconds kHandshakeLimit{15};
constexpr std::string_view kDisconnect("\xe0\x00", 2);  // MQTT's packet

auto Into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<Executor>(), error);
}

struct Session : Client {
  Session(asio::io_context& io, WebSocketFront::Socket socket)
      : device(std::move(socket)), broker(io) {}

  void Close() {
    error_code ignored;
    device.next_layer().close(ignored);
    broker.close(ignored);
  }

  Device device;
  BrokerSocket broker;
  PacketBounds bounds;  // of what has gone to the broker
  bool takes_leave = false;
};

using SessionPtr = std::shared_ptr<Session>;

// Of the subprotocols that are offered, the one that is spoken here; else empty.
std::string ChooseProtocol(const http::request_header<>& handshake) {
  for (const auto& offered : http::token_list(handshake[http::field::sec_websocket_protocol])) {
    if (offered == "mqtt" || offered == "mqttv3.1") return std::string(offered);
  }
  return {};
}

void Prepare(Device& device, const http::request_header<>& handshake) {
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

  void Take(Socket socket, const std::string& handshake, engine::Identity identity) {
    auto session = std::make_shared<Session>(io_, std::move(socket));
    session->identity = std::move(identity);
    asio::co_spawn(io_.get_executor(), Serve(shared_from_this(), std::move(session), handshake),
                   asio::detached);
  }

  void Stop() {
    for (const SessionPtr& session : std::set(sessions_)) session->Close();
  }

 private:
  Awaitable<void> Serve(std::shared_ptr<Impl> self, SessionPtr session, std::string handshake) {
    self->sessions_.insert(session);
    error_code error;
    http::request_parser<http::empty_body> parser;
    parser.put(asio::buffer(handshake), error);
    if (!error) {
      Prepare(session->device, parser.get());
      session->device.control_callback(
          [session = session.get()](websocket::frame_type kind, auto&&) {
            if (kind == websocket::frame_type::close) session->takes_leave = true;
          });
      co_await session->broker.async_connect(self->broker_, Into(error));
    }
    if (!error) co_await session->device.async_accept(parser.get(), Into(error));
    if (!error) {
      asio::co_spawn(self->io_.get_executor(), ToBroker(self, session), asio::detached);
      co_await ToDevice(self, session);
    }
    session->Close();
    self->sessions_.erase(session);
    self->clients_.Forget(*session);
  }

  // MQTT pays no regard to where a frame ends.
  static Awaitable<void> ToDevice(std::shared_ptr<Impl> self, SessionPtr session) {
    std::array<char, std::size_t{16} << 10> buffer;
    error_code error;
    while (!error) {
      const std::size_t size =
          co_await session->broker.async_read_some(asio::buffer(buffer), Into(error));
      if (error) break;
      const std::string_view bytes = self->clients_.ToClient(*session, {buffer.data(), size});
      if (bytes.empty()) continue;
      co_await session->device.async_write(asio::buffer(bytes), Into(error));
    }
    // The broker has said all it had to; the device is told so, and may answer.
    if (session->device.is_open()) {
      session->device.control_callback();
      co_await session->device.async_close(websocket::close_code::normal, Into(error));
    }
  }

  static Awaitable<void> ToBroker(std::shared_ptr<Impl> self, SessionPtr session) {
    const auto change = [&](std::string_view bytes) -> std::optional<std::string_view> {
      if (!session->device.got_binary()) {  // MQTT: a text frame ends the connection
        session->Close();
        return std::nullopt;
      }
      const auto passed = self->clients_.ToBroker(*session, bytes);
      if (passed) session->bounds.Pass(*passed);
      return passed;
    };
    co_await Relay<Executor>(session->device, session->broker, change);
    error_code error;
    // AWS: a Close frame is as good as a DISCONNECT.
    if (session->takes_leave && session->bounds.IsBetweenPackets()) {
      co_await asio::async_write(session->broker, asio::buffer(kDisconnect), Into(error));
    }
    session->broker.shutdown(BrokerSocket::shutdown_send, error);
  }

  asio::io_context& io_;
  const asio::local::stream_protocol::endpoint broker_;
  Clients& clients_;
  std::set<SessionPtr> sessions_;
};

WebSocketFront::WebSocketFront(asio::io_context& io, const std::string& broker_socket,
                               Clients& clients)
    : impl_(std::make_shared<Impl>(io, broker_socket, clients)) {}

WebSocketFront::~WebSocketFront() {
  Stop();
}

void WebSocketFront::Take(Socket socket, const std::string& handshake,
                          engine::Identity identity) {
  impl_->Take(std::move(socket), handshake, std::move(identity));
}

void WebSocketFront::Stop() {
  impl_->Stop();
}

}  // namespace mqtt_bridge
