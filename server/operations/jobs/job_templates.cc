#include "server/operations/jobs/job_templates.h"

#include <nlohmann/json.hpp>

#include "engine/arn.h"
#include "engine/documents/document.h"
#include "engine/documents/managed_template.h"
#include "engine/error.h"
#include "engine/jobs/abort.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_template.h"
#include "engine/jobs/retry.h"
#include "engine/jobs/rollout.h"
#include "engine/jobs/schedule.h"
#include "engine/jobs/timeout.h"
#include "engine/packages/package_version.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "server/service/documents/job_documents.h"
#include "storage/jobs/job_templates.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::JobTemplate;

namespace {

[[noreturn]] void NotFound(const std::string& name) {
  throw Error(ErrorCode::kResourceNotFound, "Job Template " + name + " cannot be found.");
}

JobTemplate RequireTemplate(Context& c, const std::string& template_id) {
  auto found = storage::JobTemplates(c.store).Find(template_id);
  if (!found) NotFound(template_id);
  return *std::move(found);
}

// An ARN in a member that may name resources of one kind only.
engine::Arn ArnIn(const json& in, const char* member, const std::string& kind) {
  const std::string& text = Text(in, member);
  auto arn = engine::ParseArn(text);
  if (!arn) {
    throw Error(ErrorCode::kInvalidRequest, text + " is not the ARN of a " + kind + ".");
  }
  if (arn->kind != kind) {
    throw Error(
        ErrorCode::kInvalidRequest,
        "Resource type should be " + kind + " but found invalid resource type " + arn->kind);
  }
  return *std::move(arn);
}

// Members that the request gives replace the template's whole.
void Inherit(json& in, const std::string& document, const json& configs) {
  if (!in.contains("document") && !in.contains("documentSource")) in["document"] = document;
  for (const auto& [name, config] : configs.items()) {
    // The document itself is what is handed on, not where it once came from.
    if (name != "documentSource") in.emplace(name, config);
  }
}

// AWS: a template has no schedule but the maintenance windows, as a member of its own; in a job
// they are part of the schedule.
void WindowsIntoSchedule(json& in) {
  const auto found = in.find("maintenanceWindows");
  if (found == in.end()) return;
  in["schedulingConfig"].emplace("maintenanceWindows", *found);
  in.erase(found);
}

json WithWindowsAlone(json configs) {
  const auto found = configs.find("schedulingConfig");
  if (found == configs.end()) return configs;
  if (found->contains("maintenanceWindows")) {
    configs["maintenanceWindows"] = found->at("maintenanceWindows");
  }
  configs.erase("schedulingConfig");
  return configs;
}

std::string ManagedArn(const Context& c, const std::string& name) {
  return engine::Arn{c.caller.region, "", "jobtemplate",
                     name + ":" + std::string(engine::kManagedTemplateVersion)}
      .Text();
}

// `name` is as in the ARN, with the version.
void InheritManaged(const Context& c, json& in, const std::string& name) {
  const auto* managed = engine::FindManagedTemplate(name.substr(0, name.find(':')));
  if (managed == nullptr || Text(in, "jobTemplateArn") != ManagedArn(c, managed->name)) {
    NotFound(name);
  }
  Inherit(in, managed->document, json::object());
  if (!in.contains("document")) return;
  in["documentBeforeSubstitution"] = in["document"];
  in["document"] = engine::FillDocument(*managed, Text(in, "document"),
                                        in.value("documentParameters", json::object()));
}

json Names(const Context& c, const engine::ManagedTemplate& managed) {
  return {{"templateArn", ManagedArn(c, managed.name)},
          {"templateName", managed.name},
          {"description", managed.description},
          {"environments", {"LINUX"}},
          {"templateVersion", engine::kManagedTemplateVersion}};
}

}  // namespace

json WithTemplate(Context& c, json in) {
  std::optional<engine::Arn> arn;
  if (in.contains("jobTemplateArn")) arn = ArnIn(in, "jobTemplateArn", "jobtemplate");
  const bool managed = arn && arn->account_id.empty();
  if (!managed && in.contains("documentParameters")) {
    throw Error(ErrorCode::kInvalidRequest,
                "documentParameters can be used only with a managed job template.");
  }
  if (managed) {
    InheritManaged(c, in, arn->name);
  } else if (arn) {
    if (Text(in, "jobTemplateArn") != ArnOf(c, "jobtemplate", arn->name)) NotFound(arn->name);
    const JobTemplate found = RequireTemplate(c, arn->name);
    in.erase("maintenanceWindows");  // no member of CreateJob
    Inherit(in, found.document, found.configs);
    WindowsIntoSchedule(in);
  }
  return in;
}

void CheckJobSettings(const json& in) {
  engine::CheckPresignedUrlConfig(in.value("presignedUrlConfig", json::object()));
  engine::CheckRolloutConfig(in.value("jobExecutionsRolloutConfig", json::object()));
  engine::CheckAbortConfig(in.value("abortConfig", json::object()));
  engine::CheckMaintenanceWindows(in.value("maintenanceWindows", json::array()));
  if (in.contains("timeoutConfig")) engine::CheckTimeoutConfig(in["timeoutConfig"]);
  engine::CheckRetryConfig(in.value("jobExecutionsRetryConfig", json::object()));
  engine::CheckPackageVersions(in.value("destinationPackageVersions", json::array()));
}

