#include "engine/identity/jobs_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace engine {

nlohmann::json JobsPolicy(const std::string& thing_arn) {
  constexpr std::string_view kThing = ":thing/";
  const std::size_t at = thing_arn.rfind(kThing);
  const std::string prefix = thing_arn.substr(0, at + 1);
  const std::string name = thing_arn.substr(at + kThing.size());
  const std::string of_thing = "$aws/things/" + name;
  const auto topics = [&](const std::string& kind) -> nlohmann::json {
    return {prefix + kind + of_thing + "/jobs/*", prefix + kind + of_thing + "/streams/*"};
  };
  return {{"Version", "2012-10-17"},
          {"Statement",
           {{{"Effect", "Allow"},
             {"Action", "iot:Connect"},
             {"Resource", prefix + "client/" + name + "*"}},
            {{"Effect", "Allow"},
             {"Action", {"iot:Publish", "iot:Receive"}},
             {"Resource", topics("topic/")}},
            {{"Effect", "Allow"},
             {"Action", "iot:Subscribe"},
             {"Resource", topics("topicfilter/")}}}}};
}

std::string JobsPolicyName(const std::string& thing) {
  std::string name = thing + "-jobs";
  std::ranges::replace(name, ':', '.');
  return name;
}

}  // namespace engine
