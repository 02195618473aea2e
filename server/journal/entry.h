// What the journal keeps: a thing that happened, of one of a few kinds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api_spec/spec.h"
#include "engine/error.h"
#include "engine/instant.h"
#include "engine/jobs/execution_key.h"

namespace server {

// An operation that was asked for.
struct CallEntry {
  const api_spec::Operation* operation = nullptr;  // of the description, which outlives this
  bool over_mqtt = false;                          // else HTTP
  std::string thing, job;                          // that the input names; else empty
  std::string signed_for;                          // the service, as in Caller
  std::string id;
  std::optional<engine::ErrorCode> refusal;  // nothing: it was accepted
  std::string message;                       // of the refusal
  std::chrono::microseconds took{};
};

// A request over HTTP that is no operation of AWS IoT's: to the object store, to our own API,
// to another service, or to nothing that there is.
struct RequestEntry {
  bool of_object_store = false;
  std::string method{}, target{};  // with secrets in it: see WithoutSecrets
  int status = 200;
  std::string id{};
  std::string error{}, message{};  // of one that is refused
};

// A message that a client has sent by way of the broker, or that was handed to it.
struct MessageEntry {
  std::string topic{};
  bool received = false;    // else sent
  std::string client_id{};  // who has sent it, or alone gets it; empty: unknown, or subscribers
  std::string payload{};    // its beginning; with secrets in it
  std::size_t payload_bytes = 0;  // of all of it
};

// What policies or the broker's rules have refused to a device, as /_emulator/refusals shows it
// but for the instant; `text` is among its members.
struct RefusalEntry {
  nlohmann::json shown;
};

// A request over MQTT that was rejected, whether or not it came to be an operation.
struct RejectionEntry {
  const api_spec::Operation* operation = nullptr;  // none: the topic means no operation
  std::string client_id;                           // empty where the broker does not say
  std::string thing;                               // that the topic names; else empty
  std::string topic, code, message;
};

// A client that came to the broker or left it.
struct ClientEntry {
  std::string client_id;
  bool connected = false;
  std::string principal, ip_address;
  std::string disconnect_reason;
};

// A client that has subscribed, or unsubscribed.
struct SubscriptionEntry {
  std::string client_id, filter;
  int qos = 0;
  bool ended = false;
};

// Executions, or a job, whose status changed.
struct ChangeEntry {
  std::string job;
  std::string thing;                  // of a single execution; else empty
  std::int64_t execution_number = 0;  // likewise
  std::int64_t count = 0;             // executions of the job that changed alike; 0: the job
  std::string status;                 // now, or DELETED
};

// The clock was set, or its scale.
struct ClockEntry {
  double scale = 1;
};

// Something fell due, and was done.
struct TimerEntry {
  std::string kind, why;  // as /_emulator/timers has them
  std::string thing, job;
};

// Something that looks like a mistake.
struct NearMissEntry {
  std::string text{};
  std::string thing{}, client_id{};  // that it is about; else empty
};

// A fault that struck.
struct FaultEntry {
  std::string fault_id{}, preset{}, effect{};
  std::string operation{}, thing{}, job{}, topic{};  // of what it struck; else empty
  std::string text{};
};

using EntryKind = std::variant<CallEntry, RequestEntry, MessageEntry, RefusalEntry,
                               RejectionEntry, ClientEntry, SubscriptionEntry, ChangeEntry,
                               ClockEntry, TimerEntry, NearMissEntry, FaultEntry>;

struct Entry {
  std::uint64_t number = 0;  // in the order in which they came
  engine::Instant at;
  EntryKind what;
  std::size_t bytes = 0;  // that it takes, as BytesOf says
};

// What it takes in memory, about.
std::size_t BytesOf(const Entry& entry);

}  // namespace server
