#include "api_spec/spec.h"

#include <algorithm>
#include <stdexcept>

#include "api_spec/documents.h"
#include "api_spec/schema_reader.h"

namespace api_spec {
namespace {

using OrderedJson = nlohmann::ordered_json;

Location ReadLocation(const SchemaReader& reader, const OrderedJson& parameter,
                      const std::string& where) {
  const OrderedJson& in = reader.At(parameter, "in", where);
  if (in == "path") return Location::kPath;
  if (in == "query") return Location::kQuery;
  if (in == "header") return Location::kHeader;
  reader.Fail(where, "unknown place '" + in.dump() + "'");
}

Emulated ReadEmulated(const SchemaReader& reader, const OrderedJson& node,
                      const std::string& where) {
  const OrderedJson& word = reader.At(node, "x-emulated", where);
  if (word == "full") return Emulated::kFull;
  if (word == "partial") return Emulated::kPartial;
  if (word == "refused") return Emulated::kRefused;
  reader.Fail(where, "x-emulated must be full, partial or refused");
}

// How the plane's document and AWS's IAM call its service.
struct PlaneNames {
  const char* document;
  const char* iam;
};

PlaneNames NamesOf(Plane plane) {
  switch (plane) {
    case Plane::kData:
      return {"iot-jobs-data", "iotjobsdata"};
    case Plane::kIotData:
      return {"iot-data", "iot"};
    case Plane::kCredentials:
      return {"credentials-provider", "iot"};
    case Plane::kEmulator:
      return {"emulator", ""};
    case Plane::kControl:
    case Plane::kMqtt:  // has documents of its own
      break;
  }
  return {"iot", "iot"};
}

// The schema of a request body or a response; nullptr for a response without a body.
const Schema* ReadContent(SchemaReader& reader, const OrderedJson& node, std::string where) {
  const OrderedJson& target = reader.Resolve(node, where);
  if (!target.contains("content")) return nullptr;
  // What has text beside JSON shows the same to people; alone it is a file.
  const bool is_text =
      target["content"].size() == 1 && target["content"].contains("text/plain");
  if (is_text) return nullptr;
  for (const char* no_json :
       {"application/x-pem-file", "application/vnd.sqlite3", "text/event-stream"}) {
    if (target["content"].contains(no_json)) return nullptr;
  }
  where += "/content/application~1json";
  const OrderedJson& content = reader.At(target.at("content"), "application/json", where);
  return reader.Read(reader.At(content, "schema", where), where + "/schema");
}

void ReadParameters(SchemaReader& reader, const OrderedJson& node, const std::string& where,
                    Operation& operation) {
  for (std::size_t i = 0; i < node.size(); ++i) {
    std::string at = where + "/" + std::to_string(i);
    const OrderedJson& parameter = reader.Resolve(node[i], at);
    reader.OnlyWords(parameter,
                     {"name", "in", "required", "x-member", "x-takes-slashes", "schema"}, at);
    const std::string name = reader.At(parameter, "name", at).get<std::string>();
    operation.members.push_back({
        .name = parameter.value("x-member", name),
        .in = ReadLocation(reader, parameter, at),
        .wire_name = name,
        .schema = reader.Read(reader.At(parameter, "schema", at), at + "/schema"),
        .required = parameter.value("required", false),
        .takes_slashes = parameter.value("x-takes-slashes", false),
    });
  }
}

// A body that is one member, whatever its bytes are; false for one of JSON.
bool ReadPayload(SchemaReader& reader, const OrderedJson& node, std::string where,
                 Operation& operation) {
  const OrderedJson& target = reader.Resolve(node, where);
  const OrderedJson& content = reader.At(target, "content", where);
  const auto bytes = content.find("application/octet-stream");
  if (bytes == content.end()) return false;
  const std::string name = reader.At(target, "x-member", where).get<std::string>();
  where += "/content/application~1octet-stream";
  operation.members.push_back({
      .name = name,
      .in = Location::kPayload,
      .wire_name = name,
      .schema = reader.Read(reader.At(*bytes, "schema", where), where + "/schema"),
  });
  return true;
}

void ReadBody(SchemaReader& reader, const OrderedJson& node, const std::string& where,
              Operation& operation) {
  const Schema* body = ReadContent(reader, node, where);
  if (body == nullptr) reader.Fail(where, "a request body needs content");
  for (const auto& [name, schema] : body->properties) {
    operation.members.push_back({
        .name = name,
        .in = Location::kBody,
        .wire_name = name,
        .schema = schema,
        .required = std::ranges::find(body->required, name) != body->required.end(),
    });
  }
}

Operation ReadOperation(SchemaReader& reader, const OrderedJson& node, const std::string& where,
                        Plane plane) {
  reader.OnlyWords(node,
                   {"operationId", "summary", "parameters", "requestBody", "responses",
                    "x-errors", "x-emulated", "x-differs", "x-command", "x-iam"},
                   where);
  Operation operation{.name = reader.At(node, "operationId", where).get<std::string>(),
                      .plane = plane,
                      .emulated = plane == Plane::kEmulator ? Emulated::kFull
                                                            : ReadEmulated(reader, node, where),
                      .differs = node.value("x-differs", ""),
                      .summary = node.value("summary", ""),
                      .command = node.value("x-command", "")};
  if (operation.differs.empty() != (operation.emulated == Emulated::kFull)) {
    reader.Fail(where, "x-differs goes with x-emulated other than full");
  }
  if (node.contains("parameters")) {
    ReadParameters(reader, node.at("parameters"), where + "/parameters", operation);
  }
  if (node.contains("requestBody") &&
      !ReadPayload(reader, node.at("requestBody"), where + "/requestBody", operation)) {
    ReadBody(reader, node.at("requestBody"), where + "/requestBody", operation);
  }
  const OrderedJson& responses = reader.At(node, "responses", where);
  operation.output = ReadContent(reader, reader.At(responses, "200", where + "/responses"),
                                 where + "/responses/200");
  operation.errors = reader.At(node, "x-errors", where).get<std::vector<std::string>>();
  return operation;
}

// The members that "package/{packageName}/version/{versionName}" takes from the input.
void CheckPlaceholders(const SchemaReader& reader, const std::string& resource,
                       const Operation& operation, const std::string& where) {
  std::string_view rest = resource;
  for (auto open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
    rest.remove_prefix(open + 1);
    const std::string_view name = rest.substr(0, rest.find('}'));
    if (std::ranges::find(operation.members, name, &Member::name) == operation.members.end()) {
      reader.Fail(where, "no member " + std::string(name));
    }
  }
}

Iam ReadIam(const SchemaReader& reader, const OrderedJson& operation_node,
            const Operation& operation, const std::string& service, std::string where) {
  const OrderedJson& node = reader.At(operation_node, "x-iam", where);
  where += "/x-iam";
  reader.OnlyWords(node, {"action", "resources", "flags"}, where);
  Iam iam{.action = node.value("action", service + ":" + operation.name),
          .flags = node.value("flags", std::map<std::string, std::string>())};
  const OrderedJson& resources = reader.At(node, "resources", where);
  if (resources == "*") return iam;
  iam.resources = resources.get<std::vector<std::string>>();
  if (iam.resources.empty()) reader.Fail(where, "no resources: say '*'");
  for (const std::string& resource : iam.resources) {
    CheckPlaceholders(reader, resource, operation, where);
  }
  return iam;
}

// "GET /policies/{policyName}": an operation that is known by its name alone.
Operation RefusedOperation(const SchemaReader& reader, const std::string& name,
                           const OrderedJson& node) {
  const auto& line = node.get_ref<const std::string&>();
  const auto space = line.find(' ');
  if (space == std::string::npos) reader.Fail("/x-refused-operations/" + name, "no method");
  return {.name = name,
          .method = line.substr(0, space),
          .path = line.substr(space + 1),
          .emulated = Emulated::kRefused,
          .differs = "It is not emulated."};
}

void ReadErrorForms(const SchemaReader& reader, const OrderedJson& document,
                    std::map<std::string, ErrorForm, std::less<>>& forms) {
  const std::string where = "/x-error-forms";
  for (const auto& [error, form] : reader.At(document, "x-error-forms", "").items()) {
    forms[error] = {.status = reader.At(form, "status", where).get<int>(),
                    .name = reader.At(form, "name", where).get<std::string>()};
  }
  if (!forms.contains("InternalFailure")) reader.Fail(where, "InternalFailure is missing");
}

std::string Upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  return text;
}

}  // namespace

