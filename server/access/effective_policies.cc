#include "server/access/effective_policies.h"

#include "engine/identity/provisioning_claim.h"
#include "server/calls/operation.h"
#include "storage/identity/certificates.h"
#include "storage/identity/provisioning.h"
#include "storage/registry/thing_groups.h"
#include "storage/store.h"

namespace server {

namespace {

using nlohmann::json;
using storage::Certificates;

constexpr int kMostRows = 1000;

}  // namespace

json DefaultVersion(storage::Store& store, const std::string& policy) {
  Certificates certificates(store);
  const std::int64_t number = certificates.FindPolicy(policy)->default_version;
  return {{"name", policy},
          {"version", std::to_string(number)},
          {"document", certificates.FindPolicyVersion(policy, number)->document}};
}

json AttachedPolicies(storage::Store& store, const std::vector<std::string>& targets) {
  json policies = json::array();
  for (const std::string& name :
       Certificates(store).PoliciesOf(targets, {.limit = kMostRows}).rows) {
    policies.push_back(DefaultVersion(store, name));
  }
  return policies;
}

json EffectivePolicies(storage::Store& store, const Settings& settings,
                       const std::string& certificate,
                       const std::optional<engine::Thing>& thing) {
  std::vector<std::string> targets{"cert/" + certificate};
  if (thing) {
    for (const std::string& group :
         storage::ThingGroups(store).ListAbove(thing->name, {.limit = kMostRows}).rows) {
      targets.push_back("thinggroup/" + group);
    }
  }
  json policies = AttachedPolicies(store, targets);
  if (const auto claimed = storage::Provisioning(store).TemplateClaimedBy(certificate)) {
    const std::string arn = "arn:aws:iot:" + settings.region + ":" + settings.account_id + ":";
    policies.push_back({{"name", "ProvisioningClaim"},
                        {"version", "1"},
                        {"document", engine::ProvisioningClaimPolicy(arn, *claimed)}});
  }
  return policies;
}

}  // namespace server
