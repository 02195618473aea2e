#include "server/operations.h"

#include <map>
#include <string>

#include "server/operations/table.h"

namespace server {

namespace {

using Table = std::map<std::string, Operation, std::less<>>;

const Table kControl = {
    {"AddThingToThingGroup", control::AddThingToThingGroup},
    {"AssociateTargetsWithJob", control::AssociateTargetsWithJob},
    {"CancelJob", control::CancelJob},
    {"CancelJobExecution", control::CancelJobExecution},
    {"CreateJob", control::CreateJob},
    {"CreateJobTemplate", control::CreateJobTemplate},
    {"CreateThing", control::CreateThing},
    {"CreateThingGroup", control::CreateThingGroup},
    {"CreateThingType", control::CreateThingType},
    {"DeleteJob", control::DeleteJob},
    {"DeleteJobExecution", control::DeleteJobExecution},
    {"DeleteJobTemplate", control::DeleteJobTemplate},
    {"DeleteThing", control::DeleteThing},
    {"DeleteThingGroup", control::DeleteThingGroup},
    {"DeleteThingType", control::DeleteThingType},
    {"DeprecateThingType", control::DeprecateThingType},
    {"DescribeEndpoint", control::DescribeEndpoint},
    {"DescribeEventConfigurations", control::DescribeEventConfigurations},
    {"DescribeJob", control::DescribeJob},
    {"DescribeJobExecution", control::DescribeJobExecution},
    {"DescribeJobTemplate", control::DescribeJobTemplate},
    {"DescribeManagedJobTemplate", control::DescribeManagedJobTemplate},
    {"DescribeThing", control::DescribeThing},
    {"DescribeThingGroup", control::DescribeThingGroup},
    {"DescribeThingType", control::DescribeThingType},
    {"GetJobDocument", control::GetJobDocument},
    {"ListJobExecutionsForJob", control::ListJobExecutionsForJob},
    {"ListJobExecutionsForThing", control::ListJobExecutionsForThing},
    {"ListJobTemplates", control::ListJobTemplates},
    {"ListJobs", control::ListJobs},
    {"ListManagedJobTemplates", control::ListManagedJobTemplates},
    {"ListTagsForResource", control::ListTagsForResource},
    {"ListThingGroups", control::ListThingGroups},
    {"ListThingGroupsForThing", control::ListThingGroupsForThing},
    {"ListThingTypes", control::ListThingTypes},
    {"ListThings", control::ListThings},
    {"ListThingsInThingGroup", control::ListThingsInThingGroup},
    {"RemoveThingFromThingGroup", control::RemoveThingFromThingGroup},
    {"TagResource", control::TagResource},
    {"UntagResource", control::UntagResource},
    {"UpdateEventConfigurations", control::UpdateEventConfigurations},
    {"UpdateJob", control::UpdateJob},
    {"UpdateThing", control::UpdateThing},
    {"UpdateThingGroup", control::UpdateThingGroup},
    {"UpdateThingGroupsForThing", control::UpdateThingGroupsForThing},
};

const Table kData = {
    {"DescribeJobExecution", data::DescribeJobExecution},
    {"GetPendingJobExecutions", data::GetPendingJobExecutions},
    {"StartNextPendingJobExecution", data::StartNextPendingJobExecution},
    {"UpdateJobExecution", data::UpdateJobExecution},
};

}  // namespace

Operation FindOperation(api_spec::Plane plane, std::string_view name) {
  const Table& table = plane == api_spec::Plane::kControl ? kControl : kData;
  const auto found = table.find(name);
  return found == table.end() ? nullptr : found->second;
}

std::string ArnOf(const Context& c, const char* kind, const std::string& name) {
  return engine::Arn{c.caller.region, c.settings.account_id, kind, name}.Text();
}

double Seconds(engine::Instant at) {
  return static_cast<double>(engine::Milliseconds(at)) / 1000;
}

engine::Job RequireJob(Context& c, const std::string& job_id) {
  auto job = c.store.FindJob(job_id);
  if (!job) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Job " + job_id + " cannot be found.");
  }
  return *std::move(job);
}

// Ours: a namespaceId that is not the job's own finds no job; without one any job is found.
engine::Job RequireJobIn(Context& c, const json& in) {
  const std::string& job_id = in.at("jobId").get_ref<const std::string&>();
  engine::Job job = RequireJob(c, job_id);
  if (in.value("namespaceId", job.namespace_id) != job.namespace_id) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Job " + job_id + " cannot be found.");
  }
  return job;
}

engine::Thing RequireThing(Context& c, const std::string& name) {
  auto thing = c.store.FindThing(name);
  if (!thing) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing " + name + " cannot be found.");
  }
  return *std::move(thing);
}

engine::ThingType RequireThingType(Context& c, const std::string& name) {
  auto type = c.store.FindThingType(name);
  if (!type) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing type " + name + " cannot be found.");
  }
  return *std::move(type);
}

engine::ThingGroup RequireThingGroup(Context& c, const std::string& name) {
  auto group = c.store.FindThingGroup(name);
  if (!group) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing group " + name + " cannot be found.");
  }
  return *std::move(group);
}

engine::JobExecution RequireExecution(Context& c, const std::string& job_id,
                                      const std::string& thing,
                                      std::optional<std::int64_t> number) {
  auto execution = c.store.FindExecution(job_id, thing, number);
  if (!execution) {
    const std::string which = number ? "Execution " + std::to_string(*number) : "An execution";
    throw engine::Error(
        engine::ErrorCode::kResourceNotFound,
        which + " of job " + job_id + " on thing " + thing + " cannot be found.");
  }
  return *std::move(execution);
}

}  // namespace server
