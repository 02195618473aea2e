// Certificates, the authority that issues them, policies, and what either is attached to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/policy.h"
#include "engine/identity/certificate.h"
#include "storage/page.h"

namespace storage {

class Store;

struct Authority {
  std::string certificate, private_key;  // PEM
};

// A view of the store: as cheap to make as a reference. Targets and principals are ARNs less
// their region and account: "cert/...", "thinggroup/...".
class Certificates {
 public:
  explicit Certificates(Store& store) : store_(store) {}

  // Outlives a reset, since clients trust it.
  std::optional<Authority> FindAuthority();
  void Keep(const Authority& authority);

  std::optional<engine::Certificate> Find(const std::string& id);
  engine::Certificate BySequence(std::int64_t sequence);
  void Insert(const engine::Certificate& certificate);
  void Update(const engine::Certificate& certificate);
  // It is detached from its policies.
  void Delete(const std::string& id);
  // The same of one that may be attached to things.
  void DeleteAttached(const std::string& id);
  Page<engine::Certificate> List(Order order, const PageRequest& page);

  bool IsAttached(const std::string& thing, const std::string& certificate);
  // Whether the certificate is one thing's alone.
  bool IsExclusive(const std::string& certificate);
  // AWS: a certificate that is one thing's alone speaks for that thing; else the client id
  // names the thing, if the certificate is attached to it.
  std::optional<std::string> ThingSpokenFor(const std::string& certificate,
                                            const std::string& client_id);
  void Attach(const std::string& thing, const std::string& certificate, bool exclusive);
  void Detach(const std::string& thing, const std::string& certificate);
  // Those attached exclusively, or not so; all when it is not said.
  Page<std::string> PrincipalsOf(const std::string& thing, const PageRequest& page,
                                 std::optional<bool> exclusive = {});
  Page<std::string> ThingsOf(const std::string& certificate, const PageRequest& page,
                             std::optional<bool> exclusive = {});

  std::optional<engine::Policy> FindPolicy(const std::string& name);
  void Insert(const engine::Policy& policy);
  void Update(const engine::Policy& policy);
  void DeletePolicy(const std::string& name);  // with its versions
  Page<std::string> ListPolicies(Order order, const PageRequest& page);
  std::optional<engine::PolicyVersion> FindPolicyVersion(const std::string& policy,
                                                         std::int64_t number);
  void Insert(const std::string& policy, const engine::PolicyVersion& version);
  void DeletePolicyVersion(const std::string& policy, std::int64_t number);
  std::vector<engine::PolicyVersion> PolicyVersions(const std::string& policy);

  void AttachPolicy(const std::string& policy, const std::string& target);
  void DetachPolicy(const std::string& policy, const std::string& target);
  // The policies of any of the targets.
  Page<std::string> PoliciesOf(const std::vector<std::string>& targets,
                               const PageRequest& page);
  Page<std::string> TargetsOf(const std::string& policy, const PageRequest& page);
  // Ours: these go by the age of what they list.
  Page<std::string> PoliciesOfCertificate(const std::string& id, Order order,
                                          const PageRequest& page);
  Page<std::string> CertificatesOf(const std::string& policy, Order order,
                                   const PageRequest& page);

 private:
  void NoteTarget(std::string_view target);

  Store& store_;
};

}  // namespace storage
