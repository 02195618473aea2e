// Provisioning templates: what a template's body makes of the parameters it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/instant.h"

namespace engine {

// As it is kept. Its body is that of one of its versions.
struct ProvisioningTemplate {
  std::string name;
  std::string type = "FLEET_PROVISIONING";
  std::string description;
  bool enabled = false;
  std::string role_arn;
  Instant created_at, updated_at;
  std::int64_t default_version = 1;
  std::int64_t newest_version = 1;
  nlohmann::json hook;  // as sent; null: there is none
};

struct ProvisioningTemplateVersion {
  std::int64_t number = 1;
  std::string body;
  Instant created_at;
};

constexpr std::size_t kMostTemplateVersions = 5;  // AWS: a quota

// What to do with something that is there already.
enum class Override { kDoNothing, kReplace, kMerge, kFail };

struct ProvisionedThing {
  std::string logical_name;
  std::string name;
  nlohmann::json attributes;  // text to text; null when the template has none
  std::optional<std::string> type;
  std::optional<std::vector<std::string>> groups;
  std::optional<std::string> billing_group;
  Override attributes_override = Override::kDoNothing;
  Override type_override = Override::kDoNothing;
  Override groups_override = Override::kDoNothing;
};

// One of id, pem and signing_request is there.
struct ProvisionedCertificate {
  std::string logical_name;
  std::optional<std::string> id;
  std::optional<std::string> pem;
  std::optional<std::string> ca_pem;  // may go with pem
  std::optional<std::string> signing_request;
  bool active = true;
  Override status_override = Override::kReplace;
};

// Either the name of a policy that is there, or a document; both name the one to be made.
struct ProvisionedPolicy {
  std::string logical_name;
  std::optional<std::string> name;
  std::optional<std::string> document;
};

struct Provisioning {
  std::optional<ProvisionedThing> thing;
  std::optional<ProvisionedCertificate> certificate;
  std::vector<ProvisionedPolicy> policies;
  nlohmann::json device_configuration = nlohmann::json::object();
};

// Throws Error (InvalidRequest) for text that is no template: not JSON, resources of an unknown
// type, more than one thing or certificate.
void CheckTemplateBody(const std::string& body);

// Throws Error (InvalidRequest) as above, and for a parameter that is missing.
Provisioning Provision(const std::string& body,
                       const std::map<std::string, std::string>& parameters);

}  // namespace engine
