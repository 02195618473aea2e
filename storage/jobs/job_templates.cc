#include "storage/jobs/job_templates.h"

#include "engine/jobs/job_template.h"
#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectTemplate[] =
    "SELECT template_id, description, document, configs, created_at, sequence "
    "FROM job_template ";
constexpr int kSequence = 5;

engine::JobTemplate TemplateFrom(SQLite::Statement& row) {
  return {.template_id = Text(row, 0),
          .description = Text(row, 1),
          .document = Text(row, 2),
          .configs = nlohmann::json::parse(Text(row, 3)),
          .created_at = At(row, 4)};
}

}  // namespace

std::optional<engine::JobTemplate> JobTemplates::Find(const std::string& template_id) {
  SQLite::Statement& row =
      store_.Prepared(std::string(kSelectTemplate) + "WHERE template_id = ?");
  Bind(row, template_id);
  if (!row.executeStep()) return std::nullopt;
  engine::JobTemplate found = TemplateFrom(row);
  row.reset();
  return found;
}

void JobTemplates::Insert(const engine::JobTemplate& job_template) {
  const std::string configs = job_template.configs.dump();
  Bind(store_.Prepared("INSERT INTO job_template (template_id, description, document, configs, "
                       "created_at) VALUES (?, ?, ?, ?, ?)"),
       job_template.template_id, job_template.description, job_template.document, configs,
       job_template.created_at)
      .exec();
}

void JobTemplates::Delete(const std::string& template_id) {
  Bind(store_.Prepared("DELETE FROM job_template WHERE template_id = ?"), template_id).exec();
}

Page<engine::JobTemplate> JobTemplates::List(const PageRequest& page) {
  const std::int64_t before = page.after ? std::stoll(*page.after) : INT64_MAX;
  SQLite::Statement& rows = store_.Prepared(
      std::string(kSelectTemplate) + "WHERE sequence < ? ORDER BY sequence DESC LIMIT ?");
  Bind(rows, before, page.limit + 1);
  Page<engine::JobTemplate> result;
  std::int64_t last = 0;
  while (rows.executeStep()) {
    if (static_cast<int>(result.rows.size()) == page.limit) {
      result.next = std::to_string(last);
      break;
    }
    result.rows.push_back(TemplateFrom(rows));
    last = rows.getColumn(kSequence).getInt64();
  }
  rows.reset();
  return result;
}

}  // namespace storage
