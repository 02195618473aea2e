#include "mqtt_bridge/requests/answer.h"

#include <spdlog/spdlog.h>

#include <exception>
#include <string>
#include <utility>

#include "engine/error.h"
#include "engine/text/json_depth.h"

namespace mqtt_bridge {

namespace {

using nlohmann::json;

Answer Rejected(const std::string& code, const std::string& message,
                json payload = json::object()) {
  payload["code"] = code;
  payload["message"] = message;
  return {false, std::move(payload)};
}

// Discarded when it is not JSON, or nests too deeply.
json Parse(std::string_view text) {
  if (engine::NestsTooDeeply(text)) return json(json::value_t::discarded);
  return json::parse(text, nullptr, false);
}

Answer Run(const api_spec::Spec& spec, const Route& route, json input, const Call& call) {
  // The topic says which thing and job are meant, whatever the payload says.
  input["thingName"] = route.thing_name;
  if (route.job_id.empty()) {
    input.erase("jobId");
  } else {
    input["jobId"] = route.job_id;
  }
  try {
    return {true, call(route, std::move(input))};
  } catch (const engine::Error& error) {
    return Rejected(spec.MqttCode(engine::Name(error.code)), error.what(), error.detail);
  } catch (const std::exception& error) {
    spdlog::error("{} for thing {} job {} failed: {}", route.operation->name, route.thing_name,
                  route.job_id, error.what());
    return Rejected(spec.MqttCode(engine::Name(engine::ErrorCode::kInternalFailure)),
                    "The request could not be processed because of an internal failure.");
  }
}

// `client_token` receives the token where there is one to be echoed.
Answer ParseAndRun(const api_spec::Spec& spec, const Route& route, std::string_view payload,
                   const Call& call, json& client_token) {
  // Ours: no payload means {} (the embedded C demo sends none).
  json input = payload.empty() ? json::object() : Parse(payload);
  if (input.is_object()) {
    if (const auto token = input.find("clientToken"); token != input.end()) {
      client_token = std::move(*token);
      input.erase(token);
    }
  }
  if (route.kind != Route::Kind::kRequest) {
    return Rejected("InvalidTopic", "The topic does not map to an operation of the Jobs API.");
  }
  if (input.is_discarded()) {
    return Rejected("InvalidJson",
                    "The payload is not valid JSON in UTF-8, or is nested too deeply.");
  }
  if (!input.is_object()) {
    return Rejected("InvalidJson", "The payload is not a JSON object.");
  }
  // Ours: any text is echoed, however long; AWS names no limit for MQTT.
  if (!client_token.is_null() && !client_token.is_string()) {
    return Rejected(spec.MqttCode(engine::Name(engine::ErrorCode::kInvalidRequest)),
                    "clientToken must be a string.");
  }
  return Run(spec, route, std::move(input), call);
}

}  // namespace

Answer AnswerTo(const api_spec::Spec& spec, const Route& route, std::string_view payload,
                const Call& call, const Now& now) {
  json client_token;
  Answer answer = ParseAndRun(spec, route, payload, call, client_token);
  answer.payload["timestamp"] = engine::EpochSeconds(now());
  if (client_token.is_string()) answer.payload["clientToken"] = std::move(client_token);
  return answer;
}

}  // namespace mqtt_bridge
