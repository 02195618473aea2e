// Job templates in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/jobs/job_template.h"
#include "storage/page.h"

namespace storage {

class Store;

class JobTemplates {
 public:
  explicit JobTemplates(Store& store) : store_(store) {}

  std::optional<engine::JobTemplate> Find(const std::string& template_id);
  void Insert(const engine::JobTemplate& job_template);
  void Delete(const std::string& template_id);
  // Newest first.
  Page<engine::JobTemplate> List(const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