Spec::Spec(const std::map<Plane, OrderedJson>& planes,
           const std::map<std::string, OrderedJson>& mqtt) {
  for (const auto& [plane, document] : planes) {
    ReadPlane(document, plane);
    ReadRefused(document, plane);
  }
  for (const auto& [name, document] : mqtt) ReadMqttOperations(name, document);
  // Topics point to operations: all of these must be there first.
  operations_.shrink_to_fit();
  for (const auto& [name, document] : mqtt) ReadFamily(name, document);
}

Spec::~Spec() = default;

void Spec::ReadPlane(const OrderedJson& document, Plane plane) {
  const auto [name, service] = NamesOf(plane);
  SchemaReader reader(name, document, schemas_);
  reader.KnowOperations(operations_);
  auto& forms = errors_[plane];
  ReadErrorForms(reader, document, forms);
  for (const auto& [path, methods] : reader.At(document, "paths", "").items()) {
    for (const auto& [method, node] : methods.items()) {
      std::string where = "/paths/";
      where.append(path).append("/").append(method);
      Operation operation = ReadOperation(reader, node, where, plane);
      operation.method = Upper(method);
      operation.path = path;
      // IAM knows nothing of our own API.
      if (plane != Plane::kEmulator) {
        operation.iam = ReadIam(reader, node, operation, service, where);
      }
      for (const std::string& error : operation.errors) {
        if (!forms.contains(error)) reader.Fail(where, "no x-error-forms entry: " + error);
      }
      operations_.push_back(std::move(operation));
    }
  }
}

