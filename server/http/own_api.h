// The emulator's own API, beside AWS's: who is refused there, and what answers the others.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api_spec/spec.h"
#include "server/http/message/message.h"
#include "server/http/message/target.h"
#include "server/http/router.h"
#include "server/http/visitors.h"

namespace http {

class OwnApi {
 public:
  // What answers an operation; `accept` is the header of that name. Throws engine::Error.
  using Answers = std::function<Response(const api_spec::Operation&, nlohmann::json input,
                                         std::string_view accept)>;

  OwnApi(const api_spec::Spec& spec, Answers answers, const Visitors& visitors);

  // Whether the path begins as one of its own does.
  bool Owns(const Target& target) const;
  // `matches` are the operations that the router has found.
  Response Handle(const std::vector<Match>& matches, const Request& request,
                  const Target& target) const;

 private:
  Response Guarded(const std::function<Response()>& answer) const;

  const api_spec::Spec& spec_;
  const Answers answers_;
  const Visitors& visitors_;
  std::set<std::string> first_segments_;
  std::string routes_;  // "GET /_emulator/health, POST /_emulator/reset, ..."
};

}  // namespace http
