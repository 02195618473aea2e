#include "tests/model/invariants.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace model {

namespace {

bool IsTerminal(const json& row) {
  return row["status"] != "QUEUED" && row["status"] != "IN_PROGRESS";
}

json NextIn(const json& execution) {
  if (execution.is_null()) return nullptr;
  return {execution["jobId"], execution["executionNumber"]};
}

json FirstOf(const json& pending) {
  const json& running = pending["inProgressJobs"];
  const json& queued = pending["queuedJobs"];
  return NextIn(!running.empty() ? running[0] : !queued.empty() ? queued[0] : json());
}

std::string OfCounts(const json& rows) {
  std::map<std::string, std::map<std::string, int>> listed;
  for (const auto& [key, row] : rows["executions"].items()) {
    // IN_PROGRESS is counted under numberOfInProgressThings.
    std::string name = "numberOf";
    bool capital = true;
    for (const char letter : row["status"].get<std::string>()) {
      if (letter != '_') name += static_cast<char>(capital ? letter : std::tolower(letter));
      capital = letter == '_';
    }
    listed[key.substr(0, key.find(' '))][name + "Things"] += 1;
  }
  std::string broken;
  for (const auto& [job, shown] : rows["jobs"].items()) {
    for (const auto& [name, count] : shown["jobProcessDetails"].items()) {
      if (count != listed[job][name]) broken += job + " counts wrong: " + name + "\n";
    }
  }
  return broken;
}

}  // namespace

std::string Invariants::Check(const Step& step, const json& answer, const json& rows,
                              const std::vector<json>& messages) {
  std::string broken = OfCounts(rows) + OfMessages(rows, messages) + OfRollouts(rows);
  if (!before_.is_null()) {
    broken += OfARefusal(answer, rows, messages) + OfExecutions(step, answer, rows);
  }
  before_ = rows;
  return broken;
}

// Of jobs whose things are all known at their beginning; retries are not paced.
std::string Invariants::OfRollouts(const json& rows) {
  std::map<std::string, std::map<double, int>> released;
  for (const auto& [key, row] : rows["executions"].items()) {
    if (row["retryAttempt"] == 0) released[key.substr(0, key.find(' '))][row["queuedAt"]] += 1;
  }
  std::erase_if(per_minute_,
                [&](const auto& each) { return !rows["jobs"].contains(each.first); });
  std::string broken;
  for (const auto& [job, shown] : rows["jobs"].items()) {
    const json config = shown.value("jobExecutionsRolloutConfig", json::object());
    int& most = per_minute_[job];
    most = std::max(most, config.value("maximumPerMinute", 1000));
    if (shown["targetSelection"] == "CONTINUOUS") continue;
    double last = 0;
    for (const auto& [at, count] : released[job]) {
      if (count > most || at < last + 60) broken += job + " releases too many at once\n";
      last = at;
    }
  }
  return broken;
}

std::string Invariants::OfARefusal(const json& answer, const json& rows,
                                   const std::vector<json>& messages) const {
  if (!answer.contains("refused")) return {};
  if (!messages.empty()) return "a refused call sends something\n";
  if (rows != before_) return "a refused call changes rows\n";
  return {};
}

std::string Invariants::OfExecutions(const Step& step, const json& answer,
                                     const json& rows) const {
  std::string broken;
  std::set<std::string> pending;
  const bool updated = step.operation == "UpdateJobExecution" && !answer.contains("refused");
  const std::string its_key = updated ? step.input["jobId"].get<std::string>() + " " +
                                            step.input["thingName"].get<std::string>() + "#"
                                      : "none";
  int versions_grown = 0;
  for (const auto& [key, row] : rows["executions"].items()) {
    if (!IsTerminal(row) && !pending.insert(key.substr(0, key.find('#'))).second) {
      broken += key + " is pending beside another\n";
    }
    // Only then may an execution of the same name be another one.
    if (step.operation == "CreateJob" || !before_["executions"].contains(key)) continue;
    const json& old = before_["executions"][key];
    if (IsTerminal(old) && row != old) broken += key + " changed though terminal\n";
    const int grown = row["versionNumber"].get<int>() - old["versionNumber"].get<int>();
    if (grown < 0 || grown > 1) broken += key + " skipped a version\n";
    if (key.starts_with(its_key)) versions_grown += grown;
  }
  if (updated && versions_grown != 1) broken += "an accepted update is not one version more\n";
  return broken;
}

std::string Invariants::OfMessages(const json& rows, const std::vector<json>& messages) {
  std::string broken;
  // A thing that is gone is told nothing; one that is back begins with what it can ask for.
  std::erase_if(said_, [&](const auto& said) { return !rows["pending"].contains(said.first); });
  for (const auto& [thing, pending] : rows["pending"].items()) {
    const std::string topic = "$aws/things/" + thing + "/jobs/notify-next";
    const bool is_told =
        std::any_of(messages.begin(), messages.end(),
                    [&topic](const json& message) { return message["topic"] == topic; });
    said_.emplace(thing, is_told ? json() : FirstOf(pending));
  }
  for (const json& message : messages) {
    const std::string topic = message["topic"];
    if (!topic.ends_with("/notify-next")) continue;
    const std::string thing = topic.substr(12, topic.find('/', 12) - 12);
    const json next = NextIn(message["payload"].value("execution", json()));
    if (said_[thing] == next) broken += thing + " is told the same next job twice\n";
    said_[thing] = next;
  }
  for (const auto& [thing, pending] : rows["pending"].items()) {
    if (said_[thing] != FirstOf(pending)) broken += thing + " was told another next job\n";
  }
  return broken;
}

}  // namespace model
