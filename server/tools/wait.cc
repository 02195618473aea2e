#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/broker/topic_filter.h"
#include "engine/error.h"
#include "engine/plain_words.h"
#include "server/tools/tools.h"
#include "server/waits/conditions.h"

namespace tools {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kUsualTimeout = std::chrono::seconds(10);
constexpr std::chrono::milliseconds kLongestTimeout = std::chrono::hours(1);

// A kind of condition: the member that asks for it, and those that say more.
struct Kind {
  const char* member;
  std::vector<std::string> others;
  server::SharedCondition (*read)(Tools& tools, const json& input);
};

std::string Text(const json& input, const char* member) {
  return input.value(member, "");
}

std::size_t Count(const json& input) {
  return input.value("count", std::size_t{1});
}

server::SharedCondition ReadExecutions(Tools& tools, const json& input) {
  server::WantedExecutions wanted{
      .thing = Text(input, "thing"), .job = Text(input, "job"), .count = Count(input)};
  if (wanted.thing.empty() && wanted.job.empty()) {
    engine::RefuseRequest("status needs thing, job or both: whose executions?");
  }
  if (!wanted.thing.empty() && !wanted.job.empty() && wanted.count > 1) {
    engine::RefuseRequest(
        "count goes with thing or job alone: a job has one execution on a thing.");
  }
  const std::string status = Text(input, "status");
  for (const engine::ExecutionStatus one : engine::AllExecutionStatuses()) {
    const bool is_meant = status == "TERMINAL" ? !engine::IsPending(one) : status == Name(one);
    if (is_meant) wanted.statuses.push_back(one);
  }
  return server::ExecutionsAre(std::move(wanted), tools.journal.last_heard());
}

server::SharedCondition ReadJob(Tools&, const json& input) {
  using engine::JobStatus;
  if (!input.contains("job")) engine::RefuseRequest("jobStatus needs job: which one?");
  const std::string status = Text(input, "jobStatus");
  if (status == "TERMINAL") {
    return server::JobIs(Text(input, "job"), {JobStatus::kCompleted, JobStatus::kCanceled});
  }
  return server::JobIs(Text(input, "job"), {engine::JobStatusFrom(status).value()});
}

server::SharedCondition ReadMessages(Tools& tools, const json& input) {
  const std::string filter = Text(input, "topic");
  if (!engine::IsTopicFilter(filter)) {
    engine::RefuseRequest(
        "topic is a topic or a filter: + stands for a level, and # for all that follow.");
  }
  return server::MessagesCame({.filter = filter,
                               .count = Count(input),
                               .since = input.value("since", std::uint64_t{0})},
                              tools.journal);
}

server::SharedCondition ReadConnection(Tools& tools, const json& input) {
  if (input.contains("client") == input.contains("thing")) {
    engine::RefuseRequest("connected needs client or thing: who?");
  }
  return server::ConnectionIs({.client = Text(input, "client"),
                               .thing = Text(input, "thing"),
                               .connected = input["connected"] == true},
                              tools.connections, tools.journal);
}

server::SharedCondition ReadSettled(Tools& tools, const json& input) {
  if (input["settled"] != true)
    engine::RefuseRequest("settled can be waited for when it is true.");
  return server::IsSettled(tools.service, tools.messages_under_way);
}

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kKinds{{"status", {"thing", "job", "count"}, ReadExecutions},
                                        {"jobStatus", {"job"}, ReadJob},
                                        {"topic", {"count", "since"}, ReadMessages},
                                        {"connected", {"client", "thing"}, ReadConnection},
                                        {"settled", {}, ReadSettled}};
  return kKinds;
}

server::SharedCondition ReadCondition(Tools& tools, const json& input) {
  const auto kind = std::ranges::find_if(
      Kinds(), [&](const Kind& one) { return input.contains(one.member); });
  if (kind == Kinds().end()) {
    engine::RefuseRequest(
        "Say what to wait for: status (with thing, job or both), jobStatus (with job), topic, "
        "connected (with client or thing) or settled.");
  }
  for (const auto& [member, value] : input.items()) {
    if (member == kind->member || member == "timeout") continue;
    if (std::ranges::find(kind->others, member) == kind->others.end()) {
      engine::RefuseRequest(member + " does not go with " + kind->member + ".");
    }
    const auto* text = value.get_ptr<const std::string*>();
    if (text != nullptr && text->empty()) engine::RefuseRequest(member + " is empty.");
  }
  return kind->read(tools, input);
}

std::chrono::milliseconds ReadTimeout(const json& input) {
  if (!input.contains("timeout")) return kUsualTimeout;
  const auto timeout = engine::ParseDuration(Text(input, "timeout"));
  if (!timeout || *timeout > kLongestTimeout) {
    engine::RefuseRequest(
        "timeout is a duration such as \"10s\" or \"500ms\", an hour at most.");
  }
  return *timeout;
}

std::string WaitedAsText(const json& answer) {
  return answer["message"].get<std::string>() + "\n";
}

Answer Told(const server::Waits::Outcome& outcome, std::chrono::milliseconds timeout) {
  if (outcome.problem) {
    return {
        .go_on = [problem = outcome.problem]() -> Answer { std::rethrow_exception(problem); }};
  }
  const server::Verdict& verdict = outcome.verdict;
  json value = {{"held", verdict.holds}, {"message", verdict.text}};
  if (!verdict.holds) {
    value["message"] = (verdict.ever ? "not so within " + engine::PlainDuration(timeout)
                                     : std::string("it cannot become so")) +
                       ": " + verdict.text;
  }
  if (!verdict.nearest.is_null()) value["nearest"] = verdict.nearest;
  Answer answer{.value = std::move(value), .as_text = WaitedAsText};
  if (!verdict.holds) answer.status = 417;
  return answer;
}

}  // namespace

Answer Wait(Tools& tools, const json& input) {
  const std::chrono::milliseconds timeout = ReadTimeout(input);
  const server::SharedCondition condition = ReadCondition(tools, input);
  const std::uint64_t number = tools.waits.NewNumber();
  return {.later =
              [&tools, condition, timeout, number](const std::function<void(Answer)>& take) {
                tools.waits.Add(number, condition, timeout,
                                [take, timeout](const server::Waits::Outcome& outcome) {
                                  take(Told(outcome, timeout));
                                });
              },
          .give_up = [&tools, number] { tools.waits.GiveUp(number); }};
}

}  // namespace tools
