#include "server/operations/registry/tags.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/arn.h"
#include "engine/error.h"
#include "engine/registry/tags.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/identity/certificates.h"
#include "storage/identity/provisioning.h"
#include "storage/identity/role_aliases.h"
#include "storage/jobs/job_templates.h"
#include "storage/jobs/jobs.h"
#include "storage/ota/ota_updates.h"
#include "storage/ota/streams.h"
#include "storage/packages/packages.h"
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

template <typename View, auto Find>
bool Has(storage::Store& store, const std::string& name) {
  return (View(store).*Find)(name).has_value();
}

bool HasPackageOrVersion(storage::Store& store, const std::string& name) {
  constexpr std::string_view kVersion = "/version/";
  const auto at = name.find(kVersion);
  if (at == name.npos) return storage::Packages(store).Find(name).has_value();
  return storage::PackageVersions(store)
      .Find(name.substr(0, at), name.substr(at + kVersion.size()))
      .has_value();
}

// AWS: what can have tags, by its kind in ARNs. Things and devices' certificates cannot.
const std::map<std::string_view, bool (*)(storage::Store&, const std::string& name)> kTaggable{
    {"billinggroup", Has<storage::BillingGroups, &storage::BillingGroups::Find>},
    {"cacert", Has<storage::Provisioning, &storage::Provisioning::FindCa>},
    {"job", Has<storage::Jobs, &storage::Jobs::Find>},
    {"jobtemplate", Has<storage::JobTemplates, &storage::JobTemplates::Find>},
    {"otaupdate", Has<storage::OtaUpdates, &storage::OtaUpdates::Find>},
    {"package", HasPackageOrVersion},
    {"policy", Has<storage::Certificates, &storage::Certificates::FindPolicy>},
    {"provisioningtemplate", Has<storage::Provisioning, &storage::Provisioning::FindTemplate>},
    {"rolealias", Has<storage::RoleAliases, &storage::RoleAliases::Find>},
    {"stream", Has<storage::Streams, &storage::Streams::Find>},
    {"thinggroup", Has<storage::ThingGroups, &storage::ThingGroups::Find>},
    {"thingtype", Has<storage::ThingTypes, &storage::ThingTypes::Find>},
};

// The resource that the input's ARN names. Throws for one that cannot be tagged.
engine::Arn Resource(Context& c, const json& in) {
  const std::string& text = Text(in, "resourceArn");
  auto arn = engine::ParseArn(text);
  if (!arn) throw Error(ErrorCode::kInvalidRequest, "Resource " + text + " is not an ARN.");
  const auto kind = kTaggable.find(arn->kind);
  if (kind == kTaggable.end()) {
    throw Error(ErrorCode::kInvalidRequest,
                "Resources of the type " + arn->kind + " cannot be tagged.");
  }
  const bool exists = kind->second(c.store, arn->name);
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
