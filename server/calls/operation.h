// What an operation is: a function that changes rows in a transaction, and nothing else.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/access/sigv4.h"
#include "engine/broker/broker_rules.h"
#include "engine/instant.h"
#include "engine/provisioning/provisioning_hook.h"
#include "server/calls/call.h"
#include "storage/objects/objects.h"

namespace storage {
class Store;
}

namespace server {

// What flags decide.
struct Settings {
  std::string account_id = "123456789012";
  std::string region = "us-east-1";
  bool immediate_rollout = false;
  // AWS's quotas, and the least distances in a schedule. What members look like is always
  // AWS's.
  bool enforce_limits = true;
  engine::KeyPair keys{"local", "local"};  // that presigned URLs are signed with
  bool session_token = false;              // presigned URLs have one, as AWS's
  std::string code_sign_key;               // in PEM; empty: nothing is signed
  // In presigned URLs, with or without a port; else what the caller used, or `own_host`.
  std::string public_host;
  std::string own_host = "127.0.0.1:4580";
  // "name:port" of an S3 server to use in place of the built-in object store.
  std::string s3_host;
  engine::HookTargets hooks;  // what stands for the functions of pre-provisioning hooks
  engine::BrokerRules broker_rules = engine::BrokerRules();
  std::string program = "iot-jobs-local";  // and its version, as states name it
  bool check_answers = false;  // every answer is held against the description (tests)
};

// What an operation may touch.
struct Context {
  storage::Store& store;
  storage::Objects& objects;
  engine::Instant now;
  const Caller& caller;
  const Settings& settings;
};

using Operation = nlohmann::json (*)(Context&, const nlohmann::json& input);

// Finds an operation; nullptr for one that the description marks as refused.
using OperationLookup = Operation (*)(api_spec::Plane plane, std::string_view name);

}  // namespace server
