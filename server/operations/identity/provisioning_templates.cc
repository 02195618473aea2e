#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/identity/provisioning_template.h"
#include "engine/identity/x509.h"
#include "engine/provisioning/provisioning_hook.h"
#include "server/access/authority.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/identity/provisioning.h"
#include "server/operations/identity/registration.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "storage/identity/provisioning.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::ProvisioningTemplate;
using engine::ProvisioningTemplateVersion;
using storage::Provisioning;

ProvisioningTemplate RequireProvisioningTemplate(Context& c, const std::string& name) {
  auto found = Provisioning(c.store).FindTemplate(name);
  if (!found) {
    throw Error(ErrorCode::kResourceNotFound,
                "Provisioning template " + name + " cannot be found.");
  }
  return *std::move(found);
}

namespace {

constexpr std::chrono::minutes kClaimLives{5};  // AWS

ProvisioningTemplateVersion RequireVersion(Context& c, const ProvisioningTemplate& of,
                                           std::int64_t number) {
  auto version = Provisioning(c.store).FindTemplateVersion(of.name, number);
  if (!version) {
    throw Error(ErrorCode::kResourceNotFound, "Version " + std::to_string(number) +
                                                  " of provisioning template " + of.name +
                                                  " cannot be found.");
  }
  return *std::move(version);
}

json Named(const Context& c, const std::string& name) {
  return {{"templateName", name}, {"templateArn", ArnOf(c, "provisioningtemplate", name)}};
}

// What lists and descriptions share.
json Shown(const Context& c, const ProvisioningTemplate& one) {
  json shown = Named(c, one.name);
  shown["description"] = one.description;
  shown["creationDate"] = Seconds(one.created_at);
  shown["lastModifiedDate"] = Seconds(one.updated_at);
  shown["enabled"] = one.enabled;
  shown["type"] = one.type;
  return shown;
}

// The hook that a template is to have; null: none.
json HookIn(const Context& c, const json& in, const std::string& type) {
  json hook = in.value("preProvisioningHook", json());
  if (hook.is_null()) return hook;
  // AWS: the others have none.
  if (type != "FLEET_PROVISIONING") {
    engine::RefuseRequest(
        "Only a template of the type FLEET_PROVISIONING has a pre-provisioning hook.");
  }
  engine::CheckHook(hook);
  const std::string& function = Text(hook, "targetArn");
  if (engine::TargetOf(c.settings.hooks, function) == nullptr) {
    // Ours: AWS looks for the function, too.
    throw Error(
        ErrorCode::kNotImplemented,
        "preProvisioningHook: no --hook NAME=URL or NAME=COMMAND stands for " + function + ".");
  }
  return hook;
}

json CreateProvisioningTemplate(Context& c, const json& in) {
  const std::string& name = Text(in, "templateName");
  const std::string& body = Text(in, "templateBody");
  const std::string type = in.value("type", "FLEET_PROVISIONING");
  engine::CheckTemplateBody(body);
  Provisioning provisioning(c.store);
  if (provisioning.FindTemplate(name)) {
    throw Error(
        ErrorCode::kResourceAlreadyExists, "Provisioning template " + name + " already exists.",
        {{"resourceId", name}, {"resourceArn", ArnOf(c, "provisioningtemplate", name)}});
  }
  provisioning.Insert(ProvisioningTemplate{.name = name,
                                           .type = type,
                                           .description = in.value("description", ""),
                                           .enabled = Flag(in, "enabled"),
                                           .role_arn = Text(in, "provisioningRoleArn"),
                                           .created_at = c.now,
                                           .updated_at = c.now,
                                           .hook = HookIn(c, in, type)});
  provisioning.Insert(name, {1, body, c.now});
  KeepTags(c, "provisioningtemplate", name, in);
  json output = Named(c, name);
  output["defaultVersionId"] = 1;
  return output;
}

json DescribeProvisioningTemplate(Context& c, const json& in) {
  const auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  json shown = Shown(c, found);
  shown["defaultVersionId"] = found.default_version;
  shown["templateBody"] = RequireVersion(c, found, found.default_version).body;
  shown["provisioningRoleArn"] = found.role_arn;
  if (!found.hook.is_null()) shown["preProvisioningHook"] = found.hook;
  return shown;
}

json ListProvisioningTemplates(Context& c, const json& in) {
  const std::string list = "ListProvisioningTemplates";
  const auto page = Provisioning(c.store).ListTemplates(PageFrom(in, list));
  json templates = json::array();
  for (const ProvisioningTemplate& one : page.rows) templates.push_back(Shown(c, one));
  json output = {{"templates", std::move(templates)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json UpdateProvisioningTemplate(Context& c, const json& in) {
  auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  if (const auto number = Maybe<std::int64_t>(in, "defaultVersionId")) {
    found.default_version = RequireVersion(c, found, *number).number;
  }
  found.description = in.value("description", found.description);
  found.enabled = in.value("enabled", found.enabled);
  found.role_arn = in.value("provisioningRoleArn", found.role_arn);
  if (Flag(in, "removePreProvisioningHook")) found.hook = nullptr;
  // Ours: what is set counts where both are sent.
  if (in.contains("preProvisioningHook")) found.hook = HookIn(c, in, found.type);
  found.updated_at = c.now;
  Provisioning(c.store).Update(found);
  return json::object();
}

json DeleteProvisioningTemplate(Context& c, const json& in) {
  const auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  Provisioning provisioning(c.store);
  // AWS: versions other than the default go first.
  if (provisioning.TemplateVersions(found.name, {.limit = 2}).rows.size() > 1) {
    throw Error(ErrorCode::kDeleteConflict,
                "Provisioning template " + found.name +
                    " has versions other than the default one; delete these first.");
  }
  provisioning.DeleteTemplate(found.name);
  return json::object();
}

json CreateProvisioningTemplateVersion(Context& c, const json& in) {
  const std::string& body = Text(in, "templateBody");
  engine::CheckTemplateBody(body);
  auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  Provisioning provisioning(c.store);
  const auto versions = provisioning.TemplateVersions(found.name, {});
  if (versions.rows.size() >= engine::kMostTemplateVersions) {
    throw Error(ErrorCode::kVersionsLimitExceeded,
                "Provisioning template " + found.name +
                    " already has the maximum number of versions (5).");
  }
  const bool is_default = Flag(in, "setAsDefault");
  ++found.newest_version;
  if (is_default) found.default_version = found.newest_version;
  found.updated_at = c.now;
  provisioning.Insert(found.name, {found.newest_version, body, c.now});
  provisioning.Update(found);
  json output = Named(c, found.name);
  output["versionId"] = found.newest_version;
  output["isDefaultVersion"] = is_default;
  return output;
}

json DescribeProvisioningTemplateVersion(Context& c, const json& in) {
  const auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  const auto version = RequireVersion(c, found, in["versionId"].get<std::int64_t>());
  return {{"versionId", version.number},
          {"creationDate", Seconds(version.created_at)},
          {"templateBody", version.body},
          {"isDefaultVersion", version.number == found.default_version}};
}

json ListProvisioningTemplateVersions(Context& c, const json& in) {
  const auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  const std::string list = "ListProvisioningTemplateVersions " + found.name;
  const auto page = Provisioning(c.store).TemplateVersions(found.name, PageFrom(in, list));
  json versions = json::array();
  for (const auto& version : page.rows) {
    versions.push_back({{"versionId", version.number},
                        {"creationDate", Seconds(version.created_at)},
                        {"isDefaultVersion", version.number == found.default_version}});
  }
  json output = {{"versions", std::move(versions)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json DeleteProvisioningTemplateVersion(Context& c, const json& in) {
  const auto found = RequireProvisioningTemplate(c, Text(in, "templateName"));
  const auto version = RequireVersion(c, found, in["versionId"].get<std::int64_t>());
  if (version.number == found.default_version) {
    throw Error(ErrorCode::kDeleteConflict,
                "The default version of a provisioning template cannot be deleted.");
  }
  Provisioning(c.store).DeleteTemplateVersion(found.name, version.number);
  return json::object();
}

json CreateProvisioningClaim(Context& c, const json& in) {
  const std::string name = RequireProvisioningTemplate(c, Text(in, "templateName")).name;
  const engine::RsaKeyPair keys = KeysFor(c);
  const engine::Instant expires = c.now + kClaimLives;
  const auto certificate = RegisterPem(
      c, engine::NewDeviceCertificate(AuthorityIn(c.store), keys.public_key, c.now, expires),
      engine::CertificateStatus::kActive, /*sni_only=*/false);
  Provisioning(c.store).KeepClaim(certificate.id, name);
  return {{"certificateId", certificate.id},
          {"certificatePem", certificate.pem},
          {"keyPair", {{"PublicKey", keys.public_key}, {"PrivateKey", keys.private_key}}},
          {"expiration", Seconds(expires)}};
}

}  // namespace

OperationTable ProvisioningTemplateOperations() {
  return {
      {"CreateProvisioningTemplate", CreateProvisioningTemplate},
      {"DescribeProvisioningTemplate", DescribeProvisioningTemplate},
      {"ListProvisioningTemplates", ListProvisioningTemplates},
      {"UpdateProvisioningTemplate", UpdateProvisioningTemplate},
      {"DeleteProvisioningTemplate", DeleteProvisioningTemplate},
      {"CreateProvisioningTemplateVersion", CreateProvisioningTemplateVersion},
      {"DescribeProvisioningTemplateVersion", DescribeProvisioningTemplateVersion},
      {"ListProvisioningTemplateVersions", ListProvisioningTemplateVersions},
      {"DeleteProvisioningTemplateVersion", DeleteProvisioningTemplateVersion},
      {"CreateProvisioningClaim", CreateProvisioningClaim},
  };
}

}  // namespace server
