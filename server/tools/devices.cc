// Devices by the dozen: a thing, its certificate, policy and group in one call.
#include "server/tools/devices.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/error.h"
#include "engine/identity/jobs_policy.h"
#include "engine/identity/x509.h"
#include "server/tools/written_file.h"
#include "storage/identity/certificates.h"

namespace tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Ask = server::Service::EachOperation;

// Nothing where AWS would say that it is not there.
json Found(const Ask& ask, const char* operation, const json& input) {
  try {
    return ask(operation, input);
  } catch (const engine::Error& refusal) {
    if (refusal.code != engine::ErrorCode::kResourceNotFound) throw;
    return nullptr;
  }
}

// What the thing is to have beside its name.
json ThingMembers(const json& input) {
  json members = {{"thingName", input["name"]}};
  if (input.contains("thingTypeName")) members["thingTypeName"] = input["thingTypeName"];
  if (input.contains("attributes")) {
    members["attributePayload"] = {{"attributes", input["attributes"]}, {"merge", true}};
  }
  return members;
}

// The policy's name.
std::string MakePolicy(const Ask& ask, const json& input, const std::string& thing_arn) {
  const auto asked = input.value("policy", json("jobs"));
  const std::string document =
      asked == "jobs" ? engine::JobsPolicy(thing_arn).dump(2)
                      : (asked.is_string() ? asked.get<std::string>() : asked.dump(2));
  std::string name = engine::JobsPolicyName(input["name"].get<std::string>());
  const json existing = Found(ask, "GetPolicy", {{"policyName", name}});
  if (existing.is_null()) {
    ask("CreatePolicy", {{"policyName", name}, {"policyDocument", document}});
  } else if (existing["policyDocument"] != document) {
    ask("CreatePolicyVersion",
        {{"policyName", name}, {"policyDocument", document}, {"setAsDefault", true}});
  }
  return name;
}

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A device's files, in the emulator's own directory.
struct Kit {
  fs::path certificate, key, id;
};

Kit KitOf(const std::string& root, const std::string& name) {
  const fs::path directory = server::MadeDirectory(root + "/devices");
  fs::permissions(directory, fs::perms::owner_all);
  return {directory / (name + ".pem"), directory / (name + ".key"), directory / (name + ".id")};
}

// Before the change is kept: where a file cannot be written, nothing is.
void Keep(const Kit& kit, const json& device) {
  server::WriteFile(kit.certificate, device["certificatePem"].get<std::string>(), false);
  server::WriteFile(kit.key, device["keyPair"]["PrivateKey"].get<std::string>(), true);
  server::WriteFile(kit.id, device["certificateId"].get<std::string>(), true);
}

// The certificate that it was given before, if that still lets it in; else a new one, whose
// files are still to be written.
json Certificate(const Ask& ask, const Kit& kit, const std::string& key_type) {
  const std::string known = Read(kit.id);
  if (!known.empty()) {
    const json found = Found(ask, "DescribeCertificate", {{"certificateId", known}});
    if (!found.is_null() && found["certificateDescription"]["status"] == "ACTIVE") {
      return {{"certificateId", known},
              {"certificateArn", found["certificateDescription"]["certificateArn"]},
              {"certificatePem", Read(kit.certificate)},
              {"keyPair", {{"PrivateKey", Read(kit.key)}}}};
    }
  }
  if (key_type == "RSA") return ask("CreateKeysAndCertificate", {{"setAsActive", true}});
  const engine::RequestWithKey asked = engine::NewCertificateRequest();
  json made = ask("CreateCertificateFromCsr",
                  {{"certificateSigningRequest", asked.request}, {"setAsActive", true}});
  made["keyPair"] = {{"PrivateKey", asked.private_key}};
  return made;
}

json Topics(const std::string& name) {
  const std::string jobs = "$aws/things/" + name + "/jobs/";
  return {{"notify", jobs + "notify"},
          {"notifyNext", jobs + "notify-next"},
          {"get", jobs + "get"},
          {"startNext", jobs + "start-next"},
          {"update", jobs + "{jobId}/update"}};
}

