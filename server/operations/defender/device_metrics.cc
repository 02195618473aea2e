// Device Defender: what devices report of themselves.
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "server/calls/input.h"
#include "server/operations/tables.h"

namespace server {

namespace {

// A member by its long or its short name; nullptr where there is neither.
const json* Find(const json& in, const char* name, const char* short_name) {
  auto found = in.find(name);
  if (found == in.end()) found = in.find(short_name);
  return found == in.end() ? nullptr : &*found;
}

const json& Require(const json& in, const char* name, const char* short_name,
                    const json& detail = json::object()) {
  const json* const found = Find(in, name, short_name);
  if (found != nullptr) return *found;
  throw engine::Error(engine::ErrorCode::kInvalidRequest,
                      std::string("The report lacks ") + name + ".", detail);
}

// Ours: a report is checked and answered, and nothing is made of it; a thing of that name need
// not exist, and no device reports too often.
json ReportDeviceMetrics(Context& c, const json& in) {
  const json& header = Require(in, "header", "hed");
  const json& report_id = Require(header, "report_id", "rid");
  const json detail = {{"reportId", report_id}};
  Require(header, "version", "v", detail);
  // AWS: either will do.
  if (Find(in, "custom_metrics", "cmet") == nullptr) Require(in, "metrics", "met", detail);
  return {{"thingName", Text(in, "thingName")},
          {"reportId", report_id},
          {"status", "ACCEPTED"},
          {"timestamp", engine::Milliseconds(c.now)}};
}

}  // namespace

OperationTable DeviceMetricsOperations() {
  return {{"ReportDeviceMetrics", ReportDeviceMetrics}};
}

}  // namespace server
