// Calls the REST API of an emulator that runs, one request at a time, and waits.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

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

  // Runs an operation, and gives back the answer's body. Throws std::runtime_error with a line
  // for the user.
  std::string Ask(const api_spec::Operation& operation, const nlohmann::json& input) const;
  // The same, handed on as it comes.
  using Take = std::function<void(std::string_view piece)>;
  void Ask(const api_spec::Operation& operation, const nlohmann::json& input,
           const Take& take) const;
  // Runs an operation of the control plane. Throws std::runtime_error with a line for the user.
  nlohmann::json Call(const std::string& operation, const nlohmann::json& input) const;
  // A page of the emulator's own.
  std::string Get(const std::string& path) const;

 private:
  void Sign(engine::SignedRequest& request) const;
  void Send(const engine::SignedRequest& request, const std::string& body,
            const Take& take) const;
  void Exchange(const std::string& request, const Take& take) const;

  const std::string endpoint_;
  const engine::KeyPair keys_;
  const std::string region_;
  std::string host_, port_;
};

}  // namespace http
