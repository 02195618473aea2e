// Holds clients to the rules of AWS's broker.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/broker/broker_rules.h"
#include "engine/text/told_once.h"

struct mosquitto;
struct mosquitto_evt_acl_check;

// A check returns what Mosquitto is to make of it: MOSQ_ERR_SUCCESS, or an error that ends the
// connection. Nothing is thrown: the caller is Mosquitto, in C.
class Limits {
 public:
  Limits(engine::BrokerRules rules, std::string emulator_id)
      : rules_(std::move(rules)), emulator_id_(std::move(emulator_id)) {}

  int CheckConnect(const mosquitto* client) noexcept;
  int CheckPublish(const mosquitto_evt_acl_check& publish) noexcept;
  int CheckSubscribe(const mosquitto_evt_acl_check& subscribe) noexcept;
  // This one does not end the connection.
  bool Delivers(const mosquitto* client, const char* topic) const noexcept;

  // The filter has become a subscription, or is one no longer.
  void Subscribed(const mosquitto* client, const char* filter, int qos) noexcept;
  void Unsubscribed(const mosquitto* client, const char* filter) noexcept;
  // It has been let in: anew, or to a session that it may take over from a connection that is
  // still there.
  void Came(const mosquitto* client) noexcept;
  void Left(const mosquitto* client) noexcept;

  // The emulator listens anew: it hears of all subscriptions.
  void TellAll() const noexcept;

  // Mosquitto takes one packet of each client between two turns.
  void NextTurn() noexcept;

 private:
  static constexpr std::size_t kMostRemembered = 10'000;
  // As long as the broker keeps a session.
  static constexpr std::chrono::hours kSession{1};

  struct Client {
    const mosquitto* connection = nullptr;       // nothing: it has left, but for its session
    std::chrono::steady_clock::time_point left;  // when it has
    std::map<std::string, int, std::less<>> filters;  // with their QoS
    bool has_wildcards = false;
    unsigned int turn = 0;
    std::size_t filters_in_packet = 0;
  };

  Client& Of(const mosquitto* client);
  static void ForgetIfNew(Client& client) noexcept;
  void Tell(std::string_view client_id, const char* event, int qos,
            std::string_view filter) const noexcept;
  void TellAll(std::string_view client_id, const Client& client) const noexcept;
  int Refuse(const mosquitto* client, const engine::BrokerRefusal& refusal, const char* action,
             std::string_view resource) const;
  void WarnOfService(const mosquitto* client, std::string_view topic);
  void WarnOfMissingDollar(const mosquitto* client, std::string_view topic);

  const engine::BrokerRules rules_;
  const std::string emulator_id_;
  std::map<std::string, Client, std::less<>> clients_;  // by id; those with subscriptions
  // With more, those that are away are forgotten.
  std::size_t most_clients_ = kMostRemembered;
  engine::ToldOnce warned_{std::size_t{1} << 20};
  unsigned int turn_ = 1;
  // Have come since the last turn to what may be a session of before, which Mosquitto finds
  // only after it has let them in.
  std::vector<std::string> resuming_;
};
