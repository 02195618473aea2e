#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "engine/arn.h"
#include "engine/error.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/identity/principals.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/registry/thing_groups.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using storage::Certificates;

namespace {

// Throws InvalidRequest for what can have no policies.
engine::Arn ReadTarget(const json& in) {
  const std::string& text = Text(in, "target");
  auto arn = engine::ParseArn(text);
  if (!arn || (arn->kind != "cert" && arn->kind != "thinggroup")) {
    throw Error(ErrorCode::kInvalidRequest,
                "Target " + text + " is not the ARN of a certificate or a thing group.");
  }
  return *std::move(arn);
}

std::string Kept(const engine::Arn& target) {
  return target.kind + "/" + target.name;
}

// "cert/..." or "thinggroup/...". Throws ResourceNotFound for what does not exist.
std::string TargetFrom(Context& c, const json& in) {
  const engine::Arn arn = ReadTarget(in);
  const bool exists =
      arn.account_id == c.settings.account_id && arn.region == c.caller.region &&
      (arn.kind == "cert" ? Certificates(c.store).Find(arn.name).has_value()
                          : storage::ThingGroups(c.store).Find(arn.name).has_value());
  if (!exists) {
    throw Error(ErrorCode::kResourceNotFound,
                "Target " + Text(in, "target") + " cannot be found.");
  }
  return Kept(arn);
}

void CheckQuota(Context& c, const std::string& policy, const std::string& certificate) {
  const auto attached =
      Certificates(c.store)
          .PoliciesOf({certificate}, {.limit = engine::kMostPoliciesOfACertificate})
          .rows;
  const bool is_new = std::find(attached.begin(), attached.end(), policy) == attached.end();
  if (is_new && attached.size() >= engine::kMostPoliciesOfACertificate) {
    throw Error(ErrorCode::kLimitExceeded,
                "Certificate " + certificate.substr(certificate.find('/') + 1) +
                    " already has the maximum number of policies (10).");
  }
}

void Attach(Context& c, const std::string& policy, const std::string& target) {
  if (c.settings.enforce_limits && target.starts_with("cert/")) CheckQuota(c, policy, target);
  Certificates(c.store).AttachPolicy(policy, target);
}

json PageOf(const char* member, const storage::Page<std::string>& page, const std::string& list,
            const std::function<json(const std::string&)>& shown_as) {
  json rows = json::array();
  for (const std::string& row : page.rows) rows.push_back(shown_as(row));
  json output = {{member, std::move(rows)}};
  if (page.next) output["nextMarker"] = PageToken(list, *page.next);
  return output;
}

json PoliciesPage(Context& c, const storage::Page<std::string>& page, const std::string& list) {
  return PageOf("policies", page, list, [&](const std::string& name) -> json {
    return {{"policyName", name}, {"policyArn", ArnOf(c, "policy", name)}};
  });
}

json AttachPolicy(Context& c, const json& in) {
  const std::string policy = RequirePolicy(c, Text(in, "policyName")).name;
  Attach(c, policy, TargetFrom(c, in));
  return json::object();
}

json DetachPolicy(Context& c, const json& in) {
  // AWS: detaching what is not attached succeeds.
  Certificates(c.store).DetachPolicy(Text(in, "policyName"), Kept(ReadTarget(in)));
  return json::object();
}

json ListAttachedPolicies(Context& c, const json& in) {
  const std::string target = TargetFrom(c, in);
  constexpr std::string_view kGroup = "thinggroup/";
  std::vector<std::string> targets{target};
  if (Flag(in, "recursive") && target.starts_with(kGroup)) {
    targets.clear();
    for (const std::string& group :
         storage::ThingGroups(c.store).Lineage(target.substr(kGroup.size()))) {
      targets.push_back(std::string(kGroup) + group);
    }
  }
  const std::string list = "ListAttachedPolicies " + target;
  return PoliciesPage(c, Certificates(c.store).PoliciesOf(targets, MarkedPage(in, list)), list);
}

json ListTargetsForPolicy(Context& c, const json& in) {
  const std::string& policy = Text(in, "policyName");
  if (!Certificates(c.store).FindPolicy(policy)) {
    throw Error(ErrorCode::kResourceNotFound, "Policy not found");
  }
  const std::string list = "ListTargetsForPolicy " + policy;
  const auto page = Certificates(c.store).TargetsOf(policy, MarkedPage(in, list));
  return PageOf("targets", page, list, [&](const std::string& target) {
    const auto slash = target.find('/');
    return ArnOf(c, target.substr(0, slash).c_str(), target.substr(slash + 1));
  });
}

json AttachPrincipalPolicy(Context& c, const json& in) {
  const std::string policy = RequirePolicy(c, Text(in, "policyName")).name;
  Attach(c, policy, "cert/" + PrincipalFrom(c, in));
  return json::object();
}

json DetachPrincipalPolicy(Context& c, const json& in) {
  const std::string policy = RequirePolicy(c, Text(in, "policyName")).name;
  Certificates(c.store).DetachPolicy(policy, "cert/" + PrincipalFrom(c, in));
  return json::object();
}

json ListPrincipalPolicies(Context& c, const json& in) {
  const std::string certificate = PrincipalFrom(c, in);
  const ListByAge list = ByAge(in, "ListPrincipalPolicies " + certificate);
  const auto page =
      Certificates(c.store).PoliciesOfCertificate(certificate, list.order, list.page);
  return PoliciesPage(c, page, list.name);
}

json ListPolicyPrincipals(Context& c, const json& in) {
  // AWS: a policy that is not there has no principals.
  const std::string& policy = Text(in, "policyName");
  const ListByAge list = ByAge(in, "ListPolicyPrincipals " + policy);
  const auto page = Certificates(c.store).CertificatesOf(policy, list.order, list.page);
  return PageOf("principals", page, list.name,
                [&](const std::string& id) { return ArnOf(c, "cert", id); });
}

}  // namespace

OperationTable PolicyTargetOperations() {
  return {
      {"AttachPolicy", AttachPolicy},
      {"DetachPolicy", DetachPolicy},
      {"ListAttachedPolicies", ListAttachedPolicies},
      {"ListTargetsForPolicy", ListTargetsForPolicy},
      {"AttachPrincipalPolicy", AttachPrincipalPolicy},
      {"DetachPrincipalPolicy", DetachPrincipalPolicy},
      {"ListPrincipalPolicies", ListPrincipalPolicies},
      {"ListPolicyPrincipals", ListPolicyPrincipals},
  };
}

}  // namespace server
