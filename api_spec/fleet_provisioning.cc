// Reads the description of fleet provisioning.
#include <algorithm>

#include "api_spec/schema_reader.h"
#include "api_spec/spec.h"

namespace api_spec {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The schema of the one message of that kind in an operation's channel, or in its reply's.
const Schema* PayloadOf(SchemaReader& reader, const OrderedJson& holder, const char* kind,
                        std::string where) {
  const OrderedJson& channel = reader.Resolve(reader.At(holder, "channel", where), where);
  const OrderedJson& message =
      reader.Resolve(reader.At(reader.At(channel, "messages", where), kind, where), where);
  return reader.Read(reader.At(message, "payload", where), where + "/payload");
}

// The topic's parameters that are members: those that have a schema.
void ReadTopicMembers(SchemaReader& reader, const OrderedJson& channel,
                      const std::string& where, Operation& operation) {
  for (const auto& [name, node] : reader.At(channel, "parameters", where).items()) {
    std::string at = where;
    at.append("/parameters/").append(name);
    const OrderedJson& parameter = reader.Resolve(node, at);
    if (!parameter.contains("x-schema")) continue;
    operation.members.push_back({.name = name,
                                 .in = Location::kPath,
                                 .wire_name = name,
                                 .schema = reader.Read(parameter["x-schema"], at + "/x-schema"),
                                 .required = true});
  }
}

}  // namespace

void Spec::ReadProvisioning(const OrderedJson& document) {
  SchemaReader reader("fleet-provisioning", document, schemas_);
  for (const auto& [error, form] : reader.At(document, "x-error-codes", "").items()) {
    const std::string where = "/x-error-codes/" + error;
    provisioning_errors_[error] = {.status = reader.At(form, "status", where).get<int>(),
                                   .code = reader.At(form, "code", where).get<std::string>()};
  }
  if (!provisioning_errors_.contains("InternalFailure")) {
    reader.Fail("/x-error-codes", "InternalFailure is missing");
  }
  std::vector<std::string> addresses;
  for (const auto& [name, node] : reader.At(document, "operations", "").items()) {
    if (!node.contains("x-operation")) continue;
    const std::string where = "/operations/" + name;
    Operation operation{.name = node["x-operation"].get<std::string>(),
                        .plane = Plane::kProvisioning};
    std::string at = where + "/channel";
    const OrderedJson& channel = reader.Resolve(reader.At(node, "channel", where), at);
    addresses.push_back(reader.At(channel, "address", at).get<std::string>());
    ReadTopicMembers(reader, channel, at, operation);
    const Schema* const input = PayloadOf(reader, node, "request", where);
    for (const auto& [member, schema] : input->properties) {
      operation.members.push_back(
          {.name = member,
           .wire_name = member,
           .schema = schema,
           .required = std::ranges::find(input->required, member) != input->required.end()});
    }
    operation.output =
        PayloadOf(reader, reader.At(node, "reply", where), "accepted", where + "/reply");
    operation.path = addresses.back();
    operations_.push_back(std::move(operation));
  }
  // Only now do the operations stay where they are.
  for (const std::string& address : addresses) {
    const auto operation = std::ranges::find_if(operations_, [&](const Operation& one) {
      return one.plane == Plane::kProvisioning && one.path == address;
    });
    provisioning_topics_.push_back({.address = address, .operation = &*operation});
  }
}

const ProvisioningError& Spec::ProvisioningCode(std::string_view error) const {
  const auto found = provisioning_errors_.find(error);
  return found != provisioning_errors_.end()
             ? found->second
             : provisioning_errors_.find("InternalFailure")->second;
}

}  // namespace api_spec
