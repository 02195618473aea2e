#include "server/program/commands/lesson.h"

#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "api_spec/spec.h"
#include "server/program/commands/checks.h"
#include "server/program/commands/child.h"
#include "server/program/usage/terminal.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::chrono::seconds kPatience{10};  // with a solution's effect
constexpr const char* kMarker = "lesson-";

// What lessons and their solutions call by short names.
constexpr const char* kPrelude = R"(
iot() { aws --endpoint-url "$IOT_JOBS_LOCAL_HTTP_URL" --output json iot "$@"; }
MQTT="-h 127.0.0.1 -p ${IOT_JOBS_LOCAL_MQTT_URL##*:}"
ARN=arn:aws:iot:$AWS_DEFAULT_REGION:123456789012
)";

std::string Bold(const std::string& text) {
  return Painted(STDOUT_FILENO, Paint::kBold, text);
}

json Ask(const http::ApiClient& client, const char* operation, const json& input) {
  const auto& found = api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, operation);
  const http::ApiClient::Answer answer = client.Ask(found, input);
  return answer.body.empty() ? json::object() : json::parse(answer.body);
}

// "lesson-4" of the one that is under way; else empty.
std::string UnderWay(const http::ApiClient& client) {
  const json groups =
      client.Call("ListThingGroups", {{"namePrefixFilter", kMarker}}).at("thingGroups");
  return groups.empty() ? std::string() : groups[0].at("groupName").get<std::string>();
}

// Whether Enter was pressed, or else the time is over. Nobody presses anything at the end of
// the input.
bool IsAskedForHint(bool& input_ended) {
  if (input_ended) {
    std::this_thread::sleep_for(kBetweenLooks);
    return false;
  }
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  if (::poll(&input, 1, static_cast<int>(kBetweenLooks.count())) <= 0) return false;
  std::string line;
  input_ended = !std::getline(std::cin, line);
  return !input_ended;
}

void RunInShell(const http::ApiClient& client, const std::string& script) {
  const json answer = json::parse(client.Get("/_emulator/environment"));
  Environment environment;
  for (const auto& [name, value] : answer.at("variables").items()) {
    environment[name] = value.get<std::string>();
  }
  environment["IOT_JOBS_LOCAL_ENDPOINT"] = environment["IOT_JOBS_LOCAL_HTTP_URL"];
  Child shell;
  const std::string whole = std::string("set -eu") + kPrelude + script;
  if (shell.Start({"/bin/sh", "-c", whole}, environment, Child::Output::kOurs) != 0) {
    throw std::runtime_error("there is no /bin/sh");
  }
  int status = 0;
  while (!shell.HasEnded(status)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  if (status != 0) {
    throw std::runtime_error("the solution ended with " + std::to_string(status));
  }
}

}  // namespace

std::string Lesson::Marker() const {
  return kMarker + std::to_string(lesson_["number"].get<int>());
}

bool Lesson::Begin(bool anew) const {
  if (anew) {
    Ask(client_, "Reset", {{"to", "empty"}});
  } else {
    const std::string under_way = UnderWay(client_);
    if (under_way == Marker()) return false;
    if (!under_way.empty()) {
      throw std::runtime_error(
          under_way +
          " is under way in this emulator: --reset ends it and begins this "
          "one, or start another emulator for it");
    }
  }
  json seed = lesson_["seed"];
  const bool has_clock = seed.contains("clock");
  const json clock = has_clock ? seed["clock"] : json{{"scale", 1}};
  seed.erase("clock");
  json mark = {{"thingGroupName", Marker()}};
  mark["thingGroupProperties"]["thingGroupDescription"] = "Says that this lesson is under way";
  if (!seed.contains("thingGroups")) seed["thingGroups"] = json::array();
  seed["thingGroups"].push_back(std::move(mark));
  if (anew || has_clock) Ask(client_, "SetClock", clock);
  Ask(client_, "LoadSeed", seed);
  return true;
}

void Lesson::Tell(std::size_t step) const {
  std::cout << "\n"
            << Bold("Step " + std::to_string(step) + " of " + std::to_string(steps())) << "\n"
            << lesson_["steps"][step - 1]["text"].get<std::string>() << std::flush;
}

void Lesson::Hint(const json& step) const {
  std::cout << "Not yet: " << Check(client_, step["checks"]).why << "\n";
  if (step.contains("hint")) std::cout << step["hint"].get<std::string>() << "\n";
  for (const char* subject : {"thing", "job"}) {
    if (!step.contains(subject)) continue;
    const bool is_thing = subject == std::string("thing");
    try {
      const json told =
          Ask(client_, is_thing ? "ExplainThing" : "ExplainJob",
              {{is_thing ? "thingName" : "jobId", step[subject].get<std::string>()}});
      for (const json& sentence : told.at("explanation")) {
        std::cout << "  " << sentence.get<std::string>() << "\n";
      }
    } catch (const std::runtime_error& refusal) {
      std::cout << "  " << refusal.what() << "\n";
    }
  }
  std::cout << std::flush;
}

void Lesson::ArmFaults(const json& step) const {
  if (!lesson_.contains("faults")) return;
  Ask(client_, "RemoveFaults", json::object());
  if (step.contains("fault")) Ask(client_, "ArmFault", step["fault"]);
}

void Lesson::Teach(std::size_t first) const {
  std::cout << Bold(std::to_string(lesson_["number"].get<int>()) + ". " +
                    lesson_["title"].get<std::string>())
            << "\n\n"
            << lesson_["question"].get<std::string>() << std::string_view(kPrelude).substr(1)
            << "\nThe lines above are for your shell, behind: eval \"$(iot-jobs-local env)\"\n"
            << "Enter gives a hint.\n";
  bool input_ended = false;
  for (std::size_t step = first; step <= steps(); ++step) {
    const json& wanted = lesson_["steps"][step - 1];
    ArmFaults(wanted);
    Tell(step);
    while (!Check(client_, wanted["checks"]).holds) {
      if (IsAskedForHint(input_ended)) Hint(wanted);
    }
    std::cout << Bold("Done.") << "\n";
  }
  std::cout << "\n"
            << Bold("What AWS does differently") << "\n"
            << lesson_["differs"].get<std::string>() << "\n"
            << Bold("To try alone") << "\n"
            << lesson_["alone"].get<std::string>() << std::flush;
}

void Lesson::Solve(std::size_t first) const {
  for (std::size_t step = first; step <= steps(); ++step) {
    const json& wanted = lesson_["steps"][step - 1];
    const std::string name = "step " + std::to_string(step);
    if (Check(client_, wanted["checks"]).holds) {
      throw std::runtime_error(name + " was done before its solution ran");
    }
    ArmFaults(wanted);
    RunInShell(client_, wanted["solution"].get<std::string>());
    const auto end = std::chrono::steady_clock::now() + kPatience;
    Checked checked = Check(client_, wanted["checks"]);
    while (!checked.holds && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(kBetweenLooks / 4);
      checked = Check(client_, wanted["checks"]);
    }
    if (!checked.holds) throw std::runtime_error(name + " is not done: " + checked.why);
    std::cout << name << " is done" << std::endl;
  }
}

}  // namespace server
