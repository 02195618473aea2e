#include "storage/jobs/jobs.h"

#include <nlohmann/json.hpp>
#include <set>

#include "engine/arn.h"
#include "engine/error.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/job_update.h"
#include "engine/jobs/schedule.h"
#include "engine/jobs/target.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/jobs/job_templates.h"
#include "server/operations/jobs/jobs.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "server/service/documents/job_documents.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/rollout.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/things.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::ExecutionStatus;
using engine::Job;

namespace {

// Every target must exist, and be the caller's own.
std::vector<engine::Target> CheckTargets(Context& c, const std::vector<std::string>& arns) {
  std::vector<engine::Target> targets;
  targets.reserve(arns.size());
  for (const std::string& text : arns) targets.push_back(engine::ParseTarget(text));
  if (targets.size() > engine::kMostTargets) {
    throw Error(ErrorCode::kLimitExceeded, "A job can have at most 100 targets.");
  }
  for (std::size_t i = 0; i < arns.size(); ++i) {
    const auto arn = engine::ParseArn(arns[i]);
    const bool ours =
        arn->region == c.caller.region && arn->account_id == c.settings.account_id;
    const bool exists = targets[i].kind == engine::TargetKind::kThing
                            ? storage::Things(c.store).Has(targets[i].name)
                            : storage::ThingGroups(c.store).Find(targets[i].name).has_value();
    if (!ours || !exists) {
      throw Error(ErrorCode::kResourceNotFound, "Target " + arns[i] + " cannot be found.");
    }
  }
  return targets;
}

void CheckConcurrency(Context& c) {
  if (c.settings.enforce_limits &&
      storage::Jobs(c.store).CountConcurrent() >= engine::kMostConcurrentJobs) {
    throw Error(ErrorCode::kLimitExceeded, "There are already " +
                                               std::to_string(engine::kMostConcurrentJobs) +
                                               " jobs that are rolling out or being canceled.");
  }
}

// How many jobs there are of those, counted up to `most`.
int Count(Context& c, const storage::JobFilter& filter, int most) {
  return static_cast<int>(storage::Jobs(c.store).List(filter, {.limit = most}).rows.size());
}

// Ours: quotas are looked at when all else is in order.
void CheckQuotas(Context& c, const Job& job) {
  if (!c.settings.enforce_limits) return;
  int active = 0;
  for (const auto status : {engine::JobStatus::kScheduled, engine::JobStatus::kInProgress}) {
    active += Count(c, {.status = status, .target_selection = job.target_selection},
                    engine::kMostActiveJobs);
  }
  if (active >= engine::kMostActiveJobs) {
    throw Error(ErrorCode::kLimitExceeded, "There are already " +
                                               std::to_string(engine::kMostActiveJobs) +
                                               " active jobs with target selection " +
                                               std::string(Name(job.target_selection)) + ".");
  }
  CheckConcurrency(c);
}

json JobAnswer(const Context& c, const Job& job) {
  json answer = {{"jobArn", ArnOf(c, "job", job.job_id)}, {"jobId", job.job_id}};
  if (job.description) answer["description"] = *job.description;
  return answer;
}

json ProcessDetails(Context& c, const Job& job, bool rolling_out) {
  const auto counts = storage::JobExecutions(c.store).Count(job.job_id);
  json details = {
      {"numberOfCanceledThings", counts.Of(ExecutionStatus::kCanceled)},
      {"numberOfSucceededThings", counts.Of(ExecutionStatus::kSucceeded)},
      {"numberOfFailedThings", counts.Of(ExecutionStatus::kFailed)},
      {"numberOfRejectedThings", counts.Of(ExecutionStatus::kRejected)},
      {"numberOfQueuedThings", counts.Of(ExecutionStatus::kQueued)},
      {"numberOfInProgressThings", counts.Of(ExecutionStatus::kInProgress)},
      {"numberOfRemovedThings", counts.Of(ExecutionStatus::kRemoved)},
      {"numberOfTimedOutThings", counts.Of(ExecutionStatus::kTimedOut)},
  };
  // AWS: absent once the job is rolled out.
  if (rolling_out) details["processingTargets"] = job.targets;
  return details;
}

// AWS: true only while rolling out or cancelling.
bool IsConcurrent(Context& c, const Job& job) {
  return job.backlog_at.has_value() || (job.status == engine::JobStatus::kInProgress &&
                                        !storage::Rollout(c.store).IsEmpty(job.job_id));
}

// AWS: the next maintenance windows of a job that has any.
json ScheduledRollouts(const Context& c, const Job& job) {
  json starts = json::array();
  if (!engine::IsActive(job)) return starts;
  const engine::Schedule schedule(job.Config("schedulingConfig"));
  for (const engine::Instant start : schedule.NextWindows(c.now, engine::kMostWindowsShown)) {
    starts.push_back({{"startTime", engine::FormatMinute(start)}});
  }
  return starts;
}

// The group that a list of jobs is asked for, by name or id; throws ResourceNotFound.
std::optional<engine::ThingGroup> FilterGroup(Context& c, const json& in) {
  const auto name = Maybe<std::string>(in, "thingGroupName");
  const auto id = Maybe<std::string>(in, "thingGroupId");
  if (!name && !id) return std::nullopt;
  auto group = name ? RequireThingGroup(c, *name) : storage::ThingGroups(c.store).FindById(*id);
  if (!group || (id && group->id != *id)) {
    throw Error(ErrorCode::kResourceNotFound, "Thing group " + *id + " cannot be found.");
  }
  return group;
}

void AddTimes(json& shown, const Job& job) {
  shown["createdAt"] = Seconds(job.created_at);
  shown["lastUpdatedAt"] = Seconds(job.last_updated_at);
  if (job.completed_at) shown["completedAt"] = Seconds(*job.completed_at);
}

json DescribeJob(Context& c, const json& in) {
  const Job job = RequireJob(c, Text(in, "jobId"));
  const bool concurrent = IsConcurrent(c, job);
  json shown = JobAnswer(c, job);
  shown["targetSelection"] = Name(job.target_selection);
  shown["status"] = Name(job.status);
  shown["targets"] = job.targets;
  if (job.status == engine::JobStatus::kCanceled) shown["forceCanceled"] = job.force_canceled;
  if (!job.namespace_id.empty()) shown["namespaceId"] = job.namespace_id;
  if (job.reason_code) shown["reasonCode"] = *job.reason_code;
  if (job.comment) shown["comment"] = *job.comment;
  if (job.template_arn) shown["jobTemplateArn"] = *job.template_arn;
  if (!job.document_parameters.empty()) shown["documentParameters"] = job.document_parameters;
  AddTimes(shown, job);
  shown["jobProcessDetails"] =
      ProcessDetails(c, job, concurrent || !storage::Rollout(c.store).IsEmpty(job.job_id));
  shown["isConcurrent"] = concurrent;
  // AWS: these are there, empty, when unset; other configs are not.
  for (const char* config : {"presignedUrlConfig", "jobExecutionsRolloutConfig",
                             "schedulingConfig", "timeoutConfig"}) {
    shown[config] = job.Config(config);
  }
  for (const char* config :
       {"abortConfig", "jobExecutionsRetryConfig", "destinationPackageVersions"}) {
    if (job.configs.contains(config)) shown[config] = job.Config(config);
  }
  if (json starts = ScheduledRollouts(c, job); !starts.empty()) {
    shown["scheduledJobRollouts"] = std::move(starts);
  }
  json output = {{"job", std::move(shown)}};
  if (job.configs.contains("documentSource")) {
    output["documentSource"] = job.Config("documentSource");
  }
  return output;
}

json ListJobs(Context& c, const json& in) {
  storage::JobFilter filter;
  if (const auto status = Maybe<std::string>(in, "status")) {
    filter.status = engine::JobStatusFrom(*status);
  }
  if (const auto selection = Maybe<std::string>(in, "targetSelection")) {
    filter.target_selection = engine::TargetSelectionFrom(*selection);
  }
  filter.namespace_id = Maybe<std::string>(in, "namespaceId");
  std::optional<std::string> group_id;
  if (const auto group = FilterGroup(c, in)) {
    filter.thing_group = group->name;
    // AWS: of a group that is named, jobs that are SCHEDULED are left out.
    filter.scheduled = !in.contains("thingGroupName");
    group_id = group->id;
  }
  const auto page = storage::Jobs(c.store).List(filter, PageFrom(in, "ListJobs"));
  json jobs = json::array();
  for (const Job& job : page.rows) {
    json summary = {{"jobArn", ArnOf(c, "job", job.job_id)},
                    {"jobId", job.job_id},
                    {"targetSelection", Name(job.target_selection)},
                    {"status", Name(job.status)},
                    {"isConcurrent", IsConcurrent(c, job)}};
    if (group_id) summary["thingGroupId"] = *group_id;
    AddTimes(summary, job);
    jobs.push_back(std::move(summary));
  }
  json output = {{"jobs", std::move(jobs)}};
  if (page.next) output["nextToken"] = PageToken("ListJobs", *page.next);
  return output;
}

json GetJobDocument(Context& c, const json& in) {
  const Job job = RequireJob(c, Text(in, "jobId"));
  if (!Flag(in, "beforeSubstitution")) return {{"document", job.document}};
  return {{"document", job.document_before_substitution.value_or(job.document)}};
}

json UpdateJob(Context& c, const json& in) {
  const engine::JobSettings settings{.description = Maybe<std::string>(in, "description"),
                                     .configs = ConfigsFrom(in)};
  engine::CheckUpdate(Text(in, "jobId"), settings);
  storage::Jobs(c.store).Update(engine::UpdateSettings(RequireJobIn(c, in), settings, c.now));
  return json::object();
}

json AssociateTargetsWithJob(Context& c, const json& in) {
  const auto arns = in.at("targets").get<std::vector<std::string>>();
  engine::CheckAssociated(arns);
  const Job job = engine::AssociateTargets(RequireJobIn(c, in), arns,
                                           Maybe<std::string>(in, "comment"), c.now);
  std::vector<std::string> groups;
  for (const auto& target : CheckTargets(c, arns)) groups.push_back(target.name);
  storage::Jobs(c.store).AddTargets(job, groups);
  return JobAnswer(c, job);
}

json CancelJob(Context& c, const json& in) {
  const Job job = engine::Cancel(RequireJob(c, Text(in, "jobId")), Flag(in, "force"),
                                 Maybe<std::string>(in, "reasonCode"),
                                 Maybe<std::string>(in, "comment"), c.now);
  CheckConcurrency(c);
  storage::Jobs(c.store).Update(job);
  return JobAnswer(c, job);
}

}  // namespace

