// A whole service in memory, with a clock that stands still and everything it publishes.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api_spec/spec.h"
#include "engine/broker/presence.h"
#include "engine/clock.h"
#include "engine/error.h"
#include "engine/instant.h"
#include "engine/messages/notice.h"
#include "engine/uuid.h"
#include "server/journal/journal.h"
#include "server/operations/operations.h"
#include "server/service/service.h"
#include "storage/objects/objects.h"
#include "storage/store.h"

namespace server {

class World {
 public:
  using json = nlohmann::json;

  explicit World(Settings settings = {}, const std::string& database = ":memory:")
      : store(database),
        clock(engine::Clock::Frozen(*engine::ParseInstant("2026-01-01T12:00:00Z"))),
        service(store, objects, clock, FindOperation, Checked(settings)),
        journal(service.Now()) {
    service.OnCommitted([this](const Committed& committed) {
      sent.insert(sent.end(), committed.notices.begin(), committed.notices.end());
    });
    service.OnCommitted([this](const Committed& committed) { journal.Record(committed); });
    service.OnAnswered([this](const Answered& answered) { journal.Record(answered); });
  }

  ~World() { std::filesystem::remove_all(objects_root); }

  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // An operation of the control plane; then all that it leaves to do is done.
  json Call(const char* operation, json input) {
    return Run(api_spec::Plane::kControl, operation, std::move(input));
  }

  // An operation of the data plane.
  json Device(const char* operation, json input) {
    return Run(api_spec::Plane::kData, operation, std::move(input));
  }

  // An operation that devices ask over MQTT alone.
  json OverMqtt(const char* operation, json input) {
    return Run(api_spec::Plane::kMqtt, operation, std::move(input));
  }

  std::string MqttRefusal(const char* operation, json input) {
    return RefusalIn(api_spec::Plane::kMqtt, operation, std::move(input));
  }

  // The AWS name of the error that the operation is refused with.
  std::string Refusal(const char* operation, json input) {
    return RefusalIn(api_spec::Plane::kControl, operation, std::move(input));
  }

  // What a device asks to become a thing.
  json Provision(const char* operation, json input) {
    return Run(api_spec::Plane::kMqtt, operation, std::move(input));
  }

  std::string DeviceRefusal(const char* operation, json input) {
    return RefusalIn(api_spec::Plane::kData, operation, std::move(input));
  }

  void Advance(engine::Duration by) { service.SetClock(clock.Now() + by); }

  static std::string Thing(const std::string& name) {
    return "arn:aws:iot:us-east-1:123456789012:thing/" + name;
  }

  static std::string Group(const std::string& name) {
    return "arn:aws:iot:us-east-1:123456789012:thinggroup/" + name;
  }

  // Creates a job for the targets, with the other members of CreateJob as given.
  void CreateJob(const std::string& job_id, const std::vector<std::string>& targets,
                 json members = json::object()) {
    members["jobId"] = job_id;
    members["targets"] = targets;
    members.emplace("document", R"({"action":"blink"})");
    Call("CreateJob", std::move(members));
  }

  void CreateThing(const std::string& name) { Call("CreateThing", {{"thingName", name}}); }

  // Turns on the index of things, with their connectivity.
  void IndexThings() {
    Call("UpdateIndexingConfiguration",
         {{"thingIndexingConfiguration",
           {{"thingIndexingMode", "REGISTRY"}, {"thingConnectivityIndexingMode", "STATUS"}}}});
  }

  void Connect(const std::string& client_id) {
    service.ClientChanged({.client_id = client_id, .connected = true});
    service.IndexClient(client_id);
    service.Tick();
  }

  void Disconnect(const std::string& client_id) {
    service.ClientChanged({.client_id = client_id, .disconnect_reason = "CONNECTION_LOST"});
    service.Tick();
  }

  json Update(const std::string& thing, const std::string& job_id, const char* status,
              json members = json::object()) {
    members["thingName"] = thing;
    members["jobId"] = job_id;
    members["status"] = status;
    return Device("UpdateJobExecution", std::move(members));
  }

  json Execution(const std::string& thing, const std::string& job_id) {
    return Call("DescribeJobExecution", {{"thingName", thing}, {"jobId", job_id}})
        .at("execution");
  }

  json Job(const std::string& job_id) {
    return Call("DescribeJob", {{"jobId", job_id}}).at("job");
  }

  json Start(const std::string& thing) {
    return Device("StartNextPendingJobExecution", {{"thingName", thing}});
  }

  // The summaries of a thing's executions, newest first.
  json Listed(const std::string& thing) {
    return Call("ListJobExecutionsForThing", {{"thingName", thing}}).at("executionSummaries");
  }

  // A member of CreateJob.
  static json Retries(const char* failure_type, int number) {
    return {
        {"jobExecutionsRetryConfig",
         {{"criteriaList", {{{"failureType", failure_type}, {"numberOfRetries", number}}}}}}};
  }

  static json Timeout(int minutes) {
    return {{"timeoutConfig", {{"inProgressTimeoutInMinutes", minutes}}}};
  }

  // What has been published since the last call, a line each: "lamp notify-next j#2 QUEUED",
  // "lamp notify IN_PROGRESS:j QUEUED:k".
  std::vector<std::string> Heard();

  storage::Store store;
  const std::filesystem::path objects_root =
      std::filesystem::temp_directory_path() / ("iot-jobs-objects-" + engine::NewUuid());
  storage::Objects objects{objects_root, {}};
  engine::Clock clock;
  std::vector<engine::Notice> sent;
  Service service;
  Journal journal;
  std::string region = "us-east-1";
  std::string namespace_id;  // of the topics that devices use

 private:
  static Settings Checked(Settings settings) {
    settings.check_answers = true;
    return settings;
  }

  json Run(api_spec::Plane plane, const char* operation, json input) {
    const auto& found = api_spec::Spec::BuiltIn().Find(plane, operation);
    json output = service.Run({found, {region, "localhost", namespace_id}, std::move(input)});
    service.Tick();
    return output;
  }

  std::string RefusalIn(api_spec::Plane plane, const char* operation, json input) {
    try {
      Run(plane, operation, std::move(input));
    } catch (const engine::Error& refusal) {
      return std::string(Name(refusal.code)) + ": " + refusal.what();
    }
    return "accepted";
  }
};

inline std::vector<std::string> World::Heard() {
  std::vector<std::string> lines;
  for (const engine::Notice& notice : sent) {
    const auto thing_end = notice.topic.find('/', 12);
    std::string line = notice.topic.substr(12, thing_end - 12) + " " +
                       notice.topic.substr(notice.topic.rfind('/') + 1);
    if (notice.payload.contains("execution")) {
      const json& execution = notice.payload["execution"];
      line += " " + execution["jobId"].get<std::string>() + "#" +
              execution["executionNumber"].dump() + " " +
              execution["status"].get<std::string>();
    }
    const json jobs = notice.payload.value("jobs", json::object());
    for (const auto& [status, list] : jobs.items()) {
      line += " " + status;
      for (const json& summary : list) line += ":" + summary["jobId"].get<std::string>();
    }
    lines.push_back(std::move(line));
  }
  sent.clear();
  return lines;
}

}  // namespace server
