// Any policy, read and asked. First line: a topic and client id; the rest is the document. What
// is denied by default is allowed by its own text, as a policy has it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/policy_evaluation.h"
#include "engine/error.h"

namespace {

void Require(bool claim) {
  if (!claim) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), size);
  const std::string topic(input.substr(0, line));
  const std::string_view document = input.substr(line < size ? line + 1 : size);
  try {
    std::vector<engine::EffectivePolicy> policies{
        {"read", "1", engine::ParsePolicyDocument(document)}};
    const engine::PolicyRequest request{"iot:Publish",
                                        "arn:aws:iot:us-east-1:123456789012:topic/" + topic};
    const engine::PolicyVariables variables{
        {"iot:clientid", {topic}},
        {"aws:sourceip", {topic}},
        {"iot:certificate.subject.commonname", {topic, "a"}},
        {"iot:connectattributes", {"LastWill", topic}}};
    const auto decision = engine::Decide(policies, request, variables);
    Require(decision.allowed <= (decision.policy != nullptr));
    if (decision.policy != nullptr) return 0;
    Require(engine::Matches(
        *engine::Expand(engine::Escaped(topic), &variables, engine::Wildcards::kMatchOthers),
        engine::Plainly(topic)));
  } catch (const engine::Error& refusal) {
    Require(refusal.code == engine::ErrorCode::kMalformedPolicy ||
            refusal.code == engine::ErrorCode::kNotImplemented);
  }
  return 0;
}
