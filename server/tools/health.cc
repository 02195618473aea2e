#include "engine/plain_words.h"
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

json Problem(const char* what, engine::Instant since, const std::string& text) {
  return {{"what", what}, {"since", engine::PlainInstant(since)}, {"text", text}};
}

json Problems(Tools& tools) {
  json problems = json::array();
  if (const auto since = tools.broker_away_since()) {
    problems.push_back(Problem("broker", *since,
                               "the broker is away, and is being brought back; devices are "
                               "answered when it is"));
  }
  if (const auto trouble = tools.service.StorageTrouble()) {
    problems.push_back(Problem("storage", trouble->since, trouble->text));
  }
  return problems;
}

std::string HealthAsText(const json& health) {
  std::string text = "The emulator, version " + health["version"].get<std::string>() + ", is ";
  if (health["ready"] == true) {
    return text + "well; its broker is " + health["broker"].get<std::string>() + ".\n";
  }
  text += "not ready:\n";
  for (const json& problem : health["problems"]) {
    text += "since " + problem["since"].get<std::string>() + ": " +
            problem["text"].get<std::string>() + "\n";
  }
  return text;
}

}  // namespace

// Ours: 503 while devices can't be answered or nothing can be kept. Who wants to know whether
// the process lives takes any answer for a yes.
Answer DescribeHealth(Tools& tools, const json& /*input*/) {
  json problems = Problems(tools);
  const bool ready = problems.empty();
  const bool has_broker = !tools.broker_away_since();
  return {.value = {{"status", ready ? "ok" : "failing"},
                    {"live", true},
                    {"ready", ready},
                    {"version", tools.version},
                    {"broker", has_broker ? "connected" : "disconnected"},
                    {"problems", std::move(problems)}},
          .status = ready ? 200 : 503,
          .as_text = HealthAsText};
}

// As its clients read it: a state by the name of each service that is emulated.
Answer DescribeHealthAsLocalStack(Tools& tools, const json& input) {
  const Answer health = DescribeHealth(tools, input);
  const char* state = health.value["ready"] == true ? "running" : "error";
  json services = json::object();
  for (const char* service : {"iot", "iot-data", "iot-jobs-data", "s3", "sts"}) {
    services[service] = state;
  }
  return {.value = {{"services", std::move(services)},
                    {"edition", "iot-jobs-local"},
                    {"version", tools.version}},
          .status = health.status};
}

}  // namespace tools
