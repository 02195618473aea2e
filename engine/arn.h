// Amazon Resource Names of the kinds that Jobs knows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// arn:aws:iot:{region}:{account_id}:{kind}/{name}
struct Arn {
  std::string region;
  std::string account_id;
  std::string kind;  // "thing", "thinggroup", "job", ...
  std::string name;

  std::string Text() const;
};

// Nothing for a text that is not an ARN of the iot service.
std::optional<Arn> ParseArn(std::string_view text);

}  // namespace engine
