#include "server/operations/identity/provisioning.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api_spec/check.h"
#include "engine/access/sigv4.h"
#include "engine/error.h"
#include "engine/identity/x509.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "server/access/authority.h"
#include "server/calls/answer.h"
#include "server/operations/identity/principals.h"
#include "server/operations/identity/registration.h"
#include "server/operations/operations.h"
#include "server/operations/tables.h"
#include "storage/identity/certificates.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/things.h"

namespace server {

using engine::Certificate;
using engine::CertificateStatus;
using engine::Error;
using engine::ErrorCode;
using engine::Override;
using engine::ProvisionedCertificate;
using engine::ProvisionedPolicy;
using engine::ProvisionedThing;

namespace {

// As if a client had asked for it: checked against the description.
void Do(Context& c, const char* name, json input) {
  const api_spec::Operation& operation =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, name);
  if (const std::string violations = api_spec::CheckInput(operation, input);
      !violations.empty()) {
    throw Error(ErrorCode::kInvalidRequest, violations);
  }
  FindOperation(api_spec::Plane::kControl, name)(c, input);
}

[[noreturn]] void Conflict(const std::string& what) {
  throw Error(ErrorCode::kConflictingResourceUpdate,
              what + " exists already, and the template's OverrideSettings say FAIL.");
}

CertificateStatus StatusOf(const ProvisionedCertificate& wanted) {
  return wanted.active ? CertificateStatus::kActive : CertificateStatus::kInactive;
}

Certificate MakeCertificate(Context& c, const ProvisionedCertificate& wanted) {
  if (wanted.signing_request) {
    const auto pem =
        engine::CertificateFromRequest(AuthorityIn(c.store), *wanted.signing_request, c.now);
    if (!pem) {
      throw Error(ErrorCode::kInvalidRequest, "The certificate signing request is not valid.");
    }
    return RegisterPem(c, *pem, StatusOf(wanted), /*sni_only=*/false);
  }
  if (wanted.pem) {
    return RegisterSigned(c, *wanted.pem, wanted.ca_pem.value_or(""), StatusOf(wanted));
  }
  Certificate certificate = RequireCertificate(c, *wanted.id);
  const bool is_new = certificate.status == CertificateStatus::kPendingActivation;
  if (certificate.status == StatusOf(wanted)) return certificate;
  if (!is_new && wanted.status_override == Override::kFail) {
    Conflict("Certificate " + certificate.id);
  }
  if (is_new || wanted.status_override == Override::kReplace) {
    certificate = engine::WithStatus(std::move(certificate), StatusOf(wanted), c.now);
    storage::Certificates(c.store).Update(certificate);
  }
  return certificate;
}

void MakeThing(Context& c, const ProvisionedThing& wanted) {
  json input = {{"thingName", wanted.name}};
  if (!wanted.attributes.is_null()) {
    input["attributePayload"] = {{"attributes", wanted.attributes}};
  }
  if (wanted.type) input["thingTypeName"] = *wanted.type;
  if (wanted.billing_group) input["billingGroupName"] = *wanted.billing_group;
  Do(c, "CreateThing", input);
}

// What the template says to do with each of a thing's properties, where it differs.
void ChangeThing(Context& c, const ProvisionedThing& wanted, const engine::Thing& thing) {
  json input = {{"thingName", wanted.name}};
  if (!wanted.attributes.is_null() && wanted.attributes != thing.attributes) {
    if (wanted.attributes_override == Override::kFail) Conflict("Thing " + wanted.name);
    if (wanted.attributes_override != Override::kDoNothing) {
      input["attributePayload"] = {{"attributes", wanted.attributes},
                                   {"merge", wanted.attributes_override == Override::kMerge}};
    }
  }
  if (wanted.type && wanted.type != thing.type) {
    if (wanted.type_override == Override::kFail) Conflict("Thing " + wanted.name);
    if (wanted.type_override != Override::kDoNothing) input["thingTypeName"] = *wanted.type;
  }
  if (input.size() > 1) Do(c, "UpdateThing", input);
}

void JoinGroups(Context& c, const ProvisionedThing& wanted, bool existed) {
  if (!wanted.groups) return;
  const std::vector<std::string> present = storage::ThingGroups(c.store).Of(wanted.name);
  const bool is_new = !existed;
  if (!is_new && wanted.groups_override == Override::kDoNothing) return;
  if (!is_new && wanted.groups_override == Override::kFail && !present.empty()) {
    Conflict("Thing " + wanted.name);
  }
  json remove = json::array();
  if (!is_new && wanted.groups_override == Override::kReplace) {
    for (const std::string& group : present) {
      const bool stays = std::find(wanted.groups->begin(), wanted.groups->end(), group) !=
                         wanted.groups->end();
      // Members of dynamic groups come and go by their queries alone.
      if (!stays && !storage::ThingGroups(c.store).Find(group)->dynamic)
        remove.push_back(group);
    }
  }
  Do(c, "UpdateThingGroupsForThing",
     {{"thingName", wanted.name},
      {"thingGroupsToAdd", *wanted.groups},
      {"thingGroupsToRemove", std::move(remove)}});
}

// AWS: without a name, a policy is called by a hash of its document.
std::string MakePolicy(Context& c, const ProvisionedPolicy& wanted) {
  if (!wanted.document) return RequirePolicy(c, *wanted.name).name;
  std::string name = wanted.name.value_or(engine::Sha256Hex(*wanted.document));
  if (!storage::Certificates(c.store).FindPolicy(name)) {
    Do(c, "CreatePolicy", {{"policyName", name}, {"policyDocument", *wanted.document}});
  }
  return name;
}

Provisioned RegisterByTemplate(Context& c, const std::string& body,
                               const std::map<std::string, std::string>& parameters) {
  const engine::Provisioning wanted = engine::Provision(body, parameters);
  Provisioned made{.device_configuration = wanted.device_configuration};
  std::string principal;
  if (wanted.certificate) {
    const Certificate certificate = MakeCertificate(c, *wanted.certificate);
    principal = ArnOf(c, "cert", certificate.id);
    made.certificate_pem = certificate.pem;
    made.arns[wanted.certificate->logical_name] = principal;
  }
  for (const ProvisionedPolicy& policy : wanted.policies) {
    const std::string name = MakePolicy(c, policy);
    made.arns[policy.logical_name] = ArnOf(c, "policy", name);
    if (!principal.empty()) {
      Do(c, "AttachPolicy", {{"policyName", name}, {"target", principal}});
    }
  }
  if (wanted.thing) {
    const auto existing = storage::Things(c.store).Find(wanted.thing->name);
    if (existing) {
      ChangeThing(c, *wanted.thing, *existing);
    } else {
      MakeThing(c, *wanted.thing);
    }
    JoinGroups(c, *wanted.thing, existing.has_value());
    if (!principal.empty()) {
      Do(c, "AttachThingPrincipal",
         {{"thingName", wanted.thing->name}, {"principal", principal}});
    }
    made.thing_name = wanted.thing->name;
    made.arns[wanted.thing->logical_name] = ArnOf(c, "thing", wanted.thing->name);
  }
  return made;
}

}  // namespace

Provisioned ProvisionDevice(Context& c, const std::string& body,
                            const std::map<std::string, std::string>& parameters) {
  try {
    return RegisterByTemplate(c, body, parameters);
  } catch (const Error& error) {
    if (error.code == ErrorCode::kInvalidRequest ||
        error.code == ErrorCode::kConflictingResourceUpdate ||
        error.code == ErrorCode::kNotImplemented) {
      throw;
    }
    throw Error(ErrorCode::kResourceRegistrationFailure, error.message);
  }
}

namespace {

json RegisterThing(Context& c, const json& in) {
  const Provisioned made =
      ProvisionDevice(c, in["templateBody"].get<std::string>(),
                      in.value("parameters", std::map<std::string, std::string>()));
  json output = {{"resourceArns", made.arns}};
  if (!made.certificate_pem.empty()) output["certificatePem"] = made.certificate_pem;
  return output;
}

}  // namespace

OperationTable ProvisioningOperations() {
  return {
      {"RegisterThing", RegisterThing},
  };
}

}  // namespace server
