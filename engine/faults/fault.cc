#include "engine/faults/fault.h"

#include <nlohmann/json.hpp>

#include "engine/broker/topic_filter.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<FaultKind, 15> kKinds{{
    {FaultKind::kError, "error"},
    {FaultKind::kThrottle, "throttle"},
    {FaultKind::kEmpty, "empty"},
    {FaultKind::kDelay, "delay"},
    {FaultKind::kDrop, "drop"},
    {FaultKind::kDuplicate, "duplicate"},
    {FaultKind::kReorder, "reorder"},
    {FaultKind::kCorrupt, "corrupt"},
    {FaultKind::kDisconnect, "disconnect"},
    {FaultKind::kStall, "stall"},
    {FaultKind::kRestartBroker, "restartBroker"},
    {FaultKind::kRefuseConnect, "refuseConnect"},
    {FaultKind::kNoConnack, "noConnack"},
    {FaultKind::kNoPuback, "noPuback"},
    {FaultKind::kNoPingresp, "noPingresp"},
}};

constexpr WireNames<Cut, 3> kCuts{
    {{Cut::kInstead, "instead"}, {Cut::kHalfway, "halfway"}, {Cut::kAfter, "after"}}};

bool Fits(const std::string& wanted, const std::string& actual) {
  return wanted.empty() || wanted == actual;
}

bool IsObject(FaultPlace place) {
  return place == FaultPlace::kObjectRequest || place == FaultPlace::kObjectAnswer;
}

// Of requests and answers, which of HTTP's or MQTT's.
bool StrikesOnTheWay(const FaultEffect& effect, FaultPlace place, Transport over) {
  const bool is_request = place == FaultPlace::kRequest;
  switch (effect.kind) {
    case FaultKind::kDrop:
    case FaultKind::kDelay:
      return true;
    case FaultKind::kDuplicate:
      return over == Transport::kMqtt;
    case FaultKind::kReorder:
    case FaultKind::kRestartBroker:
      return over == Transport::kMqtt && !is_request;
    case FaultKind::kCorrupt:
      return !is_request;
    case FaultKind::kDisconnect:
      if (is_request) return effect.cut == Cut::kInstead;
      return effect.cut != Cut::kHalfway || over == Transport::kHttp;
    default:
      return false;
  }
}

bool StrikesNotice(FaultKind kind) {
  return kind == FaultKind::kDrop || kind == FaultKind::kDelay ||
         kind == FaultKind::kDuplicate || kind == FaultKind::kReorder ||
         kind == FaultKind::kCorrupt;
}

bool StrikesObject(FaultKind kind) {
  return kind == FaultKind::kDrop || kind == FaultKind::kDelay ||
         kind == FaultKind::kThrottle || kind == FaultKind::kCorrupt ||
         kind == FaultKind::kDisconnect || kind == FaultKind::kStall;
}

}  // namespace

std::string StatusAskedFor(const std::string& operation, const nlohmann::json& input) {
  if (operation == "StartNextPendingJobExecution") return "IN_PROGRESS";
  if (operation != "UpdateJobExecution" || !input.is_object()) return {};
  const auto status = input.find("status");
  if (status == input.end() || !status->is_string()) return {};
  return status->get<std::string>();
}

std::string_view Name(FaultKind kind) {
  return NameIn(kKinds, kind);
}

std::optional<FaultKind> ParseFaultKind(std::string_view name) {
  return ValueIn(kKinds, name);
}

std::string_view Name(Cut cut) {
  return NameIn(kCuts, cut);
}

std::optional<Cut> ParseCut(std::string_view name) {
  return ValueIn(kCuts, name);
}

bool Strikes(const FaultEffect& effect, FaultDirection direction, FaultPlace place,
             Transport over) {
  const FaultKind kind = effect.kind;
  const bool out = direction == FaultDirection::kOut;
  switch (place) {
    case FaultPlace::kCall:
      return kind == FaultKind::kError || kind == FaultKind::kThrottle ||
             kind == FaultKind::kEmpty;
    case FaultPlace::kRequest:
      return !out && StrikesOnTheWay(effect, place, over);
    case FaultPlace::kAnswer:
      return out && StrikesOnTheWay(effect, place, over);
    case FaultPlace::kNotice:
      return out && StrikesNotice(kind);
    case FaultPlace::kObjectRequest:
      return kind == FaultKind::kError;
    case FaultPlace::kObjectAnswer:
      return out && StrikesObject(kind);
    case FaultPlace::kConnection:
      return kind == FaultKind::kStall || kind == FaultKind::kRefuseConnect ||
             kind == FaultKind::kNoConnack || kind == FaultKind::kNoPuback ||
             kind == FaultKind::kNoPingresp;
  }
  return false;
}

FaultDirection DirectionOf(const Fault& fault) {
  const FaultKind kind = fault.effect.kind;
  const bool of_calls = fault.match.plane != "s3" &&
                        Strikes(fault.effect, {}, FaultPlace::kCall, Transport::kHttp);
  if (of_calls || kind == FaultKind::kError) return FaultDirection::kIn;
  return fault.match.direction.value_or(FaultDirection::kOut);
}

bool Matches(const Fault& fault, const Occasion& occasion) {
  const FaultMatch& match = fault.match;
  if (!Strikes(fault.effect, DirectionOf(fault), occasion.place, occasion.over)) return false;
  if (occasion.of_connection && occasion.of_connection != fault.effect.kind) return false;
  if (IsObject(occasion.place) != (match.plane == "s3")) return false;
  return (!match.over || match.over == occasion.over) && Fits(match.plane, occasion.plane) &&
         Fits(match.operation, occasion.operation) && Fits(match.thing, occasion.thing) &&
         Fits(match.job, occasion.job) && Fits(match.status, occasion.status) &&
         (match.topic.empty() || MatchesTopic(match.topic, occasion.topic));
}

}  // namespace engine
