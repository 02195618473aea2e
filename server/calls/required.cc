#include "server/calls/required.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/registry/billing_group.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "engine/registry/thing_types.h"
#include "server/calls/answer.h"
#include "server/calls/operation.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/billing_groups.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/thing_types.h"
#include "storage/registry/things.h"

namespace server {

engine::Job RequireJob(Context& c, const std::string& job_id) {
  auto job = storage::Jobs(c.store).Find(job_id);
  if (!job) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Job " + job_id + " cannot be found.");
  }
  return *std::move(job);
}

// Ours: a namespaceId that is not the job's own finds no job; without one any job is found.
engine::Job RequireJobIn(Context& c, const nlohmann::json& in) {
  const std::string& job_id = in.at("jobId").get_ref<const std::string&>();
  engine::Job job = RequireJob(c, job_id);
  if (in.value("namespaceId", job.namespace_id) != job.namespace_id) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Job " + job_id + " cannot be found.");
  }
  return job;
}

engine::Thing RequireThing(Context& c, const std::string& name) {
  auto thing = storage::Things(c.store).Find(name);
  if (!thing) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing " + name + " cannot be found.");
  }
  return *std::move(thing);
}

engine::ThingType RequireThingType(Context& c, const std::string& name) {
  auto type = storage::ThingTypes(c.store).Find(name);
  if (!type) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing type " + name + " cannot be found.");
  }
  return *std::move(type);
}

engine::ThingGroup RequireThingGroup(Context& c, const std::string& name) {
  auto group = storage::ThingGroups(c.store).Find(name);
  if (!group) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Thing group " + name + " cannot be found.");
  }
  return *std::move(group);
}

engine::ThingGroup RequireStaticGroup(Context& c, const std::string& name) {
  auto group = RequireThingGroup(c, name);
  if (group.dynamic) {
    throw engine::Error(
        engine::ErrorCode::kInvalidRequest,
        "This operation does not support dynamic thing groups. Thing group arn: " +
            ArnOf(c, "thinggroup", name));
  }
  return group;
}

engine::BillingGroup RequireBillingGroup(Context& c, const std::string& name) {
  auto group = storage::BillingGroups(c.store).Find(name);
  if (!group) {
    throw engine::Error(engine::ErrorCode::kResourceNotFound,
                        "Billing group " + name + " cannot be found.");
  }
  return *std::move(group);
}

engine::JobExecution RequireExecution(Context& c, const std::string& job_id,
                                      const std::string& thing,
                                      std::optional<std::int64_t> number) {
  auto execution = storage::JobExecutions(c.store).Find(job_id, thing, number);
  if (!execution) {
    const std::string which = number ? "Execution " + std::to_string(*number) : "An execution";
    throw engine::Error(
        engine::ErrorCode::kResourceNotFound,
        which + " of job " + job_id + " on thing " + thing + " cannot be found.");
  }
  return *std::move(execution);
}

}  // namespace server