// Where it connects: what of the environment names an address.
json Addresses(const Tools& tools) {
  json addresses = json::object();
  for (const auto& [member, variable] : {std::pair("http", "IOT_JOBS_LOCAL_HTTP_URL"),
                                         std::pair("mqtt", "IOT_JOBS_LOCAL_MQTT_URL"),
                                         std::pair("mqtts", "IOT_JOBS_LOCAL_MQTTS_URL"),
                                         std::pair("ws", "IOT_JOBS_LOCAL_WS_URL")}) {
    const auto found = tools.environment.find(variable);
    if (found != tools.environment.end()) addresses[member] = found->second;
  }
  return addresses;
}

}  // namespace

json MakeThing(const Ask& ask, const json& input) {
  const json named = {{"thingName", input["name"]}};
  const json members = ThingMembers(input);
  if (Found(ask, "DescribeThing", named).is_null()) {
    ask("CreateThing", members);
  } else if (members.size() > 1) {
    ask("UpdateThing", members);
  }
  return ask("DescribeThing", named);
}

void JoinGroup(const Ask& ask, const json& input) {
  if (!input.contains("group")) return;
  const json named = {{"thingGroupName", input["group"]}};
  if (Found(ask, "DescribeThingGroup", named).is_null()) ask("CreateThingGroup", named);
  ask("AddThingToThingGroup",
      {{"thingGroupName", input["group"]}, {"thingName", input["name"]}});
}

json MakeDevice(const Ask& ask, const std::string& directory, const json& input) {
  const auto& name = input["name"].get_ref<const std::string&>();
  const Kit kit = KitOf(directory, name);
  json device = MakeThing(ask, input);
  device.update(Certificate(ask, kit, input.value("keyType", "EC")));
  device["policyName"] = MakePolicy(ask, input, device["thingArn"].get<std::string>());
  ask("AttachPolicy",
      {{"policyName", device["policyName"]}, {"target", device["certificateArn"]}});
  ask("AttachThingPrincipal", {{"thingName", name}, {"principal", device["certificateArn"]}});
  JoinGroup(ask, input);
  Keep(kit, device);
  return device;
}

void RestoreCertificate(server::Context& c, const std::string& directory,
                        const std::string& name) {
  const auto facts = engine::ReadCertificate(Read(KitOf(directory, name).certificate));
  storage::Certificates certificates(c.store);
  if (!facts || certificates.Find(facts->id)) return;
  certificates.Insert(engine::Certificate{.id = facts->id,
                                          .pem = facts->pem,
                                          .status = engine::CertificateStatus::kActive,
                                          .created_at = c.now,
                                          .updated_at = c.now,
                                          .not_before = facts->not_before,
                                          .not_after = facts->not_after});
}

Answer CreateDevice(Tools& tools, const json& input) {
  const auto& name = input["name"].get_ref<const std::string&>();
  const Kit kit = KitOf(tools.directory, name);
  const json made = tools.service.Together(
      [&](const Ask& ask) { return MakeDevice(ask, tools.directory, input); });
  json answer = {
      {"name", name},
      {"privateKey", made["keyPair"]["PrivateKey"]},
      {"caCertificate", tools.ca_certificate},
      {"addresses", Addresses(tools)},
      {"topics", Topics(name)},
      {"paths", {{"certificate", kit.certificate.string()}, {"privateKey", kit.key.string()}}}};
  for (const char* member :
       {"thingArn", "certificateArn", "certificateId", "certificatePem", "policyName"}) {
    answer[member] = made[member];
  }
  const auto ca = tools.environment.find("IOT_JOBS_LOCAL_CA");
  if (ca != tools.environment.end()) answer["paths"]["ca"] = ca->second;
  return {.value = std::move(answer)};
}

}  // namespace tools