json CreateJob(Context& c, const json& request) {
  CheckJobSettings(request);
  json in = WithTemplate(c, request);
  in = WithPlaceholdersFilled(c, WithDocument(c, std::move(in)));
  Job job{.job_id = Text(in, "jobId"),
          .namespace_id = in.value("namespaceId", ""),
          .targets = in.at("targets").get<std::vector<std::string>>(),
          .description = Maybe<std::string>(in, "description"),
          .document = Text(in, "document"),
          .document_before_substitution = Maybe<std::string>(in, "documentBeforeSubstitution"),
          .template_arn = Maybe<std::string>(in, "jobTemplateArn"),
          .document_parameters = in.value("documentParameters", json::object()),
          .configs = ConfigsFrom(in),
          .created_at = c.now,
          .last_updated_at = c.now};
  if (const auto selection = Maybe<std::string>(in, "targetSelection")) {
    job.target_selection = engine::TargetSelectionFrom(*selection).value();
  }
  if (in.contains("schedulingConfig")) job.configs["schedulingConfig"] = in["schedulingConfig"];
  const json& scheduling = job.Config("schedulingConfig");
  engine::CheckSchedulingConfig(scheduling, job.target_selection, c.now,
                                c.settings.enforce_limits);
  if (!engine::Schedule(scheduling).IsOpen(c.now)) job.status = engine::JobStatus::kScheduled;
  // AWS: not idempotent; even an identical repeat is refused.
  if (storage::Jobs(c.store).Find(job.job_id)) {
    throw Error(ErrorCode::kResourceAlreadyExists, "Job " + job.job_id + " already exists.",
                {{"resourceId", job.job_id}, {"resourceArn", ArnOf(c, "job", job.job_id)}});
  }
  const auto targets = CheckTargets(c, job.targets);
  CheckQuotas(c, job);
  storage::Jobs(c.store).Insert(job, targets);
  KeepTags(c, "job", job.job_id, in);
  return JobAnswer(c, job);
}

json DeleteJob(Context& c, const json& in) {
  const Job job = engine::BeginDeletion(RequireJobIn(c, in), Flag(in, "force"), c.now);
  if (c.settings.enforce_limits &&
      Count(c, {.status = engine::JobStatus::kDeletionInProgress},
            engine::kMostJobsInDeletion) == engine::kMostJobsInDeletion) {
    throw Error(ErrorCode::kLimitExceeded, "There are already " +
                                               std::to_string(engine::kMostJobsInDeletion) +
                                               " jobs that are being deleted.");
  }
  storage::Jobs(c.store).Update(job);
  return json::object();
}

OperationTable JobOperations() {
  return {
      {"CreateJob", CreateJob}, {"DescribeJob", DescribeJob},
      {"ListJobs", ListJobs},   {"GetJobDocument", GetJobDocument},
      {"UpdateJob", UpdateJob}, {"AssociateTargetsWithJob", AssociateTargetsWithJob},
      {"CancelJob", CancelJob}, {"DeleteJob", DeleteJob},
  };
}

}  // namespace server
