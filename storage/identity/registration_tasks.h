// Bulk registrations, and what is to stand in their reports.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/provisioning/registration_task.h"
#include "storage/page.h"

namespace storage {

class Store;

enum class ReportType { kErrors, kResults };

// A view of the store: as cheap to make as a reference.
class RegistrationTasks {
 public:
  explicit RegistrationTasks(Store& store) : store_(store) {}

  std::optional<engine::RegistrationTask> Find(const std::string& id);
  void Insert(const engine::RegistrationTask& task);
  void Update(const engine::RegistrationTask& task);
  // The oldest that is not at its end.
  std::optional<engine::RegistrationTask> NextUnderWay();
  // Ids, the oldest first; of one status, or of all.
  Page<std::string> List(const std::optional<std::string>& status, const PageRequest& page);

  // A line of a report of a task that is under way.
  void Report(const engine::RegistrationTask& task, ReportType type, const std::string& line);
  void EachLine(const std::string& id, ReportType type,
                const std::function<void(const std::string&)>& take);
  void ForgetLines(const std::string& id);

 private:
  Store& store_;
};

}  // namespace storage
