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

// A notice that was handed to the broker.
struct MessageEntry {
  std::string topic;
  std::optional<engine::ExecutionKey> next;  // that a notify-next names
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

using EntryKind = std::variant<CallEntry, MessageEntry, RefusalEntry, RejectionEntry,
                               ClientEntry, ChangeEntry, ClockEntry>;

struct Entry {
  std::uint64_t number = 0;  // in the order in which they came
  engine::Instant at;
  EntryKind what;
  std::size_t bytes = 0;  // that it takes, as BytesOf says
};

// What it takes in memory, about.
std::size_t BytesOf(const Entry& entry);

}  // namespace server
