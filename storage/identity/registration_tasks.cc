#include "storage/identity/registration_tasks.h"

#include "storage/binding.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

namespace {

using engine::RegistrationTask;

constexpr char kSelectTask[] =
    "SELECT task_id, template_body, bucket, object_key, role_arn, status, message, succeeded,"
    " failed, lines, position, size, etag, created_at, updated_at FROM registration_task ";

RegistrationTask TaskFrom(SQLite::Statement& row) {
  return {.id = Text(row, 0),
          .template_body = Text(row, 1),
          .bucket = Text(row, 2),
          .key = Text(row, 3),
          .role_arn = Text(row, 4),
          .status = engine::RegistrationStatusFrom(Text(row, 5)),
          .message = Text(row, 6),
          .succeeded = row.getColumn(7).getInt64(),
          .failed = row.getColumn(8).getInt64(),
          .lines = row.getColumn(9).getInt64(),
          .position = row.getColumn(10).getInt64(),
          .size = row.getColumn(11).getInt64(),
          .etag = Text(row, 12),
          .created_at = At(row, 13),
          .updated_at = At(row, 14)};
}

std::optional<RegistrationTask> OneTask(SQLite::Statement& row) {
  if (!row.executeStep()) return std::nullopt;
  RegistrationTask task = TaskFrom(row);
  row.reset();
  return task;
}

}  // namespace

std::optional<RegistrationTask> RegistrationTasks::Find(const std::string& id) {
  return OneTask(Bind(store_.Prepared(std::string(kSelectTask) + "WHERE task_id = ?"), id));
}

void RegistrationTasks::Insert(const RegistrationTask& task) {
  Bind(store_.Prepared("INSERT INTO registration_task VALUES"
                       " (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       task.id, task.template_body, task.bucket, task.key, task.role_arn, Name(task.status),
       task.message, task.succeeded, task.failed, task.lines, task.position, task.size,
       task.etag, task.created_at, task.updated_at)
      .exec();
}

void RegistrationTasks::Update(const RegistrationTask& task) {
  Bind(store_.Prepared("UPDATE registration_task SET status = ?, message = ?, succeeded = ?,"
                       " failed = ?, lines = ?, position = ?, size = ?, etag = ?,"
                       " updated_at = ? WHERE task_id = ?"),
       Name(task.status), task.message, task.succeeded, task.failed, task.lines, task.position,
       task.size, task.etag, task.updated_at, task.id)
      .exec();
}

std::optional<RegistrationTask> RegistrationTasks::NextUnderWay() {
  return OneTask(store_.Prepared(std::string(kSelectTask) +
                                 "WHERE status IN ('InProgress', 'Cancelling')"
                                 " ORDER BY sequence LIMIT 1"));
}

Page<std::string> RegistrationTasks::List(const std::optional<std::string>& status,
                                          const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT task_id, sequence FROM registration_task WHERE (?1 IS NULL OR status = ?1)"
      " AND sequence > ?2 ORDER BY sequence LIMIT ?3");
  Bind(rows, status, StartOf(Order::kOldestFirst, page), page.limit + 1);
  return TakeNamesByAge(rows, page.limit);
}

void RegistrationTasks::Report(const RegistrationTask& task, ReportType type,
                               const std::string& line) {
  Bind(store_.Prepared("INSERT INTO registration_report VALUES (?, ?, ?, ?)"), task.id,
       static_cast<int>(type), task.lines, line)
      .exec();
}

void RegistrationTasks::EachLine(const std::string& id, ReportType type,
                                 const std::function<void(const std::string&)>& take) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT line FROM registration_report WHERE task_id = ? AND type = ? ORDER BY number");
  Bind(rows, id, static_cast<int>(type));
  while (rows.executeStep()) take(Text(rows, 0));
  rows.reset();
}

void RegistrationTasks::ForgetLines(const std::string& id) {
  Bind(store_.Prepared("DELETE FROM registration_report WHERE task_id = ?"), id).exec();
}

}  // namespace storage
