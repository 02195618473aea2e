// Calls the REST API of an emulator that runs, one request at a time, and waits.
#pragma once

#include <chrono>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "api_spec/spec.h"
#include "engine/access/sigv4.h"

namespace http {

class ApiClient {
 public:
  // Throws std::runtime_error with a line for the user for an endpoint that is no
  // "http://host:port".
  ApiClient(std::string endpoint, engine::KeyPair keys, std::string region);

  // $IOT_JOBS_LOCAL_ENDPOINT, else http://127.0.0.1:4580.
  static std::string DefaultEndpoint();

  struct Answer {
    int status = 200;  // or another, where the emulator does not call it an error
    std::string body;
  };

  // Called after each second that an answer keeps waiting.
  void OnWait(std::function<void(std::chrono::seconds waited)> on_wait) {
    on_wait_ = std::move(on_wait);
  }

  // Runs an operation. Throws std::runtime_error with a line for the user.
  Answer Ask(const api_spec::Operation& operation, const nlohmann::json& input) const;
  // The same, handed on as it comes; gives the status.
  using Take = std::function<void(std::string_view piece)>;
  int Ask(const api_spec::Operation& operation, const nlohmann::json& input,
          const Take& take) const;
  // Runs an operation of the control plane. Throws std::runtime_error with a line for the user.
  nlohmann::json Call(const std::string& operation, const nlohmann::json& input) const;
  // A page of the emulator's own.
  std::string Get(const std::string& path) const;

 private:
  void Sign(engine::SignedRequest& request) const;
  int Send(const engine::SignedRequest& request, const std::string& body,
           const Take& take) const;
  void Exchange(const std::string& request, const Take& take) const;

  const std::string endpoint_;
  const engine::KeyPair keys_;
  const std::string region_;
  std::string host_, port_;
  std::function<void(std::chrono::seconds waited)> on_wait_;
};

}  // namespace http
