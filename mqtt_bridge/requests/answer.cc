#include "mqtt_bridge/requests/answer.h"

#include <spdlog/spdlog.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "engine/error.h"

namespace mqtt_bridge {

namespace {

const Envelope& EnvelopeOf(const api_spec::MqttFamily& family) {
  if (family.envelope == "jobs") return JobsEnvelope();
  if (family.envelope == "payload-format") return PayloadFormatEnvelope();
  if (family.envelope == "streams") return StreamsEnvelope();
  throw std::logic_error(family.name + " has an unknown envelope " + family.envelope);
}

// "thingName lamp jobId j1"
std::string Named(const Route& route) {
  std::string text;
  for (const auto& [name, value] : route.values) {
    text.append(text.empty() ? "" : " ").append(name).append(" ").append(value);
  }
  return text;
}

// The topic says which thing and job are meant, whatever the payload says.
void PutTopicInto(nlohmann::json& input, const Route& route) {
  const auto& parameters = route.topic->parameters;
  for (const auto& [name, value] : route.values) {
    for (const api_spec::TopicParameter& parameter : parameters) {
      if (parameter.is_member && parameter.name == name) input[parameter.name] = value;
    }
  }
  for (const auto& [member, value] : route.topic->input) input[member] = value;
}

}  // namespace

Asked Read(Route route, std::string_view payload) {
  Opened opened = EnvelopeOf(*route.family).Open(route, payload);
  if (!opened.refusal) PutTopicInto(opened.input, route);
  return {std::move(route), std::move(opened)};
}

Answer AnswerTo(Asked& asked, const Run& run, const Now& now) {
  const Route& route = asked.route;
  Opened& opened = asked.opened;
  const Envelope& envelope = EnvelopeOf(*route.family);
  if (!opened.refusal) {
    try {
      nlohmann::json output = run();
      return {.accepted = true,
              .messages = envelope.Accepted(route, opened, std::move(output), now())};
    } catch (const engine::Error& error) {
      opened.refusal =
          Refusal{std::string(engine::Name(error.code)), error.message, error.detail};
    } catch (const std::exception& error) {
      spdlog::error("{} over MQTT for {} failed: {}", route.topic->operation->name,
                    Named(route), error.what());
      opened.refusal =
          Refusal{std::string(engine::Name(engine::ErrorCode::kInternalFailure)),
                  "The request could not be processed because of an internal failure."};
    }
  }
  return {.messages = {envelope.Rejected(route, opened, *opened.refusal, now())},
          .code = route.family->Error(opened.refusal->error).code,
          .message = opened.refusal->message};
}

}  // namespace mqtt_bridge
