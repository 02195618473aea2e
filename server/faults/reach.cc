#include "server/faults/reach.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/broker/topic_filter.h"
#include "engine/error.h"
#include "engine/text/split.h"
#include "server/faults/empty_answers.h"
#include "server/faults/s3_errors.h"

namespace server {

namespace {

using api_spec::Plane;
using api_spec::Spec;
using engine::Fault;
using engine::FaultKind;
using engine::FaultMatch;
using engine::FaultPlace;
using engine::RefuseRequest;
using engine::Transport;

constexpr std::array<std::string_view, 4> kObjectOperations{"GetObject", "HeadObject",
                                                            "PutObject", "UploadPart"};

constexpr std::int64_t kFastest = 1000;  // requests a second: instants are in milliseconds

std::string Quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

bool StrikesAt(const Fault& fault, FaultPlace place, Transport over) {
  return Strikes(fault.effect, DirectionOf(fault), place, over);
}

bool StrikesCalls(const Fault& fault, Transport over) {
  return StrikesAt(fault, FaultPlace::kCall, over) ||
         StrikesAt(fault, FaultPlace::kRequest, over) ||
         StrikesAt(fault, FaultPlace::kAnswer, over);
}

bool IsOfConnections(const Fault& fault) {
  return StrikesAt(fault, FaultPlace::kConnection, Transport::kMqtt) &&
         fault.match.plane != "s3";
}

void CheckObjects(const Fault& fault) {
  const FaultMatch& match = fault.match;
  const std::string kind(Name(fault.effect.kind));
  if (!match.thing.empty() || !match.job.empty() || !match.status.empty() ||
      !match.topic.empty() || match.over == Transport::kMqtt) {
    RefuseRequest(
        "S3 knows no things, jobs, statuses and topics: with plane s3, match takes "
        "operation alone.");
  }
  const auto& known = kObjectOperations;
  if (!match.operation.empty() && std::ranges::find(known, match.operation) == known.end()) {
    RefuseRequest("Of S3, faults strike GetObject, HeadObject, PutObject and UploadPart, not " +
                  Quoted(match.operation) + ".");
  }
  if (!StrikesAt(fault, FaultPlace::kObjectRequest, Transport::kHttp) &&
      !StrikesAt(fault, FaultPlace::kObjectAnswer, Transport::kHttp)) {
    RefuseRequest("The effect " + kind + " can strike nothing of S3's.");
  }
  if (fault.effect.kind == FaultKind::kError && !FindS3Error(fault.effect.error)) {
    RefuseRequest("S3 has no error " + Quoted(fault.effect.error) + "; it has " + S3Errors() +
                  ".");
  }
}

void CheckConnections(const Fault& fault) {
  const FaultMatch& match = fault.match;
  if (match.plane.empty() && match.operation.empty() && match.job.empty() &&
      match.status.empty() && match.topic.empty() && match.over != Transport::kHttp &&
      !match.direction) {
    return;
  }
  RefuseRequest("The effect " + std::string(Name(fault.effect.kind)) +
                " is one of connections over MQTT: match takes thing alone, the client id.");
}

bool HasMember(const api_spec::Operation& operation, std::string_view name) {
  return std::ranges::any_of(operation.members,
                             [&](const auto& member) { return member.name == name; });
}

// All but what no request can fulfil.
bool MayBe(const FaultMatch& match, const api_spec::Operation& operation) {
  if (operation.plane == Plane::kEmulator) return false;
  if (!match.plane.empty() && match.plane != api_spec::PlaneName(operation.plane)) return false;
  if (!match.operation.empty() && match.operation != operation.name) return false;
  if (!match.thing.empty() && !HasMember(operation, "thingName")) return false;
  if (!match.job.empty() && !HasMember(operation, "jobId")) return false;
  return match.status.empty() || operation.name == "UpdateJobExecution" ||
         (operation.name == "StartNextPendingJobExecution" && match.status == "IN_PROGRESS");
}

// "$aws/things/+/jobs/get" for ".../{thingName}/jobs/get".
std::string FilterOf(const std::string& address) {
  std::string filter;
  for (const std::string_view level : engine::PiecesOf(address, '/')) {
    if (!filter.empty()) filter += '/';
    filter += level.find('{') == std::string_view::npos ? level : "+";
  }
  return filter;
}

bool IsAskedOnTopic(const Fault& fault, const api_spec::Operation& operation) {
  const bool answers = StrikesAt(fault, FaultPlace::kAnswer, Transport::kMqtt);
  return std::ranges::any_of(Spec::BuiltIn().request_topics(), [&](const auto& topic) {
    if (topic.operation != &operation) return false;
    if (fault.match.topic.empty()) return true;
    if (answers && topic.family->answers_subscribers) {
      return std::ranges::any_of(topic.family->sent, [&](const std::string& address) {
        return engine::Overlap(fault.match.topic, FilterOf(address));
      });
    }
    return engine::Overlap(fault.match.topic, FilterOf(topic.address) + (answers ? "/+" : ""));
  });
}

bool CanBeHad(const Fault& fault, const api_spec::Operation& operation, Transport over) {
  if (fault.effect.kind == FaultKind::kEmpty) return MayBeEmpty(operation);
  if (fault.effect.kind != FaultKind::kError) return true;
  return KnowsError(operation, over, ErrorOf(fault.effect.error));
}

bool StrikesCall(const Fault& fault, const api_spec::Operation& operation) {
  if (operation.emulated == api_spec::Emulated::kRefused || !MayBe(fault.match, operation)) {
    return false;
  }
  const bool over_http = operation.plane != Plane::kMqtt && fault.match.topic.empty() &&
                         fault.match.over != Transport::kMqtt &&
                         StrikesCalls(fault, Transport::kHttp) &&
                         CanBeHad(fault, operation, Transport::kHttp);
  const bool over_mqtt =
      fault.match.over != Transport::kHttp && StrikesCalls(fault, Transport::kMqtt) &&
      IsAskedOnTopic(fault, operation) && CanBeHad(fault, operation, Transport::kMqtt);
  return over_http || over_mqtt;
}

bool StrikesNotices(const Fault& fault) {
  const FaultMatch& match = fault.match;
  return StrikesAt(fault, FaultPlace::kNotice, Transport::kMqtt) && match.plane.empty() &&
         match.operation.empty() && match.status.empty() && match.over != Transport::kHttp;
}

void CheckOperation(const FaultMatch& match) {
  if (match.operation.empty()) return;
  const auto& all = Spec::BuiltIn().operations();
  if (std::ranges::none_of(all, [&](const api_spec::Operation& operation) {
        return operation.plane != Plane::kEmulator && operation.name == match.operation &&
               (match.plane.empty() || match.plane == api_spec::PlaneName(operation.plane));
      })) {
    RefuseRequest("There is no operation " + Quoted(match.operation) +
                  (match.plane.empty() ? "" : " in the plane " + match.plane) +
                  ", such as UpdateJobExecution.");
  }
}

void CheckError(const engine::FaultEffect& effect) {
  if (effect.kind != FaultKind::kError || !ErrorOf(effect.error).empty()) return;
  RefuseRequest("There is no error " + Quoted(effect.error) +
                "; such as ThrottlingException, InternalFailureException, "
                "ServiceUnavailableException, ResourceNotFoundException.");
}

}  // namespace

void CheckReach(const Fault& fault, bool has_broker) {
  const std::string kind(Name(fault.effect.kind));
  const bool needs_broker = IsOfConnections(fault) ||
                            fault.effect.kind == FaultKind::kRestartBroker ||
                            (fault.effect.kind == FaultKind::kDisconnect &&
                             fault.match.plane != "s3" && fault.match.over != Transport::kHttp);
  if (needs_broker && !has_broker) {
    RefuseRequest(
        "With --broker, no connection to the broker is the emulator's: it has no "
        "effect " +
        kind + " but over HTTP.");
  }
  if (fault.match.plane == "s3") return CheckObjects(fault);
  if (IsOfConnections(fault)) return CheckConnections(fault);
  if (fault.effect.kind == FaultKind::kThrottle && fault.effect.rate > kFastest) {
    RefuseRequest("The effect throttle lets at most 1000 requests a second through.");
  }
  CheckOperation(fault.match);
  CheckError(fault.effect);
  bool strikes = StrikesNotices(fault);
  for (const api_spec::Operation& operation : Spec::BuiltIn().operations()) {
    strikes = StrikesCall(fault, operation) || strikes;
  }
  if (strikes) return;
  const char* way = DirectionOf(fault) == engine::FaultDirection::kIn ? "in" : "out";
  RefuseRequest("This fault can strike nothing: no request, answer or message on the way " +
                std::string(way) + " has all that is in match and can meet the effect " + kind +
                (fault.effect.error.empty() ? "" : " " + fault.effect.error) + ".");
}

std::string BeyondReach(const Fault& fault) {
  if (!IsOfConnections(fault)) return {};
  return "plain MQTT (the ready line's mqtt://): clients of that port speak to the broker "
         "itself; TLS (mqtts://) and WebSocket (ws://, wss://) are reached";
}

bool KnowsError(const api_spec::Operation& operation, Transport over, std::string_view error) {
  const Spec& spec = Spec::BuiltIn();
  if (over == Transport::kMqtt) {
    return std::ranges::any_of(spec.request_topics(), [&](const auto& topic) {
      return topic.operation == &operation && topic.family->errors.contains(error);
    });
  }
  const std::string_view unknown = spec.Form(operation.plane, "InternalFailure").name;
  return error == "InternalFailure" || spec.Form(operation.plane, error).name != unknown;
}

std::string ErrorOf(const std::string& name) {
  constexpr std::string_view kEnding = "Exception";
  std::string_view stem = name;
  if (stem.ends_with(kEnding)) stem.remove_suffix(kEnding.size());
  if (engine::ParseErrorCode(stem)) return std::string(stem);
  for (const auto& family : Spec::BuiltIn().families()) {
    for (const auto& [error, form] : family->errors) {
      if (form.code == name && engine::ParseErrorCode(error)) return error;
    }
  }
  return {};
}

}  // namespace server
