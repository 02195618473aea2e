#include "server/metrics/metrics.h"

#include "server/tools/tools.h"
#include "storage/jobs/job_counts.h"

namespace tools {

using nlohmann::json;

// Made from the description as well.
Answer DescribeHealth(Tools& tools, const json& input);

Answer GetMetrics(Tools& tools, const json& /*input*/) {
  server::Gauges gauges{
      .messages_waiting = static_cast<std::int64_t>(tools.messages_under_way()),
      .ready = DescribeHealth(tools, {}).value["ready"] == true};
  tools.service.Ask([&](server::Context& c) {
    storage::JobCounts counts(c.store);
    gauges.jobs = counts.Jobs();
    gauges.executions = counts.Executions();
    return json();
  });
  for (const auto& [client_id, connection] : tools.connections.All()) {
    ++gauges.connections[connection.client.identity.listener];
  }
  return {.file = tools.metrics.Text(gauges),
          .media_type = "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace tools
