// What an operation works on must be there: each of these throws ResourceNotFound.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace engine {
struct BillingGroup;
struct Job;
struct JobExecution;
struct Thing;
struct ThingGroup;
struct ThingType;
}  // namespace engine

namespace server {

struct Context;

engine::Job RequireJob(Context& c, const std::string& job_id);
// The job that `jobId` names, in the `namespaceId` that may be given.
engine::Job RequireJobIn(Context& c, const nlohmann::json& in);
engine::JobExecution RequireExecution(Context& c, const std::string& job_id,
                                      const std::string& thing,
                                      std::optional<std::int64_t> number = {});
engine::Thing RequireThing(Context& c, const std::string& name);
engine::ThingType RequireThingType(Context& c, const std::string& name);
engine::ThingGroup RequireThingGroup(Context& c, const std::string& name);
// Throws InvalidRequest for a dynamic one.
engine::ThingGroup RequireStaticGroup(Context& c, const std::string& name);
engine::BillingGroup RequireBillingGroup(Context& c, const std::string& name);

}  // namespace server
