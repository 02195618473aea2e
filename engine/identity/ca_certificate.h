// A certification authority's certificate that is registered, and what its status allows.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/instant.h"

namespace engine {

struct CaCertificate {
  std::string id;
  std::string pem;
  bool active = false;
  bool auto_registers = false;  // certificates that it signed, on their first connection
  bool sni_only = false;        // AWS: SNI_ONLY needs no proof of the key's possession
  nlohmann::json registration_config = nlohmann::json::object();  // as sent
  std::int64_t version = 1;
  Instant created_at, updated_at;
  Instant not_before, not_after;
};

}  // namespace engine
