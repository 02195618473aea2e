#include "engine/identity/provisioning_template.h"

#include <algorithm>
#include <cctype>

#include "engine/error.h"
#include "engine/identity/template_value.h"
#include "engine/text/json_depth.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr WireNames<Override, 4> kOverrides{{
    {Override::kDoNothing, "DO_NOTHING"},
    {Override::kReplace, "REPLACE"},
    {Override::kMerge, "MERGE"},
    {Override::kFail, "FAIL"},
}};

json Parsed(const std::string& body) {
  if (NestsTooDeeply(body)) RefuseRequest("The provisioning template is nested too deeply.");
  json document = json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) RefuseRequest("The provisioning template is not a JSON object.");
  if (!document.contains("Resources") || !document["Resources"].is_object()) {
    RefuseRequest("The provisioning template has no Resources.");
  }
  for (const char* section : {"Parameters", "Mappings", "DeviceConfiguration"}) {
    if (document.contains(section) && !document[section].is_object()) {
      RefuseRequest(std::string(section) + " in a provisioning template must be an object.");
    }
  }
  return document;
}

// A resource of a template, and where it stands.
class Resource {
 public:
  Resource(std::string name, const json& resource, const TemplateScope& scope)
      : name_(std::move(name)), resource_(resource), scope_(scope) {}

  const std::string& name() const { return name_; }

  std::optional<std::string> Text(const char* property) const {
    const json* value = Find("Properties", property);
    if (value == nullptr) return std::nullopt;
    return EvaluateText(*value, scope_, property);
  }

  std::optional<json> Value(const char* property) const {
    const json* value = Find("Properties", property);
    if (value == nullptr) return std::nullopt;
    return Evaluate(*value, scope_);
  }

  Override OverrideOf(const char* property, Override otherwise) const {
    const json* value = Find("OverrideSettings", property);
    if (value == nullptr) return otherwise;
    const auto known = value->is_string()
                           ? ValueIn(kOverrides, value->get_ref<const std::string&>())
                           : std::nullopt;
    if (!known) {
      RefuseRequest(std::string("OverrideSettings.") + property +
                    " must be DO_NOTHING, REPLACE, MERGE or FAIL.");
    }
    return *known;
  }

 private:
  const json* Find(const char* section, const char* property) const {
    if (!resource_.contains(section) || !resource_[section].is_object()) return nullptr;
    const auto found = resource_[section].find(property);
    return found == resource_[section].end() || found->is_null() ? nullptr : &*found;
  }

  const std::string name_;
  const json& resource_;
  const TemplateScope& scope_;
};

// AWS: an object, or a list of objects with one name each.
json Attributes(const json& payload) {
  json attributes = json::object();
  for (const json& part : payload.is_array() ? payload : json::array({payload})) {
    if (!part.is_object()) RefuseRequest("AttributePayload must hold names and values.");
    for (const auto& [name, value] : part.items()) {
      if (!value.is_string()) RefuseRequest("AttributePayload must hold texts.");
      attributes[name] = value;
    }
  }
  return attributes;
}

ProvisionedThing ThingFrom(const Resource& resource) {
  ProvisionedThing thing{
      .logical_name = resource.name(),
      .name = resource.Text("ThingName").value_or(""),
      .type = resource.Text("ThingTypeName"),
      .billing_group = resource.Text("BillingGroup"),
      .attributes_override = resource.OverrideOf("AttributePayload", Override::kDoNothing),
      .type_override = resource.OverrideOf("ThingTypeName", Override::kDoNothing),
      .groups_override = resource.OverrideOf("ThingGroups", Override::kDoNothing)};
  if (thing.name.empty())
    RefuseRequest("A thing in a provisioning template must have a ThingName.");
  if (const auto payload = resource.Value("AttributePayload")) {
    thing.attributes = Attributes(*payload);
  }
  if (const auto groups = resource.Value("ThingGroups")) {
    if (!groups->is_array() || !std::all_of(groups->begin(), groups->end(),
                                            [](const json& one) { return one.is_string(); })) {
      RefuseRequest("ThingGroups must be a list of texts.");
    }
    thing.groups = groups->get<std::vector<std::string>>();
  }
  return thing;
}

