// From an MQTT topic to the operation, thing and job that it names, by the description's table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api_spec/spec.h"

namespace mqtt_bridge {

struct Route {
  enum class Kind {
    kElsewhere,  // not below $aws/things/{thingName}/jobs/
    kOurs,       // what the service itself publishes: accepted, rejected, notify, notify-next
    kUnknown,    // a jobs topic that maps to no operation
    kRequest,
  };

  Kind kind = Kind::kElsewhere;
  const api_spec::Operation* operation = nullptr;
  std::string thing_name;
  std::string job_id;        // empty where the operation takes none; "$next" as it stands
  std::string namespace_id;  // of a topic like {jobId}/namespace-{namespaceId}/get
};

class Topics {
 public:
  explicit Topics(const std::vector<api_spec::RequestTopic>& request_topics);

  // Routes by the number of levels, since a job may be named "get" or "start-next".
  Route Find(std::string_view topic) const;

 private:
  struct Entry {
    std::vector<std::string> levels;
    const api_spec::Operation* operation;
    bool takes_job;
  };

  // Entries with literal levels come before those with {jobId} in the same place.
  std::vector<Entry> entries_;
};

}  // namespace mqtt_bridge