void Spec::ReadRefused(const OrderedJson& document, Plane plane) {
  if (!document.contains("x-refused-operations")) return;
  std::vector<std::unique_ptr<Schema>> none;
  const SchemaReader reader(NamesOf(plane).document, document, none);
  for (const auto& [name, line] : document["x-refused-operations"].items()) {
    operations_.push_back(RefusedOperation(reader, name, line));
    operations_.back().plane = plane;
  }
}

const Spec& Spec::BuiltIn() {
  static const Spec kSpec = [] {
    std::map<Plane, OrderedJson> planes;
    for (const Plane plane : {Plane::kControl, Plane::kData, Plane::kIotData,
                              Plane::kCredentials, Plane::kEmulator}) {
      planes.emplace(plane, OrderedJson::parse(Document(NamesOf(plane).document)));
    }
    std::map<std::string, OrderedJson> mqtt;
    for (const api_spec::Document& document : Documents()) {
      if (document.kind != "asyncapi") continue;
      mqtt.emplace(document.name, OrderedJson::parse(document.text));
    }
    return Spec(planes, mqtt);
  }();
  return kSpec;
}

std::string_view Spec::Document(std::string_view name) {
  const auto& all = Documents();
  const auto found = std::ranges::find(all, name, &api_spec::Document::name);
  if (found == all.end()) throw std::out_of_range("no document " + std::string(name));
  return found->text;
}

const Operation& Spec::Find(Plane plane, std::string_view name) const {
  const auto found = std::ranges::find_if(operations_, [&](const Operation& operation) {
    return operation.plane == plane && operation.name == name;
  });
  if (found == operations_.end()) {
    throw std::out_of_range("no operation " + std::string(name));
  }
  return *found;
}

const ErrorForm& Spec::Form(Plane plane, std::string_view error) const {
  // What is asked over MQTT alone has its errors with its topics.
  const auto& forms = errors_.at(plane == Plane::kMqtt ? Plane::kData : plane);
  const auto found = forms.find(error);
  return found != forms.end() ? found->second : forms.find("InternalFailure")->second;
}

const char* PlaneName(Plane plane) {
  switch (plane) {
    case Plane::kControl:
      return "control";
    case Plane::kData:
      return "data";
    case Plane::kIotData:
      return "iot-data";
    case Plane::kCredentials:
      return "credentials";
    case Plane::kMqtt:
    case Plane::kEmulator:
      return "";
  }
  return "";
}

}  // namespace api_spec
