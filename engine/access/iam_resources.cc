#include "engine/access/iam_resources.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace engine {

namespace {

using nlohmann::json;

// "{targets}", and nothing else.
bool IsMember(std::string_view resource) {
  return resource.starts_with('{') && resource.find('}') == resource.size() - 1;
}

// "job/{jobId}" with the input's texts in it; nothing where it has none.
std::optional<std::string> Filled(std::string_view resource, const json& input) {
  std::string filled;
  for (auto open = resource.find('{'); open != resource.npos; open = resource.find('{')) {
    const auto close = resource.find('}', open);
    const auto member = input.find(std::string(resource.substr(open + 1, close - open - 1)));
    if (member == input.end() || !member->is_string()) return std::nullopt;
    filled.append(resource.substr(0, open)).append(member->get_ref<const std::string&>());
    resource.remove_prefix(close + 1);
  }
  return filled.append(resource);
}

void AddArns(const json& input, const std::string& member, std::vector<std::string>& arns) {
  const auto found = input.find(member);
  if (found == input.end()) return;
  for (const json& arn : found->is_array() ? *found : json::array({*found})) {
    if (arn.is_string()) arns.push_back(arn.get<std::string>());
  }
}

}  // namespace

std::vector<std::string> ResourcesOf(const std::vector<std::string>& resources,
                                     const json& input, const std::string& region,
                                     const std::string& account_id) {
  const std::string prefix = "arn:aws:iot:" + region + ":" + account_id + ":";
  std::vector<std::string> arns;
  for (const std::string& resource : resources) {
    if (IsMember(resource)) {
      AddArns(input, resource.substr(1, resource.size() - 2), arns);
    } else if (const auto filled = Filled(resource, input)) {
      arns.push_back(prefix + *filled);
    }
  }
  if (arns.empty()) arns.emplace_back("*");
  return arns;
}

}  // namespace engine
