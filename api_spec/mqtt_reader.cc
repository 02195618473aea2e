// Reads the AsyncAPI documents: topics, the operations that they mean, and forms of errors.
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

Operation ReadOperation(SchemaReader& reader, const OrderedJson& node,
                        const std::string& where) {
  Operation operation{.name = reader.At(node, "x-operation", where).get<std::string>(),
                      .plane = Plane::kMqtt};
  if (node.value("x-reads", false)) operation.method = "GET";
  std::string at = where + "/channel";
  const OrderedJson& channel = reader.Resolve(reader.At(node, "channel", where), at);
  operation.path = reader.At(channel, "address", at).get<std::string>();
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
  return operation;
}

// x-error-codes: a code, or a status and a code.
void ReadErrors(const SchemaReader& reader, const OrderedJson& document, MqttFamily& family) {
  for (const auto& [error, form] : reader.At(document, "x-error-codes", "").items()) {
    const std::string where = "/x-error-codes/" + error;
    family.errors[error] =
        form.is_string() ? MqttError{.code = form.get<std::string>()}
                         : MqttError{.status = reader.At(form, "status", where).get<int>(),
                                     .code = reader.At(form, "code", where).get<std::string>()};
  }
  if (!family.errors.contains("InternalFailure")) {
    reader.Fail("/x-error-codes", "InternalFailure is missing");
  }
}

std::vector<TopicParameter> ReadParameters(const SchemaReader& reader,
                                           const OrderedJson& channel, const std::string& where,
                                           const Operation& operation) {
  std::vector<TopicParameter> parameters;
  for (const auto& [name, node] : reader.At(channel, "parameters", where).items()) {
    std::string at = where;
    at.append("/parameters/").append(name);
    const OrderedJson& parameter = reader.Resolve(node, at);
    const bool is_member =
        std::ranges::find(operation.members, name, &Member::name) != operation.members.end();
    parameters.push_back(
        {name, parameter.value("enum", std::vector<std::string>()), is_member});
  }
  return parameters;
}

}  // namespace

// A document that names a document of ours in x-operations-of means that one's operations.
void Spec::ReadMqttOperations(const std::string& name, const OrderedJson& document) {
  if (document.contains("x-operations-of")) return;
  SchemaReader reader(name, document, schemas_);
  for (const auto& [key, node] : reader.At(document, "operations", "").items()) {
    if (reader.At(node, "action", "/operations/" + key) != "receive") continue;
    operations_.push_back(ReadOperation(reader, node, "/operations/" + key));
  }
}

void Spec::ReadFamily(const std::string& name, const OrderedJson& document) {
  const SchemaReader reader(name, document, schemas_);
  const Plane plane = document.contains("x-operations-of") ? Plane::kData : Plane::kMqtt;
  MqttFamily& family = *families_.emplace_back(std::make_unique<MqttFamily>());
  family.name = name;
  family.envelope = reader.At(document, "x-envelope", "").get<std::string>();
  family.topics = document.value("x-topics", "");
  family.answers_subscribers = document.value("x-answers", "") == "subscribers";
  if (document.contains("x-rejected")) family.rejected = document["x-rejected"];
  ReadErrors(reader, document, family);
  for (const auto& [key, node] : reader.At(document, "operations", "").items()) {
    std::string where = "/operations/" + key;
    const bool is_asked = reader.At(node, "action", where) == "receive";
    const std::string asked =
        is_asked ? reader.At(node, "x-operation", where).get<std::string>() : "";
    const OrderedJson& channel = reader.Resolve(reader.At(node, "channel", where), where);
    const std::string address = reader.At(channel, "address", where).get<std::string>();
    if (!is_asked) {
      family.sent.push_back(address);
      continue;
    }
    const Operation& operation = Find(plane, asked);
    request_topics_.push_back(
        {.address = address,
         .operation = &operation,
         .family = &family,
         .parameters = ReadParameters(reader, channel, where, operation)});
    if (!node.contains("x-input")) continue;
    for (const auto& [member, value] : node["x-input"].items()) {
      request_topics_.back().input.emplace_back(member, value.get<std::string>());
    }
  }
}

const MqttError& MqttFamily::Error(std::string_view error) const {
  const auto found = errors.find(error);
  return found != errors.end() ? found->second : errors.find("InternalFailure")->second;
}

}  // namespace api_spec
