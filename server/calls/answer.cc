#include "server/calls/answer.h"

#include "engine/arn.h"
#include "server/calls/operation.h"

namespace server {

std::string ArnOf(const Context& c, const char* kind, const std::string& name) {
  return engine::Arn{c.caller.region, c.settings.account_id, kind, name}.Text();
}

double Seconds(engine::Instant at) {
  return static_cast<double>(engine::Milliseconds(at)) / 1000;
}

}  // namespace server
