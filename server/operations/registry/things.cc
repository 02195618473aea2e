#include "storage/registry/things.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/expected_version.h"
#include "engine/jobs/job.h"
#include "engine/registry/billing_group.h"
#include "engine/registry/thing_types.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/identity/certificates.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/jobs/rollout.h"
#include "storage/registry/thing_groups.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::Thing;

namespace {

constexpr char kPayload[] = "attributePayload";

// Throws ResourceNotFound, or InvalidRequest for a deprecated type.
void CheckType(Context& c, const std::string& name) {
  engine::CheckMayGetThings(RequireThingType(c, name));
}

json Shown(const Context& c, const Thing& thing) {
  json shown = {{"thingName", thing.name},
                {"thingArn", ArnOf(c, "thing", thing.name)},
                {"attributes", thing.attributes},
                {"version", thing.version}};
  if (thing.type) shown["thingTypeName"] = *thing.type;
  return shown;
}

json CreateThing(Context& c, const json& in) {
  Thing thing{.name = Text(in, "thingName"),
              .id = engine::NewUuid(),
              .type = Maybe<std::string>(in, "thingTypeName"),
              .billing_group = Maybe<std::string>(in, "billingGroupName")};
  thing.attributes = engine::WithAttributes(json::object(), in.value(kPayload, json::object()));
  if (c.settings.enforce_limits) engine::CheckAttributes(thing);
  const auto existing = storage::Things(c.store).Find(thing.name);
  if (existing && (existing->attributes != thing.attributes || existing->type != thing.type ||
                   existing->billing_group != thing.billing_group)) {
    const char* different = existing->type != thing.type               ? "thing type"
                            : existing->attributes != thing.attributes ? "attributes"
                                                                       : "billing group";
    throw Error(
        ErrorCode::kResourceAlreadyExists,
        "Thing " + thing.name + " already exists in account with different " + different,
        {{"resourceId", existing->id}, {"resourceArn", ArnOf(c, "thing", thing.name)}});
  }
  if (existing) {
    // AWS: creating a thing again, alike, succeeds.
    thing = *existing;
  } else {
    if (thing.type) CheckType(c, *thing.type);
    if (thing.billing_group) RequireBillingGroup(c, *thing.billing_group);
    storage::Things(c.store).Insert(thing);
  }
  return {{"thingName", thing.name},
          {"thingArn", ArnOf(c, "thing", thing.name)},
          {"thingId", thing.id}};
}

json UpdateThing(Context& c, const json& in) {
  const auto type = Maybe<std::string>(in, "thingTypeName");
  const bool removes_type = Flag(in, "removeThingType");
  if (type && removes_type) {
    throw Error(ErrorCode::kInvalidRequest,
                "thingTypeName and removeThingType cannot be used together.");
  }
  Thing thing = RequireThing(c, Text(in, "thingName"));
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), thing.version);
  // Ours: a type that the thing already has may be named after its deprecation.
  if (type && type != thing.type) CheckType(c, *type);
  if (type || removes_type) thing.type = type;
  thing.attributes =
      engine::WithAttributes(std::move(thing.attributes), in.value(kPayload, json::object()));
  if (c.settings.enforce_limits) engine::CheckAttributes(thing);
  ++thing.version;
  storage::Things(c.store).Update(thing);
  return json::object();
}

json DescribeThing(Context& c, const json& in) {
  const Thing thing = RequireThing(c, Text(in, "thingName"));
  json output = Shown(c, thing);
  output["defaultClientId"] = thing.name;
  output["thingId"] = thing.id;
  if (thing.billing_group) output["billingGroupName"] = *thing.billing_group;
  return output;
}

json ListThings(Context& c, const json& in) {
  storage::ThingFilter filter{
      Maybe<std::string>(in, "attributeName"), Maybe<std::string>(in, "attributeValue"),
      Flag(in, "usePrefixAttributeValue"), Maybe<std::string>(in, "thingTypeName")};
  if (filter.attribute_value && !filter.attribute_name) {
    throw Error(ErrorCode::kInvalidRequest,
                "attributeValue cannot be used without attributeName.");
  }
  if (filter.attribute_name && filter.type) {
    throw Error(ErrorCode::kInvalidRequest,
                "Listing things by the combination of attribute and thing type is not "
                "supported");
  }
  const auto page = storage::Things(c.store).List(filter, PageFrom(in, "ListThings"));
  json things = json::array();
  for (const Thing& thing : page.rows) things.push_back(Shown(c, thing));
  json output = {{"things", std::move(things)}};
  if (page.next) output["nextToken"] = PageToken("ListThings", *page.next);
  return output;
}

json DeleteThing(Context& c, const json& in) {
  const std::string& name = Text(in, "thingName");
  const auto thing = storage::Things(c.store).Find(name);
  // AWS: deleting a thing that does not exist succeeds.
  if (!thing) return json::object();
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), thing->version);
  if (!storage::Certificates(c.store).PrincipalsOf(name, {.limit = 1}).rows.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "Cannot delete. Thing " + name +
                                                " is still attached to one or more principals");
  }
  for (const std::string& group : storage::ThingGroups(c.store).Of(name))
    storage::ThingGroups(c.store).RemoveMember(name, group);
  // Ours: AWS counts deleted things as removed, and keeps what a device has begun.
  for (const auto& execution : storage::JobExecutions(c.store).QueuedOf(name)) {
    storage::JobExecutions(c.store).Update(execution, engine::Remove(execution, c.now));
  }
  for (const engine::Job& job : storage::Jobs(c.store).YetToReach(name)) {
    storage::Rollout(c.store).Remove(job.job_id, name);
  }
  storage::Things(c.store).Delete(name);
  return json::object();
}

}  // namespace

OperationTable ThingOperations() {
  return {
      {"CreateThing", CreateThing},     {"UpdateThing", UpdateThing},
      {"DescribeThing", DescribeThing}, {"ListThings", ListThings},
      {"DeleteThing", DeleteThing},
  };
}

}  // namespace server
