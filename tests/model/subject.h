// The service under a random walk, seen only through its operations and messages.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/clock.h"
#include "engine/instant.h"
#include "server/service/service.h"
#include "storage/objects/objects.h"
#include "storage/store.h"
#include "tests/model/walk.h"

namespace model {

class Subject {
 public:
  // Nothing is put into the object store, where no directory is given for it.
  explicit Subject(const std::string& database,
                   const std::filesystem::path& objects = "/nonexistent");

  // The answer, or {"refused": the error's name}.
  json Apply(const std::string& operation, const json& input);
  void Advance(engine::Duration by, const std::string& manner);
  // Forgets all but the file, and starts again from it.
  void Reopen();

  // A state, and what becomes of this subject by one.
  std::string Save();
  void Load(const std::string& state);

  storage::Objects& objects() { return objects_; }

  // As Model::Rows.
  json Rows();
  // As Model::TakeMessages.
  std::vector<json> TakeMessages();

 private:
  json Call(api_spec::Plane plane, const std::string& operation, json input);
  json Control(const char* operation, json input);
  json Data(const char* operation, json input);
  void AdvanceInSmallSteps(engine::Instant until);
  void AddJob(json& rows, const std::string& job_id);
  void AddThing(json& rows, const std::string& thing);

  const std::string database_;
  engine::Clock clock_;
  std::unique_ptr<storage::Store> store_;
  storage::Objects objects_;
  std::unique_ptr<server::Service> service_;
  std::vector<json> messages_;
};

// The names of the data plane's operations; all others are the control plane's.
bool IsOfDataPlane(const std::string& operation);

}  // namespace model
