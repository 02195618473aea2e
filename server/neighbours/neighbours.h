// AWS's services beside IoT that scripts call first: STS says who asks, and all else is refused
// by name, in the protocol of its service.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "server/http/api_access.h"
#include "server/http/message/message.h"
#include "server/http/message/target.h"

namespace http {

class Neighbours {
 public:
  explicit Neighbours(std::string account_id) : account_id_(std::move(account_id)) {}

  // Without one, signatures are not looked at.
  void SetAccess(const ApiAccess& access) { access_ = &access; }

  // To a request that is nobody's here; nothing when it is no neighbour's either.
  std::optional<Response> Answer(const Request& request, const Target& target) const;

 private:
  Response CallerIdentity(const Request& request, const Target& target) const;

  const std::string account_id_;
  const ApiAccess* access_ = nullptr;
};

}  // namespace http
