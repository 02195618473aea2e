// The API description, read once at start: operations, their members, limits and errors.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace api_spec {

class Pattern;

// A JSON Schema node, as far as AWS's model needs JSON Schema. Reading refuses any other word.
struct Schema {
  enum class Type { kAny, kObject, kArray, kString, kInteger, kNumber, kBoolean };

  Type type = Type::kAny;
  std::string name;  // of the component, as AWS's messages show it
  // Object members in the order of the description; violations are reported in that order.
  std::vector<std::pair<std::string, const Schema*>> properties;
  std::vector<std::string> required;
  const Schema* additional = nullptr;  // a map's values
  const Schema* keys = nullptr;        // a map's keys (propertyNames)
  const Schema* items = nullptr;
  std::optional<std::int64_t> min_length, max_length;  // strings: Unicode characters
  std::optional<std::int64_t> min_items, max_items;
  std::optional<std::int64_t> min_properties, max_properties;
  std::optional<double> minimum, maximum;
  std::vector<std::string> enumeration;
  std::shared_ptr<const Pattern> pattern;
  bool nullable = false;  // in answers; in inputs null always means absent
  // x-also-accepts: other JSON forms that real clients send, turned into this type before the
  // check ("number" on a string, "numeric-string" on an integer).
  bool accepts_number = false;
  bool accepts_numeric_string = false;
  std::string description;
  std::vector<std::string> examples;  // as one writes them
  // x-input-of: the operation whose input the object is; what it has of its own comes first.
  std::string input_of;
  // x-refused: this member belongs to behaviour not emulated yet; sending it is an error that
  // names it. The text says what is missing.
  std::string refused;
};

// kData: that of Jobs; kIotData: that of the message broker. kCredentials: what gives devices
// credentials. kMqtt: what devices ask over MQTT alone. kEmulator: our own API.
enum class Plane { kControl, kData, kIotData, kCredentials, kMqtt, kEmulator };
// "control", "data", "iot-data", "credentials"; empty for the others.
const char* PlaneName(Plane plane);

// kPayload: the whole body, whatever its bytes are; inputs have it in base64.
enum class Location { kPath, kQuery, kHeader, kBody, kPayload };
enum class Emulated { kFull, kPartial, kRefused };

struct Member {
  std::string name;  // AWS's member name, as in the input that operations read
  Location in = Location::kBody;
  std::string wire_name;  // the query or header name; elsewhere as `name`
  const Schema* schema = nullptr;
  bool required = false;
  bool takes_slashes = false;  // x-takes-slashes: of a path, all that follows
};

// x-iam: what a caller's IAM policy has to allow.
struct Iam {
  std::string action;  // "iot:CreateJob"
  // "job/{jobId}"; "{targets}" for the ARNs that the member holds. Empty: AWS gives it no
  // resource types, and the resource is "*".
  std::vector<std::string> resources;
  // Further actions on them, for flags that are set: "iot:RetainPublish" by "retain".
  std::map<std::string, std::string> flags;
};

struct Operation {
  std::string name;  // AWS's; unique within its plane only (DescribeJobExecution is in both)
  Plane plane = Plane::kControl;
  std::string method;  // over MQTT: GET where it changes nothing (x-reads), else empty
  std::string path;    // "/things/{thingName}/jobs/$next"
  std::vector<Member> members;
  const Schema* output = nullptr;       // nullptr: no body
  std::vector<std::string> errors;      // AWS names less "Exception"
  Emulated emulated = Emulated::kFull;  // a refused one has no members
  std::string differs;                  // what is missing, when not full
  std::string summary;
  std::string command;  // x-command: "explain thing {thingName}"; else empty
  Iam iam;              // of emulated operations over HTTP
};

// How a plane shows an error: AWS's planes give the same refusal other names and statuses.
struct ErrorForm {
  int status = 500;
  std::string name;  // with "Exception", as x-amzn-ErrorType carries it
};

// How a rejected message of MQTT shows an error.
struct MqttError {
  int status = 0;  // 0 where the family shows none
  std::string code;
};

// What devices ask over MQTT about one subject: an AsyncAPI document.
struct MqttFamily {
  std::string name;      // the document's: "iot-jobs"
  std::string envelope;  // x-envelope: how payloads are read and written
  // x-topics: "$aws/things/{thingName}/jobs/#", where all are the family's, and those that mean
  // no operation are rejected; empty where they are left alone.
  std::string topics;
  bool answers_subscribers = false;  // x-answers: subscribers; else the asking client
  std::vector<std::string> sent;     // addresses of what the emulator publishes
  std::map<std::string, MqttError, std::less<>> errors;
  nlohmann::json rejected;  // x-rejected: the form of a rejected message

  // By an engine error name ("VersionConflict"); unknown names give InternalFailure's.
  const MqttError& Error(std::string_view error) const;
};

struct TopicParameter {
  std::string name;
  std::vector<std::string> values;  // that it may have; empty: any
  bool is_member = false;           // of the operation
};

struct RequestTopic {
  std::string address;  // "$aws/things/{thingName}/jobs/{jobId}/update"
  const Operation* operation = nullptr;
  const MqttFamily* family = nullptr;
  std::vector<TopicParameter> parameters;
  std::vector<std::pair<std::string, std::string>> input;  // x-input: members that it fixes
};

// The whole description. Its pointers live as long as it does.
class Spec {
 public:
  // From documents as JSON, the AsyncAPI ones by name; planes but the control plane may be
  // missing. Throws std::runtime_error naming the place of a mistake.
  explicit Spec(const std::map<Plane, nlohmann::ordered_json>& planes,
                const std::map<std::string, nlohmann::ordered_json>& mqtt = {});
  ~Spec();
  Spec(const Spec&) = delete;
  Spec& operator=(const Spec&) = delete;

  // The description that was built in.
  static const Spec& BuiltIn();
  // A built-in document's own text: that of "iot", "iot-data", "iot-jobs" ...
  static std::string_view Document(std::string_view name);

  const std::vector<Operation>& operations() const { return operations_; }

  // Throws std::out_of_range for a name that the plane does not have.
  const Operation& Find(Plane plane, std::string_view name) const;
  // `error` is an engine error name ("VersionConflict"); unknown names give InternalFailure's.
  const ErrorForm& Form(Plane plane, std::string_view error) const;

  const std::vector<RequestTopic>& request_topics() const { return request_topics_; }

  const std::vector<std::unique_ptr<MqttFamily>>& families() const { return families_; }

 private:
  void ReadPlane(const nlohmann::ordered_json& document, Plane plane);
  void ReadRefused(const nlohmann::ordered_json& document, Plane plane);
  void ReadMqttOperations(const std::string& name, const nlohmann::ordered_json& document);
  void ReadFamily(const std::string& name, const nlohmann::ordered_json& document);

  std::vector<std::unique_ptr<Schema>> schemas_;
  std::vector<Operation> operations_;
  std::map<Plane, std::map<std::string, ErrorForm, std::less<>>> errors_;
  std::vector<std::unique_ptr<MqttFamily>> families_;
  std::vector<RequestTopic> request_topics_;
};

}  // namespace api_spec
