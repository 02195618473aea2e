#include "mqtt_bridge/requests/delivery.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/faults/corruption.h"
#include "engine/text/json_depth.h"
#include "engine/text/split.h"

namespace mqtt_bridge {

namespace {

using engine::FaultEffect;
using engine::FaultKind;
using engine::FaultPlace;
using engine::Occasion;
using nlohmann::json;

// Ours: how long a message that another is to overtake waits for one.
constexpr std::chrono::seconds kPatience{10};

json Parsed(const std::string& payload) {
  if (engine::NestsTooDeeply(payload)) return json();
  json value = json::parse(payload, nullptr, /*allow_exceptions=*/false);
  return value.is_object() ? value : json();
}

// Of "$aws/things/lamp/jobs/...", "lamp"; else empty.
std::string ThingOf(const std::string& topic) {
  const engine::Pieces levels = engine::PiecesOf(topic, '/');
  const bool is_of_thing = levels.size() > 3 && levels[0] == "$aws" && levels[1] == "things";
  return is_of_thing ? std::string(levels[2]) : std::string();
}

Occasion OccasionOf(const Message& request, const Route& route) {
  Occasion occasion{.over = engine::Transport::kMqtt,
                    .thing = std::string(route.Value("thingName")),
                    .job = std::string(route.Value("jobId")),
                    .topic = request.topic};
  if (route.topic == nullptr) return occasion;
  occasion.operation = route.topic->operation->name;
  occasion.plane = api_spec::PlaneName(route.topic->operation->plane);
  for (const auto& [member, value] : route.topic->input) {
    if (member == "jobId") occasion.job = value;
  }
  occasion.status = engine::StatusAskedFor(occasion.operation, Parsed(request.payload));
  return occasion;
}

Occasion OccasionOf(const Message& message) {
  Occasion occasion{.place = FaultPlace::kNotice,
                    .over = engine::Transport::kMqtt,
                    .thing = ThingOf(message.topic),
                    .topic = message.topic};
  const json payload = Parsed(message.payload);
  const auto execution = payload.find("execution");
  if (execution != payload.end() && execution->is_object()) {
    const auto job = execution->find("jobId");
    if (job != execution->end() && job->is_string()) occasion.job = job->get<std::string>();
  }
  return occasion;
}

}  // namespace

void Delivery::Take(const Message& request, const Route& route,
                    const std::function<void()>& answer) {
  Occasion occasion = OccasionOf(request, route);
  occasion.place = FaultPlace::kRequest;
  const auto effect = faults_.strike(occasion);
  if (!effect) return answer();
  if (effect->kind == FaultKind::kDisconnect) disconnect_(request.client_id);
  if (effect->kind == FaultKind::kDelay) {
    faults_.hold(effect->delay, occasion.operation + " is done", request.payload.size(),
                 answer);
  }
  if (effect->kind != FaultKind::kDuplicate) return;
  answer();
  answer();
}

void Delivery::Answer(const Message& request, const Route& route, Message answer) {
  if (!MayFail()) return Go(answer);
  Occasion occasion = OccasionOf(request, route);
  occasion.place = FaultPlace::kAnswer;
  occasion.topic = answer.topic;
  const auto effect = faults_.strike(occasion);
  if (!effect) return Go(answer);
  Meet(*effect, occasion, request.client_id, std::move(answer));
}

void Delivery::Publish(const Message& message) {
  if (!MayFail()) return Go(message);
  const Occasion occasion = OccasionOf(message);
  const auto effect = faults_.strike(occasion);
  if (!effect) return Go(message);
  Meet(*effect, occasion, "", message);
}

void Delivery::Meet(const FaultEffect& effect, const Occasion& occasion,
                    const std::string& client_id, Message message) {
  switch (effect.kind) {
    case FaultKind::kDelay: {
      const std::size_t bytes = message.payload.size();
      const std::string what = "the message on " + message.topic + " leaves";
      return faults_.hold(
          effect.delay, what, bytes,
          [self = shared_from_this(), late = std::move(message)] { self->Go(late); });
    }
    case FaultKind::kDuplicate:
      Go(message);
      return Go(message);
    case FaultKind::kReorder:
      return LetOvertake(occasion.thing, std::move(message));
    case FaultKind::kCorrupt:
      message.payload = engine::Spoilt(std::move(message.payload));
      return Go(message);
    case FaultKind::kDisconnect:
      if (effect.cut == engine::Cut::kAfter) Go(message);
      return disconnect_(client_id);
    case FaultKind::kRestartBroker:
      return faults_.restart_broker();
    default:
      return;
  }
}

void Delivery::Go(const Message& message) {
  if (!send_) return;
  send_(message);
  if (!overtaken_.empty()) SendOvertaken(ThingOf(message.topic));
}

void Delivery::LetOvertake(const std::string& thing, Message message) {
  if (overtaken_.size() == kMostOvertaken) SendOvertaken(overtaken_.front().thing);
  const std::string what =
      "the message on " + message.topic + ", which none has overtaken, leaves";
  overtaken_.push_back({thing, std::move(message)});
  faults_.hold(kPatience, what, 0,
               [self = shared_from_this(), thing] { self->SendOvertaken(thing); });
}

void Delivery::SendOvertaken(const std::string& thing) {
  std::vector<Overtaken> waiting;
  const auto theirs =
      std::stable_partition(overtaken_.begin(), overtaken_.end(),
                            [&](const Overtaken& one) { return one.thing != thing; });
  std::move(theirs, overtaken_.end(), std::back_inserter(waiting));
  overtaken_.erase(theirs, overtaken_.end());
  for (const Overtaken& one : waiting) {
    if (send_) send_(one.message);
  }
}

}  // namespace mqtt_bridge
