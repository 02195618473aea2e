#include "storage/event_configurations.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/messages/event_configurations.h"
#include "engine/messages/job_events.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/tables.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::EventType;

namespace {

// AWS: all types are shown, on or off. Ours: no dates before the first update.
json DescribeEventConfigurations(Context& c, const json&) {
  const auto& kept = storage::EventConfigurations(c.store).Find();
  json types = json::object();
  for (int i = 0; i < engine::kEventTypes; ++i) {
    const auto type = static_cast<EventType>(i);
    types[std::string(Name(type))] = {{"Enabled", kept.Enabled(type)}};
  }
  json output = {{"eventConfigurations", std::move(types)}};
  if (kept.created_at) output["creationDate"] = Seconds(*kept.created_at);
  if (kept.last_modified_at) output["lastModifiedDate"] = Seconds(*kept.last_modified_at);
  return output;
}

// Types that are not named stay as they are.
json UpdateEventConfigurations(Context& c, const json& in) {
  engine::EventConfigurations changed = storage::EventConfigurations(c.store).Find();
  const json types = in.value("eventConfigurations", json::object());
  for (const auto& [name, configuration] : types.items()) {
    const EventType type = engine::EventTypeFrom(name).value();
    const auto enabled = Maybe<bool>(configuration, "Enabled");
    if (!enabled) continue;
    if (*enabled && !engine::IsPublished(type)) {
      throw Error(ErrorCode::kNotImplemented,
                  "Events of the type " + name +
                      " are not emulated, so they cannot be enabled; see docs/differences.md.");
    }
    if (*enabled) {
      changed.enabled.insert(type);
    } else {
      changed.enabled.erase(type);
    }
  }
  if (!changed.created_at) changed.created_at = c.now;
  changed.last_modified_at = c.now;
  storage::EventConfigurations(c.store).Keep(changed);
  return json::object();
}

}  // namespace

OperationTable EventConfigurationOperations() {
  return {
      {"DescribeEventConfigurations", DescribeEventConfigurations},
      {"UpdateEventConfigurations", UpdateEventConfigurations},
  };
}

}  // namespace server