json ConfigsFrom(const json& in) {
  json configs = json::object();
  for (const char* config : {"jobExecutionsRolloutConfig", "abortConfig", "timeoutConfig",
                             "jobExecutionsRetryConfig", "destinationPackageVersions",
                             "presignedUrlConfig", "documentSource"}) {
    if (in.contains(config)) configs[config] = in[config];
  }
  // AWS: percentages and factors are shown as fractions, however they were sent.
  if (configs.contains("abortConfig")) {
    for (json& criterion : configs["abortConfig"]["criteriaList"]) {
      criterion["thresholdPercentage"] = criterion["thresholdPercentage"].get<double>();
    }
  }
  if (configs.contains("jobExecutionsRolloutConfig") &&
      configs["jobExecutionsRolloutConfig"].contains("exponentialRate")) {
    json& rate = configs["jobExecutionsRolloutConfig"]["exponentialRate"];
    rate["incrementFactor"] = rate["incrementFactor"].get<double>();
  }
  return configs;
}

namespace {

json CreateJobTemplate(Context& c, const json& request) {
  CheckJobSettings(request);
  json in = request;
  if (in.contains("jobArn")) {
    const engine::Arn arn = ArnIn(in, "jobArn", "job");
    const engine::Job job = RequireJob(c, arn.name);
    if (Text(in, "jobArn") != ArnOf(c, "job", job.job_id)) {
      throw Error(ErrorCode::kResourceNotFound, "Job " + arn.name + " cannot be found.");
    }
    Inherit(in, job.document, WithWindowsAlone(job.configs));
  }
  in = WithDocument(c, std::move(in));
  JobTemplate made{.template_id = Text(in, "jobTemplateId"),
                   .description = Text(in, "description"),
                   .document = Text(in, "document"),
                   .configs = ConfigsFrom(in),
                   .created_at = c.now};
  if (in.contains("maintenanceWindows")) {
    made.configs["maintenanceWindows"] = in["maintenanceWindows"];
  }
  if (storage::JobTemplates(c.store).Find(made.template_id)) {
    // AWS: the conflict names no resource.
    throw Error(ErrorCode::kConflict, "Job Template " + made.template_id + " already exists.",
                {{"resourceId", nullptr}});
  }
  storage::JobTemplates(c.store).Insert(made);
  KeepTags(c, "jobtemplate", made.template_id, in);
  return {{"jobTemplateArn", ArnOf(c, "jobtemplate", made.template_id)},
          {"jobTemplateId", made.template_id}};
}

json DescribeJobTemplate(Context& c, const json& in) {
  const JobTemplate found = RequireTemplate(c, Text(in, "jobTemplateId"));
  json shown = {{"jobTemplateArn", ArnOf(c, "jobtemplate", found.template_id)},
                {"jobTemplateId", found.template_id},
                {"description", found.description},
                {"document", found.document},
                {"createdAt", Seconds(found.created_at)}};
  shown.update(engine::WithUnsetMembers(found.configs));
  return shown;
}

json ListJobTemplates(Context& c, const json& in) {
  const auto page = storage::JobTemplates(c.store).List(PageFrom(in, "ListJobTemplates"));
  json templates = json::array();
  for (const JobTemplate& found : page.rows) {
    templates.push_back({{"jobTemplateArn", ArnOf(c, "jobtemplate", found.template_id)},
                         {"jobTemplateId", found.template_id},
                         {"description", found.description},
                         {"createdAt", Seconds(found.created_at)}});
  }
  json output = {{"jobTemplates", std::move(templates)}};
  if (page.next) output["nextToken"] = PageToken("ListJobTemplates", *page.next);
  return output;
}

json DeleteJobTemplate(Context& c, const json& in) {
  storage::JobTemplates(c.store).Delete(
      RequireTemplate(c, Text(in, "jobTemplateId")).template_id);
  return json::object();
}

json DescribeManagedJobTemplate(Context& c, const json& in) {
  const auto* managed = engine::FindManagedTemplate(Text(in, "templateName"));
  if (managed == nullptr || in.value("templateVersion", engine::kManagedTemplateVersion) !=
                                engine::kManagedTemplateVersion) {
    NotFound(Text(in, "templateName"));
  }
  json shown = Names(c, *managed);
  shown["document"] = managed->document;
  for (const auto& parameter : managed->parameters) {
    shown["documentParameters"].push_back({{"key", parameter.key},
                                           {"description", parameter.description},
                                           {"regex", parameter.Regex()},
                                           {"example", parameter.example},
                                           {"optional", parameter.optional}});
  }
  return shown;
}

json ListManagedJobTemplates(Context& c, const json& in) {
  const auto wanted = Maybe<std::string>(in, "templateName");
  const std::string list = "ListManagedJobTemplates " + wanted.value_or("");
  const auto page = PageFrom(in, list);
  json templates = json::array();
  json output = json::object();
  std::string last;
  for (const auto& managed : engine::ManagedTemplates()) {
    if ((wanted && managed.name != *wanted) || (page.after && managed.name <= *page.after)) {
      continue;
    }
    if (static_cast<int>(templates.size()) == page.limit) {
      output["nextToken"] = PageToken(list, last);
      break;
    }
    templates.push_back(Names(c, managed));
    last = managed.name;
  }
  output["managedJobTemplates"] = std::move(templates);
  return output;
}

}  // namespace

OperationTable JobTemplateOperations() {
  return {
      {"CreateJobTemplate", CreateJobTemplate},
      {"DescribeJobTemplate", DescribeJobTemplate},
      {"ListJobTemplates", ListJobTemplates},
      {"DeleteJobTemplate", DeleteJobTemplate},
      {"DescribeManagedJobTemplate", DescribeManagedJobTemplate},
      {"ListManagedJobTemplates", ListManagedJobTemplates},
  };
}

}  // namespace server
