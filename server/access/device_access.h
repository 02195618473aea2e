// What devices may do, by the policies of their certificates and of their things' groups.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/access/credentials.h"
#include "engine/access/policy_evaluation.h"
#include "engine/broker/connect_attempt.h"
#include "server/calls/operation.h"
#include "storage/changes.h"

namespace storage {
struct AccessChanges;
}

namespace server {

// What a connection's policies and their variables are, for the broker's plugin to read.
nlohmann::json PermissionsOf(storage::Store& store, const Settings& settings,
                             const engine::ConnectAttempt& attempt);

// What RefusalOf says of a device's request over HTTPS; nothing when its policies allow it. The
// attempt's client id names the thing that it asks for, if any.
std::optional<nlohmann::json> RefusedRequest(storage::Store& store, const Settings& settings,
                                             const engine::ConnectAttempt& attempt,
                                             const engine::PolicyRequest& request);

// Who is held to policies.
struct AccessRules {
  bool certificates_need_policies = false;
  std::vector<engine::Credential> keys;  // of clients that sign; those have IAM policies
};

// Knows who is connected, and what the plugin was told of each.
class DeviceAccess {
 public:
  // Hands a connection's number and what it may do now to the plugin.
  using Tell = std::function<void(const std::string& text)>;

  // `proof`: what the plugin knows the emulator by.
  DeviceAccess(storage::Store& store, const Settings& settings, AccessRules rules,
               std::string proof, Tell tell)
      : store_(store),
        settings_(settings),
        rules_(std::move(rules)),
        proof_(std::move(proof)),
        tell_(std::move(tell)) {}

  // Nothing for who is held to no policy, or has shown nothing that policies could belong to.
  std::optional<engine::Introduction> Introduce(const engine::ConnectAttempt& attempt);
  void Ended(const std::string& user_name);
  // Tells at once whose permissions are others than before.
  void Renew(const storage::AccessChanges& changes);

 private:
  struct Connection {
    engine::ConnectAttempt attempt;
    std::string thing;
    std::string told;
  };

  engine::Introduction Introduced(const engine::ConnectAttempt& attempt,
                                  nlohmann::json permissions);

  storage::Store& store_;
  const Settings& settings_;
  const AccessRules rules_;
  const std::string proof_;
  const Tell tell_;
  std::map<std::string, Connection> connections_;  // by user name
  std::uint64_t count_ = 0;
};

}  // namespace server
