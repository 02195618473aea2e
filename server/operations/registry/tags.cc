#include "server/operations/registry/tags.h"

#include <nlohmann/json.hpp>

#include "engine/arn.h"
#include "engine/error.h"
#include "engine/registry/tags.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/jobs/job_templates.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/billing_groups.h"
#include "storage/registry/tags.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/thing_types.h"

namespace server {

using engine::Error;
using engine::ErrorCode;

void KeepTags(Context& c, const char* kind, const std::string& name, const json& in) {
  storage::Tags(c.store).Set(kind, name, engine::ReadTags(in.value("tags", json::array())));
}

bool HasOtherTags(Context& c, const char* kind, const std::string& name, const json& in) {
  return in.contains("tags") &&
         engine::ReadTags(in["tags"]) != storage::Tags(c.store).Of(kind, name);
}

namespace {

bool Exists(Context& c, const engine::Arn& arn) {
  if (arn.kind == "billinggroup")
    return storage::BillingGroups(c.store).Find(arn.name).has_value();
  if (arn.kind == "job") return storage::Jobs(c.store).Find(arn.name).has_value();
  if (arn.kind == "jobtemplate")
    return storage::JobTemplates(c.store).Find(arn.name).has_value();
  if (arn.kind == "thinggroup") return storage::ThingGroups(c.store).Find(arn.name).has_value();
  if (arn.kind == "thingtype") return storage::ThingTypes(c.store).Find(arn.name).has_value();
  throw Error(ErrorCode::kInvalidRequest,
              "Resources of the type " + arn.kind + " cannot be tagged.");
}

// The resource that the input's ARN names. Throws for one that cannot be tagged.
engine::Arn Resource(Context& c, const json& in) {
  const std::string& text = Text(in, "resourceArn");
  auto arn = engine::ParseArn(text);
  if (!arn) throw Error(ErrorCode::kInvalidRequest, "Resource " + text + " is not an ARN.");
  const bool exists = Exists(c, *arn);
  if (!exists || arn->region != c.caller.region || arn->account_id != c.settings.account_id) {
    throw Error(ErrorCode::kResourceNotFound, "Resource " + text + " cannot be found.");
  }
  return *std::move(arn);
}

json TagResource(Context& c, const json& in) {
  const engine::Arn arn = Resource(c, in);
  const engine::Tags added = engine::ReadTags(in.at("tags"));
  storage::Tags(c.store).Set(
      arn.kind, arn.name,
      engine::AddTags(storage::Tags(c.store).Of(arn.kind, arn.name), added));
  return json::object();
}

// Ours: a key that is not there is no error.
json UntagResource(Context& c, const json& in) {
  const engine::Arn arn = Resource(c, in);
  for (const json& key : in.at("tagKeys")) {
    storage::Tags(c.store).Remove(arn.kind, arn.name, key.get_ref<const std::string&>());
  }
  return json::object();
}

// All tags fit on a page; a token cannot be one of ours.
json ListTagsForResource(Context& c, const json& in) {
  const engine::Arn arn = Resource(c, in);
  if (in.contains("nextToken")) {
    throw Error(ErrorCode::kInvalidRequest, "Next token is invalid.");
  }
  json tags = json::array();
  for (const auto& [key, value] : storage::Tags(c.store).Of(arn.kind, arn.name)) {
    tags.push_back({{"Key", key}, {"Value", value}});
  }
  return {{"tags", std::move(tags)}};
}

}  // namespace

OperationTable TagOperations() {
  return {
      {"TagResource", TagResource},
      {"UntagResource", UntagResource},
      {"ListTagsForResource", ListTagsForResource},
  };
}

}  // namespace server
