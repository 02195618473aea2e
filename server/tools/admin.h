// The emulator's own routes: health, reset, the clock, the API description.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "server/http/message.h"
#include "server/http/target.h"
#include "server/journal/journal.h"
#include "server/service/service.h"

namespace http {

class Admin {
 public:
  // `ca_certificate` is what clients are to trust, PEM. `broker_connected` tells whether
  // devices can be reached at this moment.
  Admin(server::Service& service, const server::Journal& journal, std::string version,
        std::string ca_certificate, std::function<bool()> broker_connected);

  // Whether the path is one of ours: /_emulator/... and /moto-api/....
  static bool Owns(const Target& target);
  // Throws engine::Error (InvalidRequest) for a bad clock setting.
  Response Handle(const Request& request, const Target& target);

 private:
  nlohmann::json Health() const;
  nlohmann::json Clock() const;
  Response AdvanceToNext();
  // What happened since the journal had so many changes.
  Response TellAfterMove(std::uint64_t changes);
  Response SetClock(const std::string& body);
  Response MoveOn();

  server::Service& service_;
  const server::Journal& journal_;
  const std::string version_;
  const std::string ca_certificate_;
  const std::function<bool()> broker_connected_;
};

}  // namespace http
