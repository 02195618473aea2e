// Asks pre-provisioning hooks before devices are registered: what --hook names stands for the
// Lambda functions of templates.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "engine/provisioning/provisioning_hook.h"
#include "server/service/needs.h"

namespace server {

class ProvisioningHooks {
 public:
  // The id of the certificate that a client of the broker has shown; else empty.
  using CertificateOf = std::function<std::string(const std::string& client_id)>;

  ProvisioningHooks(boost::asio::io_context& io, const engine::HookTargets& targets,
                    CertificateOf certificate_of)
      : io_(io), targets_(targets), certificate_of_(std::move(certificate_of)) {}

  // RegisterThing over MQTT waits for its template's hook.
  void Serve(Needs& needs);
  // Ends those that are under way; their devices are refused.
  void Cancel();

 private:
  void Ask(const std::string& function_arn, const std::string& question,
           const Needs::Take& take);

  boost::asio::io_context& io_;
  const engine::HookTargets& targets_;
  const CertificateOf certificate_of_;
  std::map<std::uint64_t, std::function<void()>> under_way_;  // what ends each
  std::uint64_t count_ = 0;
};

}  // namespace server