bool IsActive(const std::optional<std::string>& status) {
  if (!status) return true;
  std::string upper = *status;  // AWS's own example writes "Active"
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (upper != "ACTIVE" && upper != "INACTIVE") {
    RefuseRequest(
        "Status of a certificate in a provisioning template must be ACTIVE or INACTIVE.");
  }
  return upper == "ACTIVE";
}

ProvisionedCertificate CertificateFrom(const Resource& resource) {
  ProvisionedCertificate certificate{
      .logical_name = resource.name(),
      .id = resource.Text("CertificateId"),
      .pem = resource.Text("CertificatePem"),
      .ca_pem = resource.Text("CACertificatePem"),
      .signing_request = resource.Text("CertificateSigningRequest"),
      .active = IsActive(resource.Text("Status")),
      .status_override = resource.OverrideOf("Status", Override::kReplace)};
  // The guide writes both.
  if (!certificate.id) certificate.id = resource.Text("CertificateID");
  if (certificate.id.has_value() + certificate.pem.has_value() +
          certificate.signing_request.has_value() !=
      1) {
    RefuseRequest(
        "A certificate in a provisioning template must have one of CertificateId, "
        "CertificatePem and CertificateSigningRequest.");
  }
  return certificate;
}

ProvisionedPolicy PolicyFrom(const Resource& resource) {
  ProvisionedPolicy policy{.logical_name = resource.name(),
                           .name = resource.Text("PolicyName")};
  if (const auto document = resource.Value("PolicyDocument")) {
    policy.document = document->is_string() ? document->get<std::string>() : document->dump();
  }
  if (!policy.name && !policy.document) {
    RefuseRequest(
        "A policy in a provisioning template must have a PolicyName or a PolicyDocument.");
  }
  return policy;
}

// Those given, and the defaults of those that are not. AWS: parameters that the template does
// not declare are for its hooks, and harmless; names of AWS's own need no declaration.
TemplateScope ScopeOf(const json& document,
                      const std::map<std::string, std::string>& parameters) {
  TemplateScope scope{.parameters = parameters,
                      .mappings = document.value("Mappings", json::object())};
  const json all_declared = document.value("Parameters", json::object());
  for (const auto& [name, declared] : all_declared.items()) {
    if (!declared.is_object() || scope.parameters.contains(name)) continue;
    if (const auto found = declared.find("Default"); found != declared.end()) {
      if (!found->is_string())
        RefuseRequest("The Default of parameter " + name + " must be a text.");
      scope.parameters[name] = found->get<std::string>();
    }
  }
  return scope;
}

}  // namespace

void CheckTemplateBody(const std::string& body) {
  const json document = Parsed(body);
  int things = 0;
  int certificates = 0;
  for (const auto& [name, resource] : document["Resources"].items()) {
    const json type = resource.is_object() ? resource.value("Type", json()) : json();
    things += type == "AWS::IoT::Thing" ? 1 : 0;
    certificates += type == "AWS::IoT::Certificate" ? 1 : 0;
    if (type != "AWS::IoT::Thing" && type != "AWS::IoT::Certificate" &&
        type != "AWS::IoT::Policy") {
      RefuseRequest("Resource " + name +
                    " in the provisioning template has no type that is known.");
    }
  }
  if (things > 1) RefuseRequest("A provisioning template may have one thing only.");
  if (certificates > 1) RefuseRequest("A provisioning template may have one certificate only.");
}

Provisioning Provision(const std::string& body,
                       const std::map<std::string, std::string>& parameters) {
  CheckTemplateBody(body);
  const json document = Parsed(body);
  const TemplateScope scope = ScopeOf(document, parameters);
  Provisioning result;
  for (const auto& [name, node] : document["Resources"].items()) {
    const Resource resource(name, node, scope);
    if (node["Type"] == "AWS::IoT::Thing") {
      result.thing = ThingFrom(resource);
    } else if (node["Type"] == "AWS::IoT::Certificate") {
      result.certificate = CertificateFrom(resource);
    } else {
      result.policies.push_back(PolicyFrom(resource));
    }
  }
  if (document.contains("DeviceConfiguration")) {
    result.device_configuration = Evaluate(document["DeviceConfiguration"], scope);
  }
  return result;
}

}  // namespace engine
