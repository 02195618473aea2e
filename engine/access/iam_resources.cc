#include "engine/access/iam_resources.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/arn.h"

namespace engine {

namespace {

using nlohmann::json;
using Pair = std::pair<std::string_view, std::string_view>;

// Members that name a resource, and its kind in the ARN.
constexpr std::array kNames{Pair{"jobId", "job"},
                            Pair{"jobTemplateId", "jobtemplate"},
                            Pair{"thingName", "thing"},
                            Pair{"thingGroupName", "thinggroup"},
                            Pair{"thingTypeName", "thingtype"},
                            Pair{"billingGroupName", "billinggroup"},
                            Pair{"indexName", "index"},
                            Pair{"packageName", "package"},
                            Pair{"policyName", "policy"},
                            Pair{"certificateId", "cert"},
                            Pair{"caCertificateId", "cacert"},
                            Pair{"templateName", "provisioningtemplate"}};

// Members that hold ARNs, or a list of them.
constexpr std::array kArns{"thingArn", "thingGroupArn",  "billingGroupArn",
                           "jobArn",   "jobTemplateArn", "targets",
                           "target",   "principal",      "resourceArn"};

// Members that tell what is looked for or mentioned, not what is acted on.
constexpr std::array kNotActedOn{
    Pair{"ListJobs", "thingGroupName"},       Pair{"ListThings", "thingTypeName"},
    Pair{"ListThingTypes", "thingTypeName"},  Pair{"CreateThing", "thingTypeName"},
    Pair{"UpdateThing", "thingTypeName"},     Pair{"AttachPolicy", "policyName"},
    Pair{"DetachPolicy", "policyName"},       Pair{"AttachThingPrincipal", "thingName"},
    Pair{"DetachThingPrincipal", "thingName"}};

bool IsActedOn(std::string_view operation, std::string_view member) {
  return std::find(kNotActedOn.begin(), kNotActedOn.end(), Pair{operation, member}) ==
         kNotActedOn.end();
}

// Where one member name serves two kinds.
std::string_view KindOf(std::string_view operation, std::string_view kind) {
  if (operation == "DescribeManagedJobTemplate") return "jobtemplate";
  return kind == "cert" && operation.ends_with("CACertificate") ? "cacert" : kind;
}

}  // namespace

std::vector<std::string> ResourcesOf(std::string_view operation, const json& input,
                                     bool over_data_plane, const std::string& region,
                                     const std::string& account_id) {
  std::vector<std::string> resources;
  const auto text = [&](std::string_view member) -> const std::string* {
    const auto found = input.find(std::string(member));
    return found == input.end() || !found->is_string()
               ? nullptr
               : found->template get_ptr<const std::string*>();
  };
  const auto add = [&](std::string_view kind, const std::string& name) {
    resources.push_back(Arn{region, account_id, std::string(kind), name}.Text());
  };
  for (const auto& [member, kind] : kNames) {
    const std::string* const name = text(member);
    if (name == nullptr || !IsActedOn(operation, member)) continue;
    if (over_data_plane && kind != "thing") continue;
    add(KindOf(operation, kind), *name);
    if (const std::string* const version = text("versionName"); version && kind == "package") {
      add("package", *name + "/version/" + *version);
    }
  }
  for (const char* member : kArns) {
    const auto found = input.find(member);
    if (found == input.end()) continue;
    for (const json& arn : found->is_array() ? *found : json::array({*found})) {
      if (arn.is_string()) resources.push_back(arn.get<std::string>());
    }
  }
  if (resources.empty()) resources.emplace_back("*");
  return resources;
}

}  // namespace engine
