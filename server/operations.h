// What an operation is: a function that changes rows in a transaction, and nothing else.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/clock.h"
#include "storage/store.h"

namespace server {

// Who asks, as far as answers depend on it.
struct Caller {
  std::string region;  // for ARNs: from the credential scope, else --region
  std::string host;    // as the caller wrote it, without the port; DescribeEndpoint repeats it
  std::string
      namespace_id{};  // that a device's topic names; it sees this namespace's jobs alone
  bool over_mqtt = false;
};

// What flags decide.
struct Settings {
  std::string account_id = "123456789012";
  std::string region = "us-east-1";
  bool immediate_rollout = false;
  // AWS's quotas, and the least distances in a schedule. What members look like is always
  // AWS's.
  bool enforce_limits = true;
  bool check_answers = false;  // every answer is held against the description (tests)
};

struct Happenings;

// What an operation may touch.
struct Context {
  storage::Store& store;
  engine::Instant now;
  const Caller& caller;
  const Settings& settings;
  Happenings* happenings = nullptr;  // told what follows, when someone wants to know
};

using Operation = nlohmann::json (*)(Context&, const nlohmann::json& input);

// nullptr for an operation that the description marks as refused.
Operation FindOperation(api_spec::Plane plane, std::string_view name);

}  // namespace server
