#include "server/faults/faults.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/error.h"
#include "server/faults/empty_answers.h"
#include "server/faults/reach.h"
#include "server/faults/reading.h"
#include "storage/changes.h"

namespace server {

namespace {

using engine::ErrorCode;
using engine::FaultEffect;
using engine::FaultKind;
using engine::FaultPlace;
using engine::Occasion;
using nlohmann::json;

std::string TextIn(const json& input, const char* member) {
  const auto found = input.find(member);
  return found != input.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Ours: but "Rate exceeded", what AWS says depends on what was asked.
std::string MessageOf(ErrorCode code, const FaultEffect& effect) {
  if (!effect.message.empty()) return effect.message;
  if (code == ErrorCode::kThrottling) return "Rate exceeded";
  if (code == ErrorCode::kInternalFailure) return "An unexpected error has occurred.";
  if (code == ErrorCode::kServiceUnavailable) return "The service is temporarily unavailable.";
  return "A fault that is armed answers so.";
}

const char* Struck(const Occasion& occasion) {
  switch (occasion.place) {
    case FaultPlace::kCall:
    case FaultPlace::kObjectRequest:
      return "in the place of ";
    case FaultPlace::kRequest:
      return "of the request for ";
    case FaultPlace::kAnswer:
    case FaultPlace::kObjectAnswer:
      return "of the answer to ";
    case FaultPlace::kNotice:
      return "of the message on ";
    case FaultPlace::kConnection:
      return "of the connection of ";
  }
  return "";
}

// "fault 1 (lost-final-update) struck: drop of the answer to UpdateJobExecution for thing lamp"
FaultEntry EntryOf(const engine::ArmedFault& armed, const Occasion& occasion) {
  FaultEntry entry{.fault_id = armed.id,
                   .preset = armed.preset,
                   .effect = std::string(Name(armed.fault.effect.kind)),
                   .operation = occasion.operation,
                   .thing = Journal::Shortened(occasion.thing),
                   .job = Journal::Shortened(occasion.job),
                   .topic = Journal::Shortened(occasion.topic)};
  entry.text = "fault " + armed.id + (armed.preset.empty() ? "" : " (" + armed.preset + ")") +
               " struck: " + entry.effect + " " + Struck(occasion);
  if (occasion.place == FaultPlace::kNotice) {
    entry.text += entry.topic;
  } else if (occasion.place == FaultPlace::kConnection) {
    entry.text += "client " + entry.thing;
  } else {
    entry.text += entry.operation;
    if (!entry.thing.empty()) entry.text += " for thing " + entry.thing;
    if (!entry.job.empty()) entry.text += " on job " + entry.job;
  }
  return entry;
}

}  // namespace

Faults::Faults(Service& service, Journal& journal, bool has_broker)
    : service_(service), journal_(journal), has_broker_(has_broker) {
  service_.SetInPlaceOf([this](const Call& call) { return InPlaceOf(call); });
  service_.OnCommitted([this](const Committed& committed) {
    if (committed.changes.erased_all) armed_.Clear();
  });
}

json Faults::Arm(const json& input) {
  WantedFault wanted = ReadFault(input);
  CheckReach(wanted.fault, has_broker_);
  const engine::Instant now = service_.Now();
  json shown = Shown(armed_.Arm(std::move(wanted.preset), wanted.fault, now), now);
  const std::string beyond = BeyondReach(wanted.fault);
  if (!beyond.empty()) shown["doesNotReach"] = beyond;
  return shown;
}

void Faults::Remove(const std::string& id) {
  if (armed_.Remove(id)) return;
  throw engine::Error(ErrorCode::kResourceNotFound,
                      "There is no fault " + id + "; GET /_emulator/faults lists them.");
}

std::size_t Faults::RemoveAll() {
  const std::size_t count = armed_.All().size();
  armed_.Clear();
  return count;
}

json Faults::List() const {
  json list = json::array();
  for (const engine::ArmedFault& armed : armed_.All()) {
    list.push_back(Shown(armed, service_.Now()));
  }
  return list;
}

std::optional<FaultEffect> Faults::Strike(const Occasion& occasion,
                                          const engine::ArmedFaults::CanBeHad& can_be_had) {
  if (!Any()) return std::nullopt;
  const engine::Instant now = service_.Now();
  const engine::ArmedFault* struck = armed_.Strike(occasion, now, can_be_had);
  if (struck == nullptr) return std::nullopt;
  journal_.Add(now, EntryOf(*struck, occasion));
  return struck->fault.effect;
}

std::optional<json> Faults::InPlaceOf(const Call& call) {
  if (call.caller.leaves_no_trace) return std::nullopt;
  if (!Any()) return std::nullopt;
  Occasion occasion = OccasionOf(call);
  occasion.place = FaultPlace::kCall;
  const json empty =
      MayBeEmpty(call.operation) ? EmptyAnswer(call.operation, call.input) : json();
  const auto effect = Strike(occasion, [&](const FaultEffect& wanted) {
    if (wanted.kind == FaultKind::kEmpty) return !empty.is_null();
    if (wanted.kind != FaultKind::kError) return true;
    return KnowsError(call.operation, occasion.over, ErrorOf(wanted.error));
  });
  if (!effect) return std::nullopt;
  if (effect->kind == FaultKind::kEmpty) return empty;
  const ErrorCode code = effect->kind == FaultKind::kThrottle
                             ? ErrorCode::kThrottling
                             : engine::ParseErrorCode(ErrorOf(effect->error)).value();
  throw engine::Error(code, MessageOf(code, *effect));
}

Occasion OccasionOf(const Call& call) {
  return {.over = call.caller.over_mqtt ? engine::Transport::kMqtt : engine::Transport::kHttp,
          .plane = api_spec::PlaneName(call.operation.plane),
          .operation = call.operation.name,
          .thing = TextIn(call.input, "thingName"),
          .job = TextIn(call.input, "jobId"),
          .status = engine::StatusAskedFor(call.operation.name, call.input),
          .topic = call.caller.topic};
}

}  // namespace server
