#include "tests/model/walk.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/model/invariants.h"
#include "tests/model/model.h"
#include "tests/model/subject.h"

namespace model {

namespace {

// A file for a database, gone with this object.
class Scratch {
 public:
  explicit Scratch(bool on_disk) {
    static int count = 0;
    if (!on_disk) return;
    directory_ = std::filesystem::temp_directory_path() /
                 ("jobs-walk-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directory(*directory_);
  }

  ~Scratch() {
    if (directory_) std::filesystem::remove_all(*directory_);
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string Database() const { return directory_ ? *directory_ / "jobs.db" : ":memory:"; }

 private:
  std::optional<std::filesystem::path> directory_;
};

std::string Difference(const char* what, const json& of_model, const json& of_service) {
  if (of_model == of_service) return {};
  std::string text = std::string(what) + " differ:\n";
  for (const json& change : json::diff(of_model, of_service)) {
    const json::json_pointer place(change["path"].get<std::string>());
    text += "  " + change.dump();
    if (change["op"] != "add" && of_model.contains(place))
      text += "  (model: " + of_model[place].dump() + ")";
    text += "\n";
  }
  return text;
}

// Whom a message is for: a device, or those who follow a job.
std::string Hearer(const json& message) {
  const std::string topic = message["topic"];
  if (topic.starts_with("$aws/events/")) return message["payload"]["jobId"];
  return topic.substr(0, topic.rfind('/'));
}

bool IsOfAnExecution(const json& message) {
  return message["topic"].get<std::string>().starts_with("$aws/events/jobExecution/");
}

// Each hears its own messages in order; there is no order among hearers, nor among the
// executions of a job that end at one instant.
std::vector<json> ByHearer(std::vector<json> messages) {
  std::stable_sort(messages.begin(), messages.end(),
                   [](const json& a, const json& b) { return Hearer(a) < Hearer(b); });
  for (auto from = messages.begin(); from != messages.end();) {
    const auto to = std::find_if(from, messages.end(), [&](const json& message) {
      return !IsOfAnExecution(message) || Hearer(message) != Hearer(*from) ||
             message["payload"]["timestamp"] != (*from)["payload"]["timestamp"];
    });
    std::sort(from, to);
    from = from == to ? std::next(from) : to;
  }
  return messages;
}

// The answers that the model gives too.
json Comparable(const Step& step, const json& answer) {
  if (answer.contains("refused") || IsOfDataPlane(step.operation)) return answer;
  return json::object();
}

}  // namespace

std::string Run(const Walk& walk, const Surroundings& surroundings) {
  const Scratch scratch(surroundings.reopens);
  Subject subject(scratch.Database());
  Model model(kWalksBegin);
  Invariants invariants;
  for (std::size_t i = 0; i < walk.size(); ++i) {
    const Step& step = walk[i];
    json answer = json::object(), expected = json::object();
    if (step.operation == "Advance") {
      const std::int64_t by = step.input["milliseconds"];
      model.Advance(by);
      subject.Advance(engine::Duration{by}, step.input["manner"]);
      if (step.input["manner"] == "unattended") continue;
    } else if (step.operation == "Reopen") {
      subject.Reopen();
    } else {
      answer = Comparable(step, subject.Apply(step.operation, step.input));
      expected = model.Apply(step.operation, step.input);
    }
    const auto messages = ByHearer(subject.TakeMessages());
    std::string wrong = Difference("the answers", expected, answer) +
                        Difference("the messages", ByHearer(model.TakeMessages()), messages);
    const auto every = static_cast<std::size_t>(surroundings.rows_every);
    if (i % every == every - 1 || i + 1 == walk.size() || !wrong.empty()) {
      const json rows = subject.Rows();
      wrong += Difference("the rows", model.Rows(), rows);
      if (surroundings.checks_invariants)
        wrong += invariants.Check(step, answer, rows, messages);
    }
    if (!wrong.empty()) {
      return "after step " + std::to_string(i) + ", " + step.operation + " " +
             step.input.dump() + ":\n" + wrong;
    }
  }
  return {};
}

Walk Shrunk(Walk walk, const Surroundings& surroundings) {
  for (std::size_t chunk = walk.size() / 2; chunk > 0;) {
    bool shrunk = false;
    for (std::size_t at = 0; at + chunk <= walk.size();) {
      Walk shorter = walk;
      const auto from = shorter.begin() + static_cast<std::ptrdiff_t>(at);
      shorter.erase(from, from + static_cast<std::ptrdiff_t>(chunk));
      if (Run(shorter, surroundings).empty()) {
        at += chunk;
      } else {
        walk = std::move(shorter);
        shrunk = true;
      }
    }
    if (!shrunk || chunk > 1) chunk /= 2;
  }
  return walk;
}

std::string AsTest(const Walk& walk) {
  std::string text = "TEST(Walk, Found) {\n  World world;\n";
  for (const Step& step : walk) {
    if (step.operation == "Advance") {
      text += "  world.Advance(std::chrono::milliseconds{" + step.input["milliseconds"].dump() +
              "});\n";
      continue;
    }
    if (step.operation == "Reopen") {
      text += "  // The store is closed and opened again.\n";
      continue;
    }
    text += std::string("  world.") + (IsOfDataPlane(step.operation) ? "Device" : "Call") +
            "(\"" + step.operation + "\", json::parse(R\"~(" + step.input.dump() + ")~\"));\n";
  }
  return text + "}\n";
}

}  // namespace model
