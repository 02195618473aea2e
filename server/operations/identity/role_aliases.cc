#include "storage/identity/role_aliases.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "engine/access/role_session.h"
#include "engine/error.h"
#include "engine/identity/role_alias.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/identity/principals.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::RoleAlias;

namespace {

RoleAlias RequireRoleAlias(Context& c, const std::string& name) {
  auto alias = storage::RoleAliases(c.store).Find(name);
  if (!alias) {
    throw Error(ErrorCode::kResourceNotFound, "Role alias " + name + " cannot be found.");
  }
  return *std::move(alias);
}

json Named(const Context& c, const RoleAlias& alias) {
  return {{"roleAlias", alias.name}, {"roleAliasArn", ArnOf(c, "rolealias", alias.name)}};
}

json CreateRoleAlias(Context& c, const json& in) {
  const RoleAlias alias{
      .name = Text(in, "roleAlias"),
      .role_arn = Text(in, "roleArn"),
      .credential_seconds = in.value("credentialDurationSeconds", engine::kRoleAliasSeconds),
      .created_at = c.now,
      .updated_at = c.now};
  engine::RoleNameIn(alias.role_arn);
  storage::RoleAliases aliases(c.store);
  if (aliases.Find(alias.name)) {
    throw Error(
        ErrorCode::kResourceAlreadyExists, "Role alias " + alias.name + " already exists.",
        {{"resourceId", alias.name}, {"resourceArn", ArnOf(c, "rolealias", alias.name)}});
  }
  if (c.settings.enforce_limits && aliases.Count() >= engine::kMostRoleAliases) {
    throw Error(ErrorCode::kLimitExceeded, "An account can have at most 100 role aliases.");
  }
  aliases.Insert(alias);
  KeepTags(c, "rolealias", alias.name, in);
  return Named(c, alias);
}

json DescribeRoleAlias(Context& c, const json& in) {
  const RoleAlias alias = RequireRoleAlias(c, Text(in, "roleAlias"));
  json shown = Named(c, alias);
  shown["roleArn"] = alias.role_arn;
  shown["owner"] = c.settings.account_id;
  shown["credentialDurationSeconds"] = alias.credential_seconds;
  shown["creationDate"] = Seconds(alias.created_at);
  shown["lastModifiedDate"] = Seconds(alias.updated_at);
  return {{"roleAliasDescription", std::move(shown)}};
}

json UpdateRoleAlias(Context& c, const json& in) {
  RoleAlias alias = RequireRoleAlias(c, Text(in, "roleAlias"));
  alias.role_arn = in.value("roleArn", alias.role_arn);
  alias.credential_seconds = in.value("credentialDurationSeconds", alias.credential_seconds);
  alias.updated_at = c.now;
  engine::RoleNameIn(alias.role_arn);
  storage::RoleAliases(c.store).Update(alias);
  return Named(c, alias);
}

json DeleteRoleAlias(Context& c, const json& in) {
  const RoleAlias alias = RequireRoleAlias(c, Text(in, "roleAlias"));
  storage::RoleAliases(c.store).Delete(alias.name);
  return json::object();
}

json ListRoleAliases(Context& c, const json& in) {
  const bool ascending = Flag(in, "ascendingOrder");
  const std::string list = ascending ? "ListRoleAliases ascending" : "ListRoleAliases";
  const auto page = storage::RoleAliases(c.store).List(ascending, MarkedPage(in, list));
  json output = {{"roleAliases", page.rows}};
  if (page.next) output["nextMarker"] = PageToken(list, *page.next);
  return output;
}

// What the credentials provider answers devices.
json AssumeRoleWithCertificate(Context& c, const json& in) {
  const std::string& certificate = c.caller.certificate_id;
  if (certificate.empty()) {
    throw Error(ErrorCode::kAccessDenied, "Certificate is invalid on this endpoint");
  }
  const auto thing = Maybe<std::string>(in, "thingName");
  if (thing && !storage::Certificates(c.store).IsAttached(*thing, certificate)) {
    throw Error(ErrorCode::kAccessDenied, "Invalid thing name passed");
  }
  const auto alias = storage::RoleAliases(c.store).Find(Text(in, "roleAlias"));
  if (!alias) throw Error(ErrorCode::kResourceNotFound, "Role alias does not exist");
  const engine::Instant expires = c.now + std::chrono::seconds(alias->credential_seconds);
  const engine::Credential credential = engine::IssueCredential(
      c.settings.keys,
      {.role = engine::RoleNameIn(alias->role_arn), .name = certificate, .expires = expires});
  return {{"credentials",
           {{"accessKeyId", credential.keys.access_key_id},
            {"secretAccessKey", credential.keys.secret_access_key},
            {"sessionToken", credential.session_token},
            {"expiration", engine::FormatInstant(expires).substr(0, 19) + "Z"}}}};
}

}  // namespace

OperationTable RoleAliasOperations() {
  return {
      {"CreateRoleAlias", CreateRoleAlias}, {"DescribeRoleAlias", DescribeRoleAlias},
      {"UpdateRoleAlias", UpdateRoleAlias}, {"DeleteRoleAlias", DeleteRoleAlias},
      {"ListRoleAliases", ListRoleAliases},
  };
}

OperationTable CredentialOperations() {
  return {{"AssumeRoleWithCertificate", AssumeRoleWithCertificate}};
}

}  // namespace server
