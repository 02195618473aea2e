#include "server/service/registration_work.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/text/hex.h"
#include "storage/identity/registration_tasks.h"

namespace server {

namespace {

using engine::RegistrationStatus;
using engine::RegistrationTask;
using nlohmann::json;
using storage::RegistrationTasks;
using storage::ReportType;

// Parameters with a signing request take a tenth of it.
constexpr std::int64_t kLongestLine = 65'536;

// Ours: AWS's wording is not known.
std::optional<storage::Object> FileOf(Context& c, const RegistrationTask& task,
                                      std::string& problem) {
  const std::string file = "The input file " + task.bucket + "/" + task.key;
  const auto bucket = c.objects.FindBucket(task.bucket);
  auto object = bucket ? c.objects.Find(*bucket, task.key) : std::nullopt;
  if (!object || object->delete_marker) {
    problem = file + " cannot be found.";
    return std::nullopt;
  }
  if (!task.etag.empty() && object->etag != task.etag) {
    problem = file + " has changed while it was read.";
    return std::nullopt;
  }
  return object;
}

void Write(Context& c, const RegistrationTask& task, ReportType type, const char* name) {
  const auto content = c.objects.NewContent();
  RegistrationTasks(c.store).EachLine(task.id, type,
                                      [&](const std::string& line) { content->Append(line); });
  if (content->size() == 0) return;
  if (!c.objects.FindBucket(kReportBucket)) c.objects.MakeBucket(kReportBucket, c.now);
  c.objects.Put(*c.objects.FindBucket(kReportBucket),
                {.key = ReportKey(task.id, name),
                 .size = content->size(),
                 .etag = "\"" + engine::Hex(content->Md5()) + "\"",
                 .headers = {{"content-type", "application/json"}},
                 .modified_at = c.now,
                 .segments = {{content->file(), content->size()}}});
  content->Keep();
}

// The object store has its own database: its part comes first, and may be done twice.
void End(Context& c, RegistrationTask task, RegistrationStatus status,
         std::string message = "") {
  Write(c, task, ReportType::kErrors, "ERRORS");
  Write(c, task, ReportType::kResults, "RESULTS");
  RegistrationTasks(c.store).ForgetLines(task.id);
  task.status = status;
  task.message = std::move(message);
  task.updated_at = c.now;
  RegistrationTasks(c.store).Update(task);
}

// The line that is next, with what ends it.
std::string NextLine(Context& c, const RegistrationTask& task, const storage::Object& file) {
  std::string text;
  const std::int64_t length = std::min(kLongestLine + 1, task.size - task.position);
  c.objects
      .Read(file, static_cast<std::uint64_t>(task.position), static_cast<std::uint64_t>(length))
      ->ForEachPiece([&](std::string_view piece) { text += piece; });
  return text.substr(0,
                     text.find('\n') == std::string::npos ? text.size() : text.find('\n') + 1);
}

void Done(Context& c, RegistrationTask task, std::size_t bytes) {
  ++task.lines;
  task.position += static_cast<std::int64_t>(bytes);
  task.updated_at = c.now;
  RegistrationTasks(c.store).Update(task);
}

// The task, and its next line, if it has one; else the task has come to its end.
std::optional<std::pair<RegistrationTask, std::string>> Next(Context& c) {
  auto task = RegistrationTasks(c.store).NextUnderWay();
  if (!task) return std::nullopt;
  if (task->status == RegistrationStatus::kCancelling) {
    End(c, *std::move(task), RegistrationStatus::kCancelled);
    return std::nullopt;
  }
  std::string problem;
  const auto file = FileOf(c, *task, problem);
  if (!file) {
    End(c, *std::move(task), RegistrationStatus::kFailed, std::move(problem));
    return std::nullopt;
  }
  task->etag = file->etag;
  task->size = static_cast<std::int64_t>(file->size);
  if (task->position >= task->size) {
    End(c, *std::move(task), RegistrationStatus::kCompleted);
    return std::nullopt;
  }
  std::string line = NextLine(c, *task, *file);
  if (static_cast<std::int64_t>(line.size()) > kLongestLine) {
    const std::string number = std::to_string(task->lines + 1);
    End(c, *std::move(task), RegistrationStatus::kFailed,
        "Line " + number + " of the input file is longer than 65536 bytes.");
    return std::nullopt;
  }
  return std::pair(*std::move(task), std::move(line));
}

}  // namespace

std::string ReportKey(const std::string& task_id, const std::string& type) {
  return task_id + "/" + type + ".json";
}

void RegisterNextLine(Context& c, const RegisterOne& register_one) {
  auto next = Next(c);
  if (!next) return;
  auto& [task, line] = *next;
  if (line.find_first_not_of(" \t\r\n") != std::string::npos) {
    const json registered = register_one(engine::RegistrationIn(task, line));
    RegistrationTasks(c.store).Report(task, ReportType::kResults,
                                      engine::ResultLine(task, registered));
    ++task.succeeded;
  }
  Done(c, task, line.size());
}

void RefuseNextLine(Context& c, const engine::Error& refusal) {
  auto next = Next(c);
  if (!next) return;
  auto& [task, line] = *next;
  const std::string code = std::string(engine::Name(refusal.code)) + "Exception";
  RegistrationTasks(c.store).Report(task, ReportType::kErrors,
                                    engine::ErrorLine(task, code, refusal.what()));
  ++task.failed;
  Done(c, task, line.size());
}

}  // namespace server
