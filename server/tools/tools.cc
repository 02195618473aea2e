#include "server/tools/tools.h"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <utility>

#include "api_spec/check.h"
#include "engine/error.h"

namespace tools {
namespace {

Answer Checked(Tools& tools, const api_spec::Operation& operation, Answer answer) {
  if (answer.go_on) {
    answer.go_on = [&tools, &operation, go_on = std::move(answer.go_on)] {
      return Checked(tools, operation, go_on());
    };
  } else if (answer.later) {
    answer.later = [&tools, &operation, later = std::move(answer.later)](const auto& take) {
      later([&tools, &operation, take](Answer late) {
        take(Checked(tools, operation, std::move(late)));
      });
    };
  } else if (tools.check_answers && !answer.follow && answer.media_type == nullptr) {
    if (const std::string wrong = api_spec::CheckOutput(operation, answer.value);
        !wrong.empty()) {
      spdlog::error("the answer of {} is not as described: {}", operation.name, wrong);
      throw std::logic_error("the answer is not as described: " + wrong);
    }
  }
  return answer;
}

}  // namespace

Answer Run(Tools& tools, const api_spec::Operation& operation, nlohmann::json input) {
  if (const std::string unknown = api_spec::UndescribedMember(operation, input);
      !unknown.empty()) {
    engine::RefuseRequest("There is no '" + unknown + "' in the input of " + operation.name +
                          ".");
  }
  if (const std::string wrong = api_spec::CheckInput(operation, input); !wrong.empty()) {
    engine::RefuseRequest(wrong);
  }
  input.erase("format");  // how the answer is shown, not what it is
  return Checked(tools, operation, FindTool(operation.name)(tools, input));
}

}  // namespace tools
