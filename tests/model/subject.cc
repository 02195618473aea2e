#include "tests/model/subject.h"

#include <algorithm>

#include "api_spec/spec.h"
#include "engine/error.h"
#include "server/operations/operations.h"

namespace model {

namespace {

json Picked(const json& from, std::initializer_list<const char*> members) {
  json picked = json::object();
  for (const char* member : members) {
    if (from.contains(member)) picked[member] = from[member];
  }
  return picked;
}

// An event has an id of its own; what else the model does not know of is left out.
json Comparable(const engine::Notice& notice) {
  if (!notice.topic.starts_with("$aws/events/")) return notice.payload;
  json payload =
      Picked(notice.payload,
             {"eventType", "timestamp", "operation", "jobId", "thingArn", "status",
              "statusDetails", "targetSelection", "createdAt", "description", "completedAt"});
  if (notice.payload.contains("jobProcessDetails")) {
    payload["jobProcessDetails"] =
        Picked(notice.payload["jobProcessDetails"],
               {"numberOfCanceledThings", "numberOfRejectedThings", "numberOfFailedThings",
                "numberOfRemovedThings", "numberOfSucceededThings"});
  }
  return payload;
}

}  // namespace

bool IsOfDataPlane(const std::string& operation) {
  return operation == "StartNextPendingJobExecution" || operation == "UpdateJobExecution" ||
         operation == "DescribeJobExecution" || operation == "GetPendingJobExecutions";
}

Subject::Subject(const std::string& database, const std::filesystem::path& objects)
    : database_(database),
      clock_(engine::Clock::Frozen(engine::FromMilliseconds(kWalksBegin))),
      objects_(objects, {}) {
  Reopen();
  // Not a step of the walk, so that none is shrunk to one that lacks it.
  Control("UpdateIndexingConfiguration",
          {{"thingIndexingConfiguration", {{"thingIndexingMode", "REGISTRY"}}}});
}

void Subject::Reopen() {
  const engine::Instant now = clock_.Now();
  service_.reset();
  store_.reset();
  store_ = std::make_unique<storage::Store>(database_);
  service_ = std::make_unique<server::Service>(*store_, objects_, clock_, server::FindOperation,
                                               server::Settings{});
  service_->OnCommitted([this](const server::Committed& committed) {
    for (const engine::Notice& notice : committed.notices) {
      messages_.push_back({{"topic", notice.topic}, {"payload", Comparable(notice)}});
    }
  });
  clock_.Set(now);  // Time went on meanwhile.
  service_->Tick();
}

std::string Subject::Save() {
  return service_->SaveState(std::uint64_t{1} << 20);
}

void Subject::Load(const std::string& state) {
  service_->LoadState(state);
}

json Subject::Call(api_spec::Plane plane, const std::string& operation, json input) {
  const auto& found = api_spec::Spec::BuiltIn().Find(plane, operation);
  json answer = service_->Run({found, {"us-east-1", "localhost"}, std::move(input)});
  service_->Tick();
  return answer;
}

json Subject::Control(const char* operation, json input) {
  return Call(api_spec::Plane::kControl, operation, std::move(input));
}

json Subject::Data(const char* operation, json input) {
  return Call(api_spec::Plane::kData, operation, std::move(input));
}

json Subject::Apply(const std::string& operation, const json& input) {
  try {
    return Call(IsOfDataPlane(operation) ? api_spec::Plane::kData : api_spec::Plane::kControl,
                operation, input);
  } catch (const engine::Error& refusal) {
    return {{"refused", Name(refusal.code)}};
  }
}

void Subject::Advance(engine::Duration by, const std::string& manner) {
  const engine::Instant until = clock_.Now() + by;
  if (manner == "jump") service_->SetClock(until);
  if (manner == "small steps") AdvanceInSmallSteps(until);
  if (manner == "unattended") clock_.Set(until);
}

// By seconds, or a fiftieth of the way, and to each due instant.
void Subject::AdvanceInSmallSteps(engine::Instant until) {
  const auto step =
      std::max<engine::Duration>(std::chrono::seconds{1}, (until - clock_.Now()) / 50);
  while (clock_.Now() < until) {
    engine::Instant next = std::min(until, clock_.Now() + step);
    if (const auto due = service_->NextDue(); due && *due > clock_.Now()) {
      next = std::min(next, *due);
    }
    service_->SetClock(next);
  }
}

std::vector<json> Subject::TakeMessages() {
  return std::exchange(messages_, {});
}

json Subject::Rows() {
  json rows = {{"things", json::array()},   {"members", json::object()},
               {"jobs", json::object()},    {"executions", json::object()},
               {"pending", json::object()}, {"newest first", json::object()}};
  const json things = Control("ListThings", json::object());
  for (const json& thing : things["things"]) {
    rows["things"].push_back(thing["thingName"]);
    AddThing(rows, thing["thingName"]);
  }
  std::sort(rows["things"].begin(), rows["things"].end());
  const json groups = Control("ListThingGroups", json::object());
  for (const json& group : groups["thingGroups"]) {
    const std::string name = group["groupName"];
    rows["members"][name] =
        Control("ListThingsInThingGroup", {{"thingGroupName", name}})["things"];
  }
  const json jobs = Control("ListJobs", json::object());
  for (const json& job : jobs["jobs"]) {
    AddJob(rows, job["jobId"]);
  }
  return rows;
}

void Subject::AddThing(json& rows, const std::string& thing) {
  rows["pending"][thing] = Data("GetPendingJobExecutions", {{"thingName", thing}});
  json& newest_first = rows["newest first"][thing] = json::array();
  const json listed = Control("ListJobExecutionsForThing", {{"thingName", thing}});
  for (const json& each : listed["executionSummaries"]) {
    newest_first.push_back(each["jobId"].get<std::string>() + "#" +
                           each["jobExecutionSummary"]["executionNumber"].dump());
  }
}

void Subject::AddJob(json& rows, const std::string& job_id) {
  const json job = Control("DescribeJob", {{"jobId", job_id}})["job"];
  json& shown = rows["jobs"][job_id] =
      Picked(job, {"status", "targetSelection", "createdAt", "lastUpdatedAt", "completedAt",
                   "forceCanceled", "isConcurrent", "jobProcessDetails", "description",
                   "comment", "reasonCode"});
  shown["jobProcessDetails"].erase("processingTargets");
  // The service's own comments are in its own words.
  const std::string reason = job.value("reasonCode", "");
  if (reason == "ABORT_CRITERIA_MET" || reason == "END_TIME_REACHED") shown.erase("comment");
  for (const std::string arn : job["targets"]) {
    shown["targets"].push_back(arn.substr(arn.rfind(':') + 1));
  }
  for (const char* config : {"timeoutConfig", "jobExecutionsRetryConfig",
                             "jobExecutionsRolloutConfig", "abortConfig", "schedulingConfig"}) {
    const json found = job.value(config, json::object());
    if (!found.empty()) shown[config] = found;
  }
  const json listed = Control("ListJobExecutionsForJob", {{"jobId", job_id}});
  for (const json& each : listed["executionSummaries"]) {
    const std::string arn = each["thingArn"];
    const std::string thing = arn.substr(arn.rfind('/') + 1);
    const json& summary = each["jobExecutionSummary"];
    const json execution = Control(
        "DescribeJobExecution", {{"jobId", job_id},
                                 {"thingName", thing},
                                 {"executionNumber", summary["executionNumber"]}})["execution"];
    json& row =
        rows["executions"][job_id + " " + thing + "#" + summary["executionNumber"].dump()];
    row =
        Picked(execution, {"status", "forceCanceled", "queuedAt", "startedAt", "lastUpdatedAt",
                           "versionNumber", "approximateSecondsBeforeTimedOut"});
    row["detailsMap"] = execution["statusDetails"]["detailsMap"];
    row["retryAttempt"] = summary["retryAttempt"];
    for (const char* member : {"status", "queuedAt", "startedAt", "lastUpdatedAt"}) {
      if (summary.value(member, json()) != row.value(member, json())) {
        row["list and describe differ"] = member;
      }
    }
  }
}

}  // namespace model
