// Any first bytes, of a client and of the broker, in two pieces. First byte: where they are
// cut. What is passed on is the same wherever that is; a client that is let through is
// introduced, by us alone, and what follows its CONNECT is as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mqtt_bridge/front/clients.h"
#include "mqtt_bridge/front/connack_stage.h"
#include "mqtt_bridge/front/connect_stage.h"
#include "mqtt_bridge/front/packet_bounds.h"

namespace {

using mqtt_bridge::Client;
using mqtt_bridge::Clients;

void Require(bool claim) {
  if (!claim) std::abort();
}

struct Passed {
  std::optional<std::string> to_broker;
  std::string to_client;
};

Passed Pass(std::string_view bytes, std::size_t cut) {
  Clients clients(engine::BrokerRules(), [](const nlohmann::json&) {});
  clients.SetIntroduction(
      [](const engine::ConnectAttempt& attempt) {
        return engine::Introduction{"7", "secret of " + attempt.client_id};
      },
      [](const std::string&) {});
  Client client;
  mqtt_bridge::ConnectStage connect(clients, client);
  mqtt_bridge::ConnackStage connack(client);
  Passed passed{.to_broker = ""};
  for (const std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    if (!passed.to_broker) break;
    const auto more = connect.Pass(piece);
    if (more) {
      *passed.to_broker += *more;
    } else {
      passed.to_broker.reset();
    }
  }
  for (const std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    passed.to_client += connack.Pass(piece).value();
  }
  clients.Forget(client);
  return passed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Passed whole = Pass(bytes, bytes.size());
  const Passed cut = Pass(bytes, std::min<std::size_t>(data[0], bytes.size()));
  Require(whole.to_broker == cut.to_broker && whole.to_client == cut.to_client);
  mqtt_bridge::PacketBounds bounds;
  bounds.Pass(bytes);

  const auto before = mqtt_bridge::ReadConnect(bytes);
  if (!whole.to_broker || whole.to_broker->empty()) return 0;
  Require(before.has_value());
  const auto after = mqtt_bridge::ReadConnect(*whole.to_broker);
  Require(after && after->client_id == before->client_id &&
          after->last_will_topic == before->last_will_topic && after->keep_alive >= 30 &&
          after->keep_alive <= 1200);
  const std::string_view passed = *whole.to_broker;
  const std::string secret = "secret of " + after->client_id;
  const std::string_view credentials =
      passed.substr(after->credentials_at, after->size - after->credentials_at);
  Require(credentials.starts_with(std::string_view("\0\1"
                                                   "7",
                                                   3)) &&
          credentials.ends_with(secret) && credentials.size() == 3 + 2 + secret.size());
  Require(passed.substr(after->size) == bytes.substr(before->size));
  return 0;
}
