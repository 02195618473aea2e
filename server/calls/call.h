// What is asked of the service, and who asks.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "engine/broker/mqtt_session.h"
#include "engine/documents/s3_url.h"
#include "engine/error.h"
#include "engine/identity/x509.h"
#include "engine/provisioning/provisioning_hook.h"

namespace server {

// A documentSource that was fetched from elsewhere for the call.
struct FetchedSource {
  std::string text;
  std::string problem;  // why there is no text; else empty
};

// An object of an S3 server elsewhere, or a range of one, as it was found for the call.
struct ForeignObject {
  engine::S3Location location;
  int status = 0;  // of the answer; 0: there was none
  std::uint64_t size = 0;
  std::string etag;
  std::string bytes;    // of the range, where one was asked for
  std::string problem;  // why there is no answer; else empty
};

// What a call needed before it could run, and that takes its time.
struct Beforehand {
  std::optional<FetchedSource> source;
  std::vector<ForeignObject> objects{};    // of streams and OTA updates
  std::optional<engine::RsaKeyPair> keys;  // for a certificate that is to be made
  std::optional<engine::HookAnswer> hook;  // on a device that is to be provisioned
  std::shared_ptr<const engine::MqttSession> session{};  // of the client that is asked for
  std::shared_ptr<const engine::Error> refusal{};        // why the call does not come to run
};

// Who asks, as far as answers depend on it.
struct Caller {
  std::string region;  // for ARNs: from the credential scope, else --region
  std::string host;    // as the caller wrote it, without the port; DescribeEndpoint repeats it
  std::string
      namespace_id{};  // that a device's topic names; it sees this namespace's jobs alone
  bool over_mqtt = false;
  std::string client_id{};  // over MQTT, where the broker says it
  std::string port{};       // as the host; empty when there was none
  std::shared_ptr<const Beforehand> beforehand{};
  std::string signed_for{};  // the service of the credential scope; empty: nothing was signed
  std::string certificate_id{};  // that a device has shown over HTTPS; else empty
  std::string topic{};           // of a request over MQTT
  bool leaves_no_trace =
      false;  // a question that is kept out of the journal, as who asks wants
};

// One request, made once where it comes in.
struct Call {
  Call(const api_spec::Operation& asked, Caller who, nlohmann::json members)
      : operation(asked), caller(std::move(who)), input(std::move(members)) {}

  const api_spec::Operation& operation;
  Caller caller;
  nlohmann::json input;
  std::string id{};  // that the answer carries, and the log; empty over MQTT
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

}  // namespace server
