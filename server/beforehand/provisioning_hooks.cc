#include "server/beforehand/provisioning_hooks.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "server/beforehand/conversation.h"
#include "server/http/outgoing.h"
#include "server/operations/identity/fleet_provisioning.h"

namespace server {

namespace {

using engine::HookAnswer;

constexpr std::chrono::seconds kPatience{5};  // AWS
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
// With questions of the largest size they hold 64 MB.
constexpr std::size_t kMostUnderWay = 500;

constexpr std::string_view kHttp = "http://";

http::Outgoing RequestFor(const std::string& url, const std::string& question) {
  const std::size_t path = url.find('/', kHttp.size());
  std::string host = url.substr(kHttp.size(), path - kHttp.size());
  const std::string target = path == std::string::npos ? "/" : url.substr(path);
  std::string text = "POST " + target + " HTTP/1.0\r\nhost: " + host +
                     "\r\ncontent-type: application/json\r\ncontent-length: " +
                     std::to_string(question.size()) + "\r\n\r\n" + question;
  return {.host = std::move(host),
          .text = std::move(text),
          .most = kMostBytes,
          .patience = kPatience};
}

HookAnswer AnswerIn(const http::Reply& reply) {
  if (!reply.problem.empty()) return {.problem = reply.problem};
  if (reply.status < 200 || reply.status > 299) {
    return {.problem = "it answers " + std::to_string(reply.status)};
  }
  return engine::ReadHookAnswer(reply.body);
}

HookAnswer AnswerIn(const CommandReply& reply) {
  if (!reply.problem.empty()) return {.problem = reply.problem};
  return engine::ReadHookAnswer(reply.text);
}

}  // namespace

void ProvisioningHooks::Serve(Needs& needs) {
  needs.Add({"RegisterThing"}, [this](Context& c, const Call& call) -> Needs::Get {
    if (call.operation.plane != api_spec::Plane::kMqtt) return nullptr;
    const std::string& client = call.caller.client_id;
    const auto question = HookQuestionOf(c, call.input, client, certificate_of_(client));
    if (!question) return nullptr;
    return [this, arn = question->function_arn,
            text = question->payload.dump()](const Needs::Take& take) { Ask(arn, text, take); };
  });
}

void ProvisioningHooks::Ask(const std::string& function_arn, const std::string& question,
                            const Needs::Take& take) {
  const std::string* target = engine::TargetOf(targets_, function_arn);
  if (target == nullptr) {
    return take({.hook = HookAnswer{.problem = "no --hook stands for " + function_arn}});
  }
  if (under_way_.size() >= kMostUnderWay) {
    return take({.hook = HookAnswer{.problem = "too many are asked at once"}});
  }
  const std::uint64_t number = ++count_;
  const auto taken = [this, number, take, function_arn](HookAnswer answer) {
    under_way_.erase(number);
    if (!answer.problem.empty()) {
      spdlog::warn("the pre-provisioning hook {} has failed: {}", function_arn, answer.problem);
    }
    take({.hook = std::move(answer)});
  };
  under_way_[number] =
      target->starts_with(kHttp)
          ? http::Send(io_, RequestFor(*target, question),
                       [taken](const http::Reply& reply) { taken(AnswerIn(reply)); })
          : Converse(io_, *target, question, kPatience,
                     [taken](const CommandReply& reply) { taken(AnswerIn(reply)); });
}

void ProvisioningHooks::Cancel() {
  for (const auto& [number, end] : std::exchange(under_way_, {})) end();
}

}  // namespace server
