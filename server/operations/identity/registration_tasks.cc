// Bulk registration of things: what it is asked for, and what is shown of it. The work itself
// is the service's.
#include "storage/identity/registration_tasks.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/identity/provisioning_template.h"
#include "engine/provisioning/registration_task.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "server/service/documents/object_url.h"
#include "server/service/registration_work.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::RegistrationStatus;
using engine::RegistrationTask;
using storage::RegistrationTasks;

namespace {

constexpr std::int64_t kLinkLives = 3600;  // Ours: in seconds; AWS's is not documented

RegistrationTask RequireTask(Context& c, const json& in) {
  const std::string& id = Text(in, "taskId");
  auto task = RegistrationTasks(c.store).Find(id);
  if (!task) {
    throw Error(ErrorCode::kResourceNotFound,
                "Thing registration task " + id + " cannot be found.");
  }
  return *std::move(task);
}

json StartThingRegistrationTask(Context& c, const json& in) {
  if (!c.settings.s3_host.empty()) {
    throw Error(ErrorCode::kNotImplemented,
                "StartThingRegistrationTask reads its file from the emulator's own object "
                "store, not from that of --s3-endpoint.");
  }
  engine::CheckTemplateBody(Text(in, "templateBody"));
  RegistrationTasks tasks(c.store);
  // AWS: one at a time. Ours: its error is not documented.
  if (c.settings.enforce_limits && tasks.NextUnderWay()) {
    engine::RefuseRequest("Another thing registration task is still in progress.");
  }
  const RegistrationTask task{.id = engine::NewUuid(),
                              .template_body = Text(in, "templateBody"),
                              .bucket = Text(in, "inputFileBucket"),
                              .key = Text(in, "inputFileKey"),
                              .role_arn = Text(in, "roleArn"),
                              .created_at = c.now,
                              .updated_at = c.now};
  tasks.Insert(task);
  return {{"taskId", task.id}};
}

json DescribeThingRegistrationTask(Context& c, const json& in) {
  const RegistrationTask task = RequireTask(c, in);
  json shown = {{"taskId", task.id},
                {"creationDate", Seconds(task.created_at)},
                {"lastModifiedDate", Seconds(task.updated_at)},
                {"templateBody", task.template_body},
                {"inputFileBucket", task.bucket},
                {"inputFileKey", task.key},
                {"roleArn", task.role_arn},
                {"status", Name(task.status)},
                {"successCount", task.succeeded},
                {"failureCount", task.failed},
                {"percentageProgress", engine::PercentDone(task)}};
  if (!task.message.empty()) shown["message"] = task.message;
  return shown;
}

json ListThingRegistrationTasks(Context& c, const json& in) {
  const auto status = Maybe<std::string>(in, "status");
  const std::string list = "ListThingRegistrationTasks " + status.value_or("");
  const auto page = RegistrationTasks(c.store).List(status, PageFrom(in, list));
  json output = {{"taskIds", page.rows}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

// Ours: a report is one file, and there once the task is at its end.
json ListThingRegistrationTaskReports(Context& c, const json& in) {
  const std::string& id = Text(in, "taskId");
  // AWS: this one knows no ResourceNotFound.
  if (!RegistrationTasks(c.store).Find(id)) {
    engine::RefuseRequest("Thing registration task " + id + " cannot be found.");
  }
  const std::string& type = Text(in, "reportType");
  PageFrom(in, "ListThingRegistrationTaskReports");
  json links = json::array();
  const engine::S3Location report{.bucket = kReportBucket, .key = ReportKey(id, type)};
  const auto bucket = c.objects.FindBucket(report.bucket);
  if (bucket && c.objects.Find(*bucket, report.key)) {
    links.push_back(ObjectUrl(c, "GET", report, kLinkLives));
  }
  return {{"resourceLinks", std::move(links)}, {"reportType", type}};
}

json StopThingRegistrationTask(Context& c, const json& in) {
  RegistrationTask task = RequireTask(c, in);
  if (task.status != RegistrationStatus::kInProgress) {
    engine::RefuseRequest("Thing registration task " + task.id + " is " +
                          std::string(Name(task.status)) + " and cannot be cancelled.");
  }
  task.status = RegistrationStatus::kCancelling;
  task.updated_at = c.now;
  RegistrationTasks(c.store).Update(task);
  return json::object();
}

}  // namespace

OperationTable RegistrationTaskOperations() {
  return {
      {"StartThingRegistrationTask", StartThingRegistrationTask},
      {"DescribeThingRegistrationTask", DescribeThingRegistrationTask},
      {"ListThingRegistrationTasks", ListThingRegistrationTasks},
      {"ListThingRegistrationTaskReports", ListThingRegistrationTaskReports},
      {"StopThingRegistrationTask", StopThingRegistrationTask},
  };
}

}  // namespace server
