// iot-jobs-local learn: lessons, step by step, at an emulator that runs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"
#include "server/program/commands/lesson.h"
#include "server/program/commands/lessons.h"
#include "server/program/usage/groups.h"

namespace server {

namespace {

using nlohmann::json;

struct LearnOptions {
  int number = 0;  // 0: none
  std::size_t first = 1;
  bool solves = false;
  bool anew = false;
  bool as_json = false;
  std::string endpoint = http::ApiClient::DefaultEndpoint();
  engine::KeyPair keys{"local", "local"};
};

int List(const json& lessons, bool as_json) {
  if (as_json) {
    std::cout << lessons.dump(2) << "\n";
    return 0;
  }
  for (const json& lesson : lessons) {
    std::cout << (lesson["number"] < 10 ? " " : "") << lesson["number"] << "  "
              << lesson["title"].get<std::string>() << "\n";
  }
  std::cout << "iot-jobs-local learn 1 begins the first.\n";
  return 0;
}

int Learn(const LearnOptions& options) {
  const json lessons = json::parse(LessonsText());
  if (options.number == 0) return List(lessons, options.as_json);
  const auto found = std::find_if(lessons.begin(), lessons.end(), [&](const json& lesson) {
    return lesson["number"] == options.number;
  });
  if (found == lessons.end()) {
    throw std::runtime_error("there is no lesson " + std::to_string(options.number) +
                             "; there are " + std::to_string(lessons.size()));
  }
  const http::ApiClient client(options.endpoint, options.keys, "us-east-1");
  const Lesson lesson(client, *found);
  if (options.first > lesson.steps()) {
    throw std::runtime_error("this lesson has " + std::to_string(lesson.steps()) + " steps");
  }
  const bool began = lesson.Begin(options.anew);
  if (options.solves) {
    lesson.Solve(options.first);
    return 0;
  }
  if (!began) std::cout << "This lesson is under way, and goes on; --reset begins it anew.\n";
  lesson.Teach(options.first);
  return 0;
}

}  // namespace

void AddLearn(CLI::App& app, Command& given) {
  const auto options = std::make_shared<LearnOptions>();
  CLI::App* learn = app.add_subcommand(
      "learn",
      "Lessons in IoT Jobs, step by step: a step is done when it is so, however you do it. "
      "Without a number, their list.");
  learn->group(kAsks);
  learn->add_option("lesson", options->number, "Its number")->check(CLI::Range(1, 1000));
  learn->add_option("--from", options->first, "The step to begin with")
      ->check(CLI::Range(1, 1000));
  learn->add_flag("--reset", options->anew, "Empty the emulator, and begin the lesson anew");
  learn->add_flag("--solve", options->solves, "Do the steps as the lesson itself proposes");
  learn->add_flag("--json", options->as_json, "Print the lessons as JSON");
  learn->add_option("--endpoint", options->endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  learn->add_option("--access-key-id", options->keys.access_key_id, "To sign with")
      ->envname("IOT_JOBS_LOCAL_ACCESS_KEY_ID")
      ->capture_default_str();
  learn
      ->add_option("--secret-access-key", options->keys.secret_access_key, "The secret to that")
      ->envname("IOT_JOBS_LOCAL_SECRET_ACCESS_KEY")
      ->capture_default_str();
  learn->footer(
      "iot-jobs-local learn\n"
      "iot-jobs-local learn 1\n"
      "iot-jobs-local learn 7 --reset\n"
      "iot-jobs-local learn 7 --from 3");
  learn->callback([options, &given] { given = [options] { return Learn(*options); }; });
}

}  // namespace server
