// What a step of a lesson wants to be so.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "server/program/client/api_client.h"

namespace server {

struct Checked {
  bool holds = false;
  std::string why{};  // it does not
};

// {"wait": conditions of Wait}, {"verify": expectations of VerifyJournal}, or {"call":
// {"operation", "input", "has": what its answer has at least}}; a list: all of them. What
// cannot be asked for does not hold. Throws std::runtime_error where no emulator answers.
Checked Check(const http::ApiClient& client, const nlohmann::json& wanted);

// Whether all of `part` is there: members of an object, elements of a list in any order.
bool Has(const nlohmann::json& whole, const nlohmann::json& part);

}  // namespace server
