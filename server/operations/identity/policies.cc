#include <charconv>
#include <nlohmann/json.hpp>

#include "engine/access/policy.h"
#include "engine/access/policy_document.h"
#include "engine/error.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/identity/principals.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::Policy;
using engine::PolicyVersion;
using storage::Certificates;

namespace {

PolicyVersion RequireVersion(Context& c, const Policy& policy, const json& in) {
  const std::string& id = Text(in, "policyVersionId");
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  auto version = Certificates(c.store).FindPolicyVersion(policy.name, number);
  if (!version) {
    throw Error(ErrorCode::kResourceNotFound,
                "Version " + id + " of policy " + policy.name + " cannot be found.");
  }
  return *std::move(version);
}

void KeepChanged(Context& c, Policy policy) {
  policy.updated_at = c.now;
  policy.generation_id = engine::NewToken();
  Certificates(c.store).Update(policy);
}

json Named(const Context& c, const Policy& policy) {
  return {{"policyName", policy.name}, {"policyArn", ArnOf(c, "policy", policy.name)}};
}

json CreatePolicy(Context& c, const json& in) {
  const std::string& document = Text(in, "policyDocument");
  engine::ParsePolicyDocument(document);
  const Policy policy{.name = Text(in, "policyName"),
                      .generation_id = engine::NewToken(),
                      .created_at = c.now,
                      .updated_at = c.now};
  Certificates certificates(c.store);
  if (certificates.FindPolicy(policy.name)) {
    throw Error(
        ErrorCode::kResourceAlreadyExists,
        "Policy cannot be created - name already exists (name=" + policy.name + ")",
        {{"resourceId", policy.name}, {"resourceArn", ArnOf(c, "policy", policy.name)}});
  }
  certificates.Insert(policy);
  certificates.Insert(policy.name, {1, document, c.now});
  KeepTags(c, "policy", policy.name, in);
  json output = Named(c, policy);
  output["policyDocument"] = document;
  output["policyVersionId"] = "1";
  return output;
}

json GetPolicy(Context& c, const json& in) {
  const Policy policy = RequirePolicy(c, Text(in, "policyName"));
  const auto version =
      Certificates(c.store).FindPolicyVersion(policy.name, policy.default_version);
  json output = Named(c, policy);
  output["policyDocument"] = version->document;
  output["defaultVersionId"] = std::to_string(policy.default_version);
  output["creationDate"] = Seconds(policy.created_at);
  output["lastModifiedDate"] = Seconds(policy.updated_at);
  output["generationId"] = policy.generation_id;
  return output;
}

json ListPolicies(Context& c, const json& in) {
  const ListByAge list = ByAge(in, "ListPolicies");
  const auto page = Certificates(c.store).ListPolicies(list.order, list.page);
  json policies = json::array();
  for (const std::string& name : page.rows) policies.push_back(Named(c, {.name = name}));
  json output = {{"policies", std::move(policies)}};
  if (page.next) output["nextMarker"] = PageToken(list.name, *page.next);
  return output;
}

json DeletePolicy(Context& c, const json& in) {
  const Policy policy = RequirePolicy(c, Text(in, "policyName"));
  Certificates certificates(c.store);
  if (certificates.PolicyVersions(policy.name).size() > 1) {
    // AWS's wording.
    throw Error(ErrorCode::kDeleteConflict,
                "The policy cannot be deleted as versions other than than default version "
                "exist");
  }
  if (!certificates.TargetsOf(policy.name, {.limit = 1}).rows.empty()) {
    throw Error(ErrorCode::kDeleteConflict,
                "The policy cannot be deleted as the policy is attached to one or more "
                "principals (name=" +
                    policy.name + ")");
  }
  certificates.DeletePolicy(policy.name);
  return json::object();
}

json CreatePolicyVersion(Context& c, const json& in) {
  const std::string& document = Text(in, "policyDocument");
  engine::ParsePolicyDocument(document);
  Policy policy = RequirePolicy(c, Text(in, "policyName"));
  Certificates certificates(c.store);
  if (certificates.PolicyVersions(policy.name).size() >= engine::kMostPolicyVersions) {
    throw Error(
        ErrorCode::kVersionsLimitExceeded,
        "The policy " + policy.name + " already has the maximum number of versions (5)");
  }
  const bool is_default = Flag(in, "setAsDefault");
  ++policy.newest_version;
  if (is_default) policy.default_version = policy.newest_version;
  certificates.Insert(policy.name, {policy.newest_version, document, c.now});
  KeepChanged(c, policy);
  return {{"policyArn", ArnOf(c, "policy", policy.name)},
          {"policyDocument", document},
          {"policyVersionId", std::to_string(policy.newest_version)},
          {"isDefaultVersion", is_default}};
}

json GetPolicyVersion(Context& c, const json& in) {
  const Policy policy = RequirePolicy(c, Text(in, "policyName"));
  const PolicyVersion version = RequireVersion(c, policy, in);
  json output = Named(c, policy);
  output["policyDocument"] = version.document;
  output["policyVersionId"] = std::to_string(version.number);
  output["isDefaultVersion"] = version.number == policy.default_version;
  output["creationDate"] = Seconds(version.created_at);
  output["lastModifiedDate"] = Seconds(version.created_at);
  output["generationId"] = policy.generation_id;
  return output;
}

json ListPolicyVersions(Context& c, const json& in) {
  const Policy policy = RequirePolicy(c, Text(in, "policyName"));
  json versions = json::array();
  for (const PolicyVersion& version : Certificates(c.store).PolicyVersions(policy.name)) {
    versions.push_back({{"versionId", std::to_string(version.number)},
                        {"isDefaultVersion", version.number == policy.default_version},
                        {"createDate", Seconds(version.created_at)}});
  }
  return {{"policyVersions", std::move(versions)}};
}

json DeletePolicyVersion(Context& c, const json& in) {
  const Policy policy = RequirePolicy(c, Text(in, "policyName"));
  const PolicyVersion version = RequireVersion(c, policy, in);
  if (version.number == policy.default_version) {
    throw Error(ErrorCode::kDeleteConflict, "Cannot delete the default version of a policy");
  }
  Certificates(c.store).DeletePolicyVersion(policy.name, version.number);
  KeepChanged(c, policy);
  return json::object();
}

json SetDefaultPolicyVersion(Context& c, const json& in) {
  Policy policy = RequirePolicy(c, Text(in, "policyName"));
  policy.default_version = RequireVersion(c, policy, in).number;
  KeepChanged(c, policy);
  return json::object();
}

}  // namespace

OperationTable PolicyOperations() {
  return {
      {"CreatePolicy", CreatePolicy},
      {"GetPolicy", GetPolicy},
      {"ListPolicies", ListPolicies},
      {"DeletePolicy", DeletePolicy},
      {"CreatePolicyVersion", CreatePolicyVersion},
      {"GetPolicyVersion", GetPolicyVersion},
      {"ListPolicyVersions", ListPolicyVersions},
      {"DeletePolicyVersion", DeletePolicyVersion},
      {"SetDefaultPolicyVersion", SetDefaultPolicyVersion},
  };
}

}  // namespace server
